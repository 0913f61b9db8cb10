"""What a right answer in an earlier one's place makes of a report."""

import numpy as np
import pytest

from autograder.core.comparison import comparison
from autograder.core.diagnose import report, unwritten
from autograder.core.follow_through import better_of, to_replace
from autograder.core.record import Aspect, Case, Exercise, Misconception
from autograder.core.report import State

SMALL, LARGE = Case("small", {"x": np.arange(3.0)}), Case("large", {"x": np.arange(300.0)})


def double(x):
    return 2 * x


def square(x):
    return x**2


def capped(x):
    return np.minimum(2 * x, 100.0)


DOUBLE = Exercise(
    double,
    (Aspect("values", 2, (SMALL,)), Aspect("large values", 1, (LARGE,))),
    (Misconception("squares", (square,), "It was squared.", "2 · 3?"),),
)
COMPARED = comparison(DOUBLE)


def said_of(function):
    return report(COMPARED, COMPARED.implementation((function,)))


def better(first, again):
    return better_of(said_of(first), COMPARED, COMPARED.implementation((again,)), ("tanh",))


def test_what_is_right_with_right_ones_has_all_points_and_no_diagnosis():
    found = better(square, double)
    assert (found.state, found.score, found.with_right) == (State.RIGHT, 3, ("tanh",))
    assert found.diagnosis is None


def test_what_is_better_in_part_keeps_what_was_said_of_the_rest():
    """The learner reads about the program that they wrote."""
    before, found = said_of(square), better(square, capped)
    assert (found.state, found.score, found.with_right) == (State.PARTLY, 2, ("tanh",))
    assert found.aspects[1] == before.aspects[1]
    assert found.diagnosis == before.diagnosis is not None


@pytest.mark.parametrize("again", [square, lambda x: x, lambda x: 1 / 0])
def test_what_is_no_better_is_as_it_was(again):
    assert better(square, again) == said_of(square)


def test_an_aspect_that_held_before_holds():
    assert better(capped, square) == said_of(capped)


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [(said_of(square), ("tanh",)), (said_of(capped), ("tanh",)), (unwritten(DOUBLE), ("tanh",)), (said_of(double), ())],
)
def test_only_what_has_failed_is_replaced(earlier, expected):
    assert to_replace(said_of(square), ("tanh",), {"tanh": earlier}) == expected


@pytest.mark.parametrize("own", [said_of(double), unwritten(DOUBLE)])
def test_what_is_right_or_not_begun_needs_nothing(own):
    assert to_replace(own, ("tanh",), {"tanh": said_of(square)}) == ()
