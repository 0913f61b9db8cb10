"""Values that are computed and that nothing uses."""

import pytest

from autograder.repair.learner_source import source_of_answer
from autograder.repair.unused import unused_values

from .test_search import notebook


def unused(cell):
    space = notebook(cell)
    return unused_values(source_of_answer((space["f"],), ("f",)))


def test_a_value_that_nothing_reads_is_found():
    assert unused("def f(x):\n    a = x + 1\n    b = x + 2\n    return a") == ("b",)


@pytest.mark.parametrize(
    "cell",
    [
        "def f(x):\n    n, c = x.shape\n    return n",
        "def f(x):\n    a = 0\n    return x",
        "def f(x):\n    def inner():\n        return a\n    a = x + 1\n    return inner()",
        "def f(x):\n    global a\n    a = x + 1\n    return x",
        "def f(x):\n    x[0] = x[1] + 1\n    return x",
        "def f(x):\n    for i in x:\n        a = i + 1\n        b = a\n    return b",
    ],
    ids=["parts of a shape", "a number", "read by a function inside", "global", "an entry", "read in a loop"],
)
def test_what_is_used_or_is_no_loss_is_left_alone(cell):
    assert unused(cell) == ()
