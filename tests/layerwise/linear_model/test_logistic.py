import numpy as np
import pytest

from layerwise.autograd.numerical_gradient import numerical_gradient
from layerwise.linear_model import logistic_gradient


def test_the_gradient_is_the_slope_of_the_loss():
    """Measured, for w and for b."""
    rng = np.random.default_rng(0)
    X, y, w, b = rng.normal(size=(7, 3)), rng.integers(0, 2, 7), rng.normal(size=3), 0.4
    loss, grad_w, grad_b = logistic_gradient(w, b, X, y)
    p = 1 / (1 + np.exp(-(X @ w + b)))
    assert loss == pytest.approx(-np.mean(np.where(y == 1, np.log(p), np.log(1 - p))))
    np.testing.assert_allclose(grad_w, numerical_gradient(lambda v: logistic_gradient(v, b, X, y)[0], w), rtol=1e-6)
    slope = numerical_gradient(lambda c: logistic_gradient(w, float(c[0]), X, y)[0], np.array([b]))
    assert grad_b == pytest.approx(slope[0], rel=1e-6)


@pytest.mark.filterwarnings("error")
def test_sure_mistakes_cost_their_score():
    """Without log(0) or overflow: a score of 5000 on the wrong side costs 5000 / N and pulls by 1 / N."""
    loss, grad_w, grad_b = logistic_gradient([5000.0], 0.0, [[1.0], [1.0]], [1, 0])
    assert loss == pytest.approx(2500)
    assert grad_w.tolist() == [0.5]
    assert grad_b == 0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], 0.0, [[1.0], [2.0]], [-1, 1]), "y must hold 0 and 1, got -1"),
        (([0.0, 0.0], 0.0, [[1.0]], [1]), r"w must have shape \(1,\), one weight a column of X, got shape \(2,\)"),
        (([0.0], 0.0, [[1.0]], [1, 0]), r"y must have shape \(1,\), one label a row of X"),
        (([np.inf], 0.0, [[1.0]], [1]), "w must be finite"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    """Labels of -1 and 1 above all."""
    with pytest.raises(ValueError, match=message):
        logistic_gradient(*arguments)
