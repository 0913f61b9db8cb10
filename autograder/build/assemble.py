"""Make the instructor's notebook of a source, not yet executed: ids, nbgrader's metadata and the check cells.

What an author would otherwise repeat in every chapter is made here from the record: the points, the locked check
cell after each exercise, the model answer's cell after each question, and which cells a submission may not change.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import CHECK_PREFIX, COMPARE_PREFIX, EXPLORE_TAG, GUESS_TAG, SHOWN_TAG, VARIES_TAG, Role
from ..core.chapter_cells import needs, without_magics
from ..core.errors import BuildError
from ..core.record import Chapter
from ..core.released import FORMERLY, METADATA
from .names import CellNames
from .source import HARDEST, MARK_SCHEME, Cell, Source, regions
from .source_rules import problems

# Without the version of the Python that ran it: a notebook must not change with the machine that builds it.
_LANGUAGE = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def assemble(source: Source, chapter: Chapter | None = None, record: Sequence[Path] = ()) -> NotebookNode:
    """The whole notebook with its solutions and without outputs. Raises BuildError with everything that is wrong."""
    found = problems(source, chapter)
    if found:
        raise BuildError(*found)
    names = CellNames()
    called = _called(source, chapter) if chapter else {}
    cells: list[NotebookNode] = []
    try:
        for cell, following in zip(source.cells, [*source.cells[1:], None], strict=True):
            cells.append(_cell(cell, names, chapter))
            if following is not None and following.minutes:
                cells[-1].source += f"\n\n{effort(following, called.get(following.name, ()))}"
            if cell.role is Role.EXERCISE and chapter:
                cells.append(_check_cell(cell.name, names, chapter.exercise(cell.name).points))
            if cell.role is Role.WRITTEN and chapter:
                cells.append(_compare_cell(cell.name, names))
    except BuildError as error:
        raise BuildError(*(f"{source.path.name}: {problem}" for problem in error.problems)) from None
    ours = {"chapter": source.stem, "digest": digest(source.path, *record)}
    return nbformat.v4.new_notebook(cells=cells, metadata={**clean_metadata(), METADATA: ours})


def clean_metadata() -> dict[str, Any]:
    """A notebook's metadata as every machine would write it."""
    return {key: dict(value) for key, value in _LANGUAGE.items()}


def digest(*files: Path) -> str:
    """What a chapter's figures depend on, as a short hash: its source and its record."""
    content = hashlib.sha256()
    for path in files:
        content.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return content.hexdigest()[:16]


def text_of(notebook: NotebookNode) -> str:
    """The notebook as it stands in its file."""
    return nbformat.writes(notebook) + "\n"


def _cell(cell: Cell, names: CellNames, chapter: Chapter | None) -> NotebookNode:
    given = names.fixed(cell.name) if cell.name else names.of(cell.text, markdown=not cell.is_code)
    metadata: dict[str, Any] = {}
    if tags := _tags(cell):
        metadata["tags"] = sorted(tags)
    if jupyter := {**({"source_hidden": True} if _folded(cell) else {}), **cell.jupyter}:
        metadata["jupyter"] = jupyter
    if cell.formerly:  # a learner's answer finds its way by it
        metadata[METADATA] = {FORMERLY: list(cell.formerly)}
    if chapter is not None:
        metadata |= _for_nbgrader(cell, given, chapter)
    make = nbformat.v4.new_code_cell if cell.is_code else nbformat.v4.new_markdown_cell
    return make(cell.text, id=given, metadata=metadata)


def effort(cell: Cell, called: Sequence[str]) -> str:
    """What an exercise takes and builds on, in the words that stand at the end of its statement."""
    hard = f", difficulty {cell.difficulty} of {HARDEST}" if cell.difficulty else ""
    return f"*About {cell.minutes} minutes{hard}.{_uses(called)}*"


def _uses(called: Sequence[str]) -> str:
    *others, last = [f"`{name}`" for name in called] or [""]
    return f" Uses your {', '.join(others)}{' and ' if others else ''}{last}." if last else ""


def _called(source: Source, chapter: Chapter) -> dict[str, tuple[str, ...]]:
    """For each exercise, the earlier ones that its solution calls, however indirectly."""
    given = [without_magics(cell.text) for cell in source.cells if cell.role is Role.SETUP]
    return needs(given, {name: cell.text for name, cell in source.named(Role.EXERCISE).items()}, chapter.exercises)


def _tags(cell: Cell) -> set[str]:
    """A cell's tags. A guess is tagged explore too, by which grading knows what to pass over."""
    return {*cell.tags, *([EXPLORE_TAG] if GUESS_TAG in cell.tags else [])}


def _folded(cell: Cell) -> bool:
    """Whether only the output of a cell is seen until somebody unfolds it: code that would tell the answer."""
    return cell.role is Role.EXPLORE and SHOWN_TAG not in cell.tags


def _for_nbgrader(cell: Cell, name: str, chapter: Chapter) -> dict[str, Any]:
    """What nbgrader is told about a cell, and what Jupyter lets a learner do with it."""
    if cell.role is Role.EXERCISE:
        return {"nbgrader": _nbgrader(name, solution=True)}
    if cell.role is Role.WRITTEN:
        points = next(question.points for question in chapter.written if question.name == cell.name)
        return {"nbgrader": _nbgrader(name, solution=True, grade=True, points=points)}
    if cell.role is Role.EXPLORE or (cell.role is Role.TEXT and regions(cell.text, MARK_SCHEME)):
        # Learners play in these cells. Grading takes them from the release, whatever was written into them.
        return {"nbgrader": _nbgrader(name, locked=True)}
    if cell.role is Role.SETUP:
        return {"nbgrader": _nbgrader(name, locked=True), "deletable": False, "editable": False}
    return {}


def _check_cell(exercise: str, names: CellNames, points: float) -> NotebookNode:
    given = names.fixed(f"{CHECK_PREFIX}{exercise}")
    metadata = {"nbgrader": _nbgrader(given, grade=True, locked=True, points=points)}
    return nbformat.v4.new_code_cell(f"check({exercise})", id=given, metadata=metadata)


def _compare_cell(question: str, names: CellNames) -> NotebookNode:
    """The cell behind a written question. It holds its name only: the model answer stands in the chapter's source.

    What it shows depends on what is saved, so nothing of it is stored; and it is no part of grading.
    """
    given = names.fixed(f"{COMPARE_PREFIX}{question}")
    metadata = {"tags": sorted((EXPLORE_TAG, VARIES_TAG)), "nbgrader": _nbgrader(given, locked=True)}
    text = f'from autograder import compare_answer\n\ncompare_answer("{question}")'
    return nbformat.v4.new_code_cell(text, id=given, metadata=metadata)


def _nbgrader(
    name: str, grade: bool = False, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    worth = {} if points is None else {"points": float(points)}
    return {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **worth,
    }
