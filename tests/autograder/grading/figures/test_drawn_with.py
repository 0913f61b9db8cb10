"""Which exercise a chapter's experiments draw with."""

import pytest
from samples.grading_chapter import CHAPTER

from autograder.core.cell_roles import Role
from autograder.grading.figures.drawn_with import drawn_with
from autograder.grading.restore import Cell

NAMES = "f, whose = working(sigmoid)"


def cells_of(*sources, role=Role.EXPLORE):
    return [Cell(role, "the learner may have changed it", "code", released={"source": source}) for source in sources]


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (("relu(x)",), {0: "relu"}),
        (("relu_backward(g, x)",), {0: "relu"}),
        (("lw.relu(x)", "plot(x)"), {}),
        (("def draw():\n    return [relu(one) for one in x]",), {0: "relu"}),
        (("sigmoid(relu(x))",), {0: "sigmoid"}),
        ((NAMES, "plot(f(x), title=whose)"), {0: "sigmoid", 1: "sigmoid"}),
        ((NAMES, "values = f(x)", "plot(values)"), dict.fromkeys(range(3), "sigmoid")),
        ((NAMES, "f = lw.tanh\nplot(f(x))", "plot(f(x))"), {0: "sigmoid"}),
        (("%matplotlib inline\nrelu(x)",), {0: "relu"}),
    ],
)
def test_a_cell_draws_with_what_it_names_or_what_was_made_of_it(sources, found):
    """The library's function of the same name is none of the learner's, and a name that is bound anew is another."""
    assert drawn_with(cells_of(*sources), CHAPTER) == found


def test_only_experiments_count():
    """A check names its function as well, and shows no figure."""
    others = [*cells_of("relu(x)", role=Role.SETUP), Cell(Role.EXPLORE, "relu(x)", "code")]
    assert drawn_with(others, CHAPTER) == {}
