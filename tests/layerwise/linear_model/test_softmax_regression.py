import numpy as np
import pytest

from layerwise.functional.cross_entropy import cross_entropy
from layerwise.linear_model import softmax_regression_step


def test_a_step_goes_against_the_slope_of_the_mean_cross_entropy():
    """Measured by moving each number of W and b a little."""
    rng = np.random.default_rng(0)
    W, b, X, y = rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=(5, 2)), rng.integers(0, 3, 5)
    new_W, new_b = softmax_regression_step(W, b, X, y, lr=0.5)
    eps = 1e-6
    for place in np.ndindex(W.shape):
        moved = W.copy()
        moved[place] += eps
        slope = (cross_entropy(X @ moved.T + b, y) - cross_entropy(X @ W.T + b, y)) / eps
        assert new_W[place] == pytest.approx(W[place] - 0.5 * slope, abs=1e-5)
    np.testing.assert_allclose((new_W - W).sum(axis=0), 0, atol=1e-12)  # what one class gains, the others lose
    np.testing.assert_allclose((new_b - b).sum(), 0, atol=1e-12)


def test_a_step_changes_no_argument_and_zero_rate_nothing():
    """New arrays come back."""
    W, b = np.ones((2, 1)), np.zeros(2)
    new_W, new_b = softmax_regression_step(W, b, [[1.0]], [0], lr=0.0)
    assert new_W.tolist() == W.tolist()
    assert new_b.tolist() == b.tolist()
    softmax_regression_step(W, b, [[1.0]], [0], lr=1.0)
    assert W.tolist() == [[1], [1]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 3)), np.zeros(2), [[1.0]], [0], 1.0), "W must have a column for each of X's 1 features"),
        ((np.zeros((2, 1)), np.zeros(3), [[1.0]], [0], 1.0), r"b must have shape \(2,\), one a row of W"),
        (
            (np.zeros((2, 1)), np.zeros(2), [[1.0]], [2], 1.0),
            "y must lie between 0 and 1, one class a row of W, got 2 to 2",
        ),
        ((np.zeros((2, 1)), np.zeros(2), [[1.0]], [0], -1.0), "lr must be at least 0"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    """Shapes, a class that W has no row for, a negative rate."""
    with pytest.raises(ValueError, match=message):
        softmax_regression_step(*arguments)
