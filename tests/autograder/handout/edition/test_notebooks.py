"""Every learner's notebook runs in a class edition of its chapter, before anything is written and with all of it."""

import json
import os
from pathlib import Path

import pytest
from samples.learners_notebook import learners_notebook, run_in

from autograder.build.folders import repository
from autograder.handout.chosen import choose
from autograder.handout.leak_search import search_text
from autograder.handout.source_tree import make_tree

PICTURED = "This runs on your own code"


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("stem", repository().chapters())
def test_a_notebook_runs_in_its_edition_unsolved_and_solved(repo: Path, tmp_path: Path, stem: str):
    """No answer is found in the edition, no cell raises, and with the answers fewer cells show stored pictures."""
    tree = tmp_path / "edition"
    tree.mkdir()
    chosen = choose([stem])
    make_tree(chosen, tree, lambda _: None)
    assert search_text(tree, chosen) == []
    pictured = {}
    for solved in (False, True):
        place = tmp_path / f"solved {solved}"
        place.mkdir()
        notebook = learners_notebook(repo, stem, solved)
        own = {"PYTHONPATH": str(tree), "LAYERWISE_HOME": str(place / "home"), "IPYTHONDIR": str(place / "ipython")}
        run_in(notebook, place, "python3", {**os.environ, **own})
        checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
        said = [cell.outputs[0].data["text/plain"] for cell in checks]
        assert all((" passes" if solved else "not written yet") in one for one in said), said
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        pictured[solved] = sum(PICTURED in json.dumps(cell.outputs) for cell in code)
    assert pictured[True] < pictured[False]
