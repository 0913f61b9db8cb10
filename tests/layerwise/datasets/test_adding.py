import numpy as np

from layerwise.datasets import adding_problem


def test_two_steps_are_marked_one_in_each_half():
    """And the target is the sum of the numbers there."""
    X, y = adding_problem(n=500, T=21, seed=3)
    first, second = X[:, :10, 1], X[:, 10:, 1]
    assert (first.sum(axis=1) == 1).all() and (second.sum(axis=1) == 1).all()
    assert first.any(axis=0).all() and second.any(axis=0).all()  # every step has its turn
    np.testing.assert_allclose(y, [row[row[:, 1] == 1, 0].sum() for row in X])


def test_guessing_the_mean_costs_a_sixth():
    """And the same seed gives the same sequences."""
    _, y = adding_problem(n=50_000, T=2)
    assert abs(((y - 1) ** 2).mean() - 1 / 6) < 0.003
    assert (adding_problem(5, 8, seed=1)[0] == adding_problem(5, 8, seed=1)[0]).all()
