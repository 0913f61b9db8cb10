import math

import pytest

from layerwise.search import successive_halving


def test_who_is_asked_with_what():
    """27, 9 and 3 candidates, each once a round, with the budget of that round."""
    asked = []

    def loss(i, budget):
        asked.append((i, budget))
        return (i * 7) % 27

    rounds = successive_halving(loss, 27, (1, 3, 9), eta=3)
    assert [len(left) for left in rounds] == [9, 3, 1]
    assert [sum(budget == spent for _, budget in asked) for spent in (1, 3, 9)] == [27, 9, 3]
    assert len(set(asked)) == len(asked)
    assert rounds[-1] == [0] and [(i * 7) % 27 for i in rounds[0]] == list(range(9))


def test_the_last_round_decides_with_its_own_budget():
    """Who leads early need not win."""
    assert successive_halving(lambda i, budget: i if budget == 1 else -i, 4, (1, 2), eta=2) == [[0, 1], [1]]


def test_one_is_always_left():
    """Fewer candidates than eta."""
    assert successive_halving(lambda i, budget: i, 2, (1, 2), eta=3) == [[0], [0]]


def test_a_training_that_diverged_goes_first():
    """nan is worse than any number, inf included."""
    losses = [math.nan, math.inf, 3.0, math.nan, 2.0, 5.0]
    assert successive_halving(lambda i, budget: losses[i], 6, (1,), eta=2) == [[4, 2, 5]]
    assert successive_halving(lambda i, budget: losses[i], 4, (1,), eta=2) == [[2, 1]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, (1, 2)), "n must be at least 1"),
        ((4, ()), "budgets must rise, and be at least one"),
        ((4, (3, 1)), "budgets must rise"),
        ((4, (1, 1)), "budgets must rise"),
        ((4, (1,), 1), "eta must be at least 2"),
        ((4, (0, 1)), r"budgets\[0\] must be at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, message):
    """By name, before anything is trained."""
    with pytest.raises(ValueError, match=message):
        successive_halving(lambda i, budget: pytest.fail("trained"), *arguments)
