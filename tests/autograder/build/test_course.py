"""The chapters of this checkout, as learners get them."""

import nbformat
import pytest

from autograder.build.execute import execute
from autograder.build.folders import repository
from autograder.build.plan import plan

FOLDERS = repository()


def learners_notebook(stem):
    planned = plan(FOLDERS, stem)
    text = planned.released[FOLDERS.released(stem)].decode()
    return planned, nbformat.reads(text, as_version=4)


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
