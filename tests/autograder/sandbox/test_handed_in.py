"""What a sandbox offers is no answer: handed in as it is, it gets no point in any exercise."""

import IPython  # noqa: F401  # with numpy and matplotlib, what an answer finds beside layerwise
import matplotlib.pyplot  # noqa: F401
import numpy.polynomial  # noqa: F401
import pytest
from samples.handing_in import handed_in

from autograder import exercises
from autograder.sandbox import student_edition as module
from autograder.sandbox.student_edition import student_edition

PACKAGES = ("numpy", "matplotlib", "IPython", "builtins", "math", "operator", "statistics")
HONEST = {
    **dict.fromkeys(
        [("tanh", "numpy.tanh"), ("tanh", "numpy.ma.tanh")],
        "numpy's tanh is the solution; the work is in its gradient, which it does not give",
    ),
    **dict.fromkeys(
        [("expected_initial_loss", f"numpy.{where}log") for where in ("", "ma.", "lib.scimath.")],
        "to see that the loss is the logarithm of C is the exercise, and the solution is no more",
    ),
    ("symmetry_rank", "numpy.linalg.matrix_rank"): "the rank is the answer; its tolerance is an aspect of its own",
    ("matrix_rank", "numpy.linalg.matrix_rank"): "numpy's rule is what is asked for, and numpy has it under that name",
    ("causal_mask", "numpy.tri"): "numpy's triangle has the right places; that it has numbers for truth values costs",
}


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """A chapter's edition, in a cache of its own."""
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(module, "_writable_cache", lambda: tmp_path / "cache")
    return lambda stem: student_edition(exercises.load(stem))


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("stem", exercises.stems())
def test_nothing_that_is_there_answers_an_exercise(stem, edition, tmp_path):
    found = handed_in(exercises.load(stem), edition(stem), PACKAGES, tmp_path)
    assert {one for one in found if one[:2] not in HONEST} == set()


def test_a_reference_that_was_left_in_an_edition_is_found(edition, tmp_path):
    """Chapter 2 lets an answer use what chapter 1 asks for: in chapter 1 this would be the answer."""
    found = handed_in(exercises.load("ch01_activations"), edition("ch02_backprop"), (), tmp_path)
    assert ("relu", "layerwise.functional.activations.relu", "values") in found
