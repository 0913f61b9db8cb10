"""sgd_step: plain descent as a function."""

import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, sgd_step


def test_it_steps_as_sgd_without_a_memory():
    """A parameter and its twin, moved by the class, stay together."""
    one, other = Parameter([[1.0, -2.0]]), Parameter([[1.0, -2.0]])
    optimizer = SGD([other], lr=0.1)
    for _ in range(3):
        one.grad, other.grad = 3 * one.data, 3 * other.data
        sgd_step([one], lr=0.1)
        optimizer.step()
    np.testing.assert_allclose(one.data, other.data, rtol=1e-15)
    assert one.data[0, 0] == pytest.approx(0.7**3)


def test_a_parameter_without_a_gradient_stays_and_gradients_do_too():
    """None is left out; what was computed can still be looked at."""
    waiting, moving = Parameter([1.0]), Parameter([1.0])
    moving.grad = np.array([2.0])
    sgd_step([waiting, moving], lr=0.5)
    assert waiting.data == [1.0] and waiting.grad is None
    assert moving.data == [0.0] and moving.grad == [2.0]


@pytest.mark.parametrize(
    ("params", "lr", "error", "words"),
    [([np.ones(2)], 0.1, TypeError, "got a ndarray"), ([Parameter([1.0])], -0.1, ValueError, "lr")],
)
def test_bad_arguments_are_named(params, lr, error, words):
    """Arrays in the place of Parameters, and a negative rate."""
    with pytest.raises(error, match=words):
        sgd_step(params, lr)
