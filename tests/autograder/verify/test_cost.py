import numpy as np
import pytest

from autograder.core.record import Aspect, Case, Exercise
from autograder.verify.cost import YARDSTICK, of_cost, reference_seconds, yardstick_seconds


def works(x):
    for _ in range(300):
        np.sort(x)
    return x


def of_size(*sizes: int) -> Exercise:
    cases = tuple(Case(f"{size} numbers", {"x": np.zeros(size)}) for size in sizes)
    return Exercise(reference=works, aspects=(Aspect("values", 1, cases), Aspect("again", 1, cases)))


def test_a_case_costs_what_the_reference_takes_however_many_aspects_look_at_it():
    small, large, both = (reference_seconds(of_size(*sizes), (0, 1, 2)) for sizes in ((10,), (100_000,), (10, 100_000)))
    assert 5 * small < large
    assert both < 1.9 * large


@pytest.mark.parametrize(("seconds", "told"), [(0.1, False), (0.2, False), (0.4, True)])
def test_a_chapter_whose_cases_take_too_long_is_reported(seconds, told):
    """With twice the time there is to spare, for a busy machine."""
    assert [*of_cost("ch09", seconds)] == (
        [
            "ch09: its cases take 400 ms of the reference's own time, and 150 are allowed; the column “ms” says where: "
            "fewer steps, fewer examples, smaller layers"
        ]
        if told
        else []
    )


def test_a_machine_that_is_slower_at_the_yardstick_is_given_more_time():
    """A faster one is not given less: the bound is what a learner may have to wait."""
    assert [*of_cost("ch09", 0.4, 2 * YARDSTICK)] == []
    assert len([*of_cost("ch09", 0.7, 2 * YARDSTICK)]) == 1
    assert [*of_cost("ch09", 0.2, YARDSTICK / 2)] == []


def test_the_yardstick_takes_about_as_long_again():
    """Side by side, on a machine that does something else besides."""
    first, second = yardstick_seconds(), yardstick_seconds()
    assert 0.2 < first / second < 5
