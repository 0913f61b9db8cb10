import numpy as np
import pytest

from layerwise.optim import SGD, Adam
from layerwise.optim.trajectory import random_restarts, trace


def bowl(x):
    return float(x @ x), 2 * x


def test_the_path_starts_at_the_start_and_keeps_every_point():
    """The first row is x0, each later row another point, and x0 is left alone."""
    x0 = np.array([1.0, -2.0])
    path = trace(lambda params: SGD(params, lr=0.1, momentum=0.9), bowl, x0, steps=5)
    assert path.shape == (6, 2)
    assert np.array_equal(path[0], [1.0, -2.0]) and np.array_equal(x0, [1.0, -2.0])
    assert len({tuple(point) for point in path}) == 6


def test_a_function_that_writes_into_its_argument_does_no_harm():
    """f is given a copy."""

    def rude(x):
        x *= 2
        return 0.0, np.ones(2)

    path = trace(lambda params: SGD(params, lr=1.0), rude, [0.0, 1.0], steps=1)
    assert np.array_equal(path, [[0.0, 1.0], [-1.0, 0.0]])


def test_no_steps_and_no_dimensions():
    """Zero steps give the start alone; a number is a point too."""
    assert np.array_equal(trace(lambda params: Adam(params), bowl, [3.0], steps=0), [[3.0]])
    assert trace(lambda params: SGD(params, lr=0.5), lambda x: (x**2, 2 * x), 3.0, steps=1).tolist() == [3.0, 0.0]


def test_a_function_without_gradient_is_refused():
    """The message shows the shapes."""
    with pytest.raises(ValueError, match=r"gradient of x's shape \(2,\)\), got shape \(\)"):
        trace(lambda params: SGD(params, lr=1.0), lambda x: (0.0, 1.0), [1.0, 2.0], steps=1)


def test_restarts_differ_repeat_and_the_best_is_returned():
    """n different starts; the same ones for the same seed; the smallest value wins, wherever it came up."""
    starts = []

    def search(rng):
        x = rng.uniform(-5, 5)
        starts.append(x)
        return x, abs(x)

    x, value = random_restarts(search, n=10, seed=3)
    assert len(set(starts)) == 10 and value == min(map(abs, starts)) == abs(x)
    assert random_restarts(search, n=10, seed=3) == (x, value)
    assert starts[:10] == starts[10:]
    assert random_restarts(search, n=10, seed=4) != (x, value)


def test_a_search_that_diverged_does_not_win():
    """nan is not a small value."""
    values = iter([3.0, np.nan, 2.0])
    assert random_restarts(lambda rng: ("x", next(values)), n=3) == ("x", 2.0)
    with pytest.raises(ValueError, match="all 2 values are nan"):
        random_restarts(lambda rng: ("x", np.nan), n=2)
    with pytest.raises(ValueError, match="n must be at least 1"):
        random_restarts(lambda rng: ("x", 0.0), n=0)
