"""The chapters of this checkout, as learners get them."""

import nbformat
import pytest

from autograder.build.execute import execute
from autograder.build.folders import repository
from autograder.build.plan import plan
from autograder.build.source import SOLUTION, regions

FOLDERS = repository()
SHORT = 12  # characters; a shorter line, such as `return out`, gives nothing away


def learners_notebook(stem):
    planned = plan(FOLDERS, stem)
    text = planned.released[FOLDERS.released(stem)].decode()
    return planned, nbformat.reads(text, as_version=4)


@pytest.mark.parametrize("stem", FOLDERS.chapters())
def test_no_line_of_a_solution_reaches_a_learner(stem):
    """Unless the author shows the same line on purpose, outside of every solution."""
    planned, notebook = learners_notebook(stem)
    solved = {
        line.strip()
        for cell in planned.source.cells
        for part in regions(cell.text, SOLUTION)
        for line in part.splitlines()
    }
    shown = [
        line.strip()
        for cell in planned.source.cells
        if not regions(cell.text, SOLUTION)
        for line in cell.text.splitlines()
    ]
    released = {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}
    assert {line for line in solved & released if len(line) >= SHORT} <= set(shown)


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("stem", FOLDERS.chapters())
def test_an_untouched_notebook_runs_from_top_to_bottom(stem):
    """Every exercise says that it is not written yet, and every figure is drawn without it."""
    _, notebook = learners_notebook(stem)
    execute(notebook, stem, FOLDERS.source(stem).parent)
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    assert checks
    for cell in checks:
        assert "not written yet" in cell.outputs[0].data["text/plain"]
