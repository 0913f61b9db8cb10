"""Run a notebook's own cells, as a learner would: the solutions must earn everything, the starters nothing."""

import contextlib
import io
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import EXPLORE_TAG
from ..core.diagnose import check_functions
from ..core.record import Exercise
from .behaviour import lost


def names_of(notebook: NotebookNode, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """What the set-up and exercise cells define, run from top to bottom, and what went wrong on the way.

    Figures and experiments are skipped, as they are when an answer is graded: no answer depends on them.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    problems = []
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type != "code" or EXPLORE_TAG in cell.metadata.get("tags", []):
                continue
            if cell.metadata.get("nbgrader", {}).get("grade"):
                continue  # the check
            # IPython's magics set up the display, which nobody sees here.
            lines = ["" if line.startswith("%") else line for line in cell.source.splitlines()]
            try:
                exec(compile("\n".join(lines), f"<cell {cell.id}>", "exec"), names)
            except Exception as error:
                problems.append(f"cell {cell.id!r} raised {type(error).__name__}: {error}")
    return names, problems


def of_solution(exercise: Exercise, names: dict[str, Any], seed: int) -> str:
    """Why the solution that stands in the chapter loses marks, or ""."""
    missing = [name for name in exercise.functions if not callable(names.get(name))]
    if missing:
        return f"has a solution cell that does not define {', '.join(missing)}"
    functions = tuple(names[name] for name in exercise.functions)
    return lost(check_functions(exercise, functions, seed), "the chapter's own solution")


def of_starter(exercise: Exercise, names: dict[str, Any]) -> str:
    """Why what a learner starts from is not "not written yet", or ""."""
    missing = [name for name in exercise.functions if not callable(names.get(name))]
    if missing:
        return f"has a starter that does not define {', '.join(missing)}"
    found = check_functions(exercise, tuple(names[name] for name in exercise.functions))
    if found.state == "unwritten" and found.score == 0:
        return ""
    return (
        f"has a starter that counts as {found.state} with {found.score:g} points; a function that waits to be "
        "written has nothing but its docstring"
    )
