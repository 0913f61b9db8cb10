import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, NesterovSGD

CURVATURE = np.array([1.0, 10.0, 0.1])


def path(make, x0, steps):
    """Every point on the way down a bowl."""
    x = Parameter(x0)
    optimizer = make([x])
    points = [x.data.copy()]
    for _ in range(steps):
        x.grad = CURVATURE * x.data
        optimizer.step()
        points.append(x.data.copy())
    return np.array(points)


@pytest.mark.parametrize("momentum", [0.1, 0.9, 1.0])
def test_it_is_sgd_with_nesterov(momentum):
    """Two ways to write PyTorch's recurrence: the same path."""
    x0 = [1.0, -2.0, 3.0]
    own = path(lambda params: NesterovSGD(params, lr=0.05, momentum=momentum), x0, 50)
    option = path(lambda params: SGD(params, lr=0.05, momentum=momentum, nesterov=True), x0, 50)
    np.testing.assert_allclose(own, option, rtol=1e-12, atol=1e-14)


def test_its_parameter_is_where_nesterov_looks():
    """Nesterov's own form, with the gradient taken ahead: its look-ahead points are our parameter."""
    lr, momentum = 0.05, 0.9
    x, velocity, ahead = np.array([1.0, -2.0, 3.0]), np.zeros(3), []
    for _ in range(21):
        ahead.append(x - lr * momentum * velocity)
        velocity = momentum * velocity + CURVATURE * ahead[-1]
        x = x - lr * velocity
    ours = path(lambda params: NesterovSGD(params, lr=lr, momentum=momentum), [1.0, -2.0, 3.0], 20)
    np.testing.assert_allclose(ours, ahead, rtol=1e-12)


def test_momentum_is_needed():
    """Without any there is nothing to look ahead with."""
    with pytest.raises(ValueError, match="momentum must be greater than 0, got 0"):
        NesterovSGD([Parameter([1.0])], lr=0.1, momentum=0.0)
