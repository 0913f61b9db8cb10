import numpy as np
import pytest

from autograder.core.record import Aspect, Case, Exercise, leaves_inputs_alone
from autograder.verify.rote import gains, of_rote

PLAYED = (202, 203, 204, 205)


def double(x):
    return 2 * x


def is_positive(x):
    return x.sum() > 0


def signs(x):
    return x > 0


def same(x):
    return x.copy()


def ones(x):
    return np.ones(len(x))


FIXED = Case("fixed", {"x": np.array([1.0, 2.0, 3.0])})
DRAWN = Case("drawn", lambda rng: {"x": rng.normal(size=3)})
MANY = Case("many", lambda rng: {"x": rng.normal(size=16)})
ONE_OF_TWO = Case("one of two", lambda rng: {"x": rng.choice([[1.0, 2.0], [3.0, 4.0]])})
ANY_LENGTH = Case("zeros, as many as are drawn", lambda rng: {"x": np.zeros(rng.integers(2, 400))})


def judged(reference, *cases: Case) -> Exercise:
    values = Aspect("values", 1, cases)
    return Exercise(reference=reference, aspects=(values, leaves_inputs_alone(0.5, cases, requires="values")))


@pytest.mark.parametrize(
    ("reference", "cases", "answer"),
    [
        (double, (FIXED,), "the results of another run"),
        (double, (FIXED, ONE_OF_TWO), "a table by the inputs"),
        (same, (DRAWN,), "an input given back"),
        (double, (ANY_LENGTH,), "an input given back"),
        (ones, (ANY_LENGTH,), "ones"),
    ],
    ids=["a fixed input", "two inputs", "the input", "zeros", "ones"],
)
def test_what_can_be_had_by_rote_always_is_found(reference, cases, answer):
    found = gains(judged(reference, *cases), PLAYED)
    assert [(gain.answer, gain.aspect, gain.seeds) for gain in found] == [
        (answer, "values", PLAYED),
        (answer, "leaves its input alone", PLAYED),
    ]


def test_a_yes_or_no_can_be_had_by_luck_and_sixteen_of_them_cannot():
    assert 0 < len(gains(judged(is_positive, DRAWN), PLAYED)[0].seeds) < len(PLAYED)
    assert gains(judged(signs, MANY), PLAYED) == []


def test_what_is_drawn_can_only_be_computed():
    assert gains(judged(double, DRAWN, FIXED), PLAYED) == []


def test_the_best_answer_takes_from_the_others_what_is_right_in_each_case():
    """No one of them has both: a recorded result here, the input there."""
    gain, _ = gains(judged(double, FIXED, ANY_LENGTH), PLAYED)
    assert (gain.answer, gain.seeds) == ("the best for each case", PLAYED)


def test_verify_says_what_can_be_had_by_rote():
    assert next(of_rote(judged(double, FIXED))) == (
        "gives 1 points for 'values' by rote: the results of another run, under 10 of 10 seeds"
    )


def times(x, factor):
    return 2 * x if factor is None else factor * x


@pytest.mark.parametrize("inputs", [("x", "factor"), ("factor", "x")], ids=["last", "first"])
def test_none_may_be_among_the_inputs(inputs):
    """Given back where a number is due, it is wrong, and no error."""
    case = Case("a number", lambda rng: {name: {"x": rng.normal(), "factor": None}[name] for name in inputs})
    assert gains(judged(times, case), PLAYED) == []
