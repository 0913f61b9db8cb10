import numpy as np
import pytest

from autograder.core.record import Aspect, Case, Exercise
from autograder.verify.cost import of_cost, reference_seconds


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


@pytest.mark.parametrize(("seconds", "told"), [(0.1, False), (0.4, True)])
def test_a_chapter_whose_cases_take_too_long_is_reported(seconds, told):
    assert [*of_cost("ch09", seconds)] == (
        [
            "ch09: its cases take 400 ms of the reference's own time, and 150 are meant for them; the column “ms” says "
            "where: fewer steps, fewer examples, smaller layers"
        ]
        if told
        else []
    )
