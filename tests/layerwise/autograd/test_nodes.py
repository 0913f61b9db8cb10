import numpy as np
import pytest

from layerwise import Add, Mul

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("node_type", [Add, Mul])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_backward_is_the_measured_slope(node_type, shape):
    """Each input's gradient is grad_output times the slope in that input, for numbers and for arrays."""
    x, y, grad_output = RNG.normal(size=(3, *shape))
    node, eps = node_type(), 1e-6
    node.forward(x, y)
    grad_x, grad_y = node.backward(grad_output)
    probe = node_type()
    np.testing.assert_allclose(
        grad_x, grad_output * (probe.forward(x + eps, y) - probe.forward(x - eps, y)) / (2 * eps), atol=1e-8
    )
    np.testing.assert_allclose(
        grad_y, grad_output * (probe.forward(x, y + eps) - probe.forward(x, y - eps)) / (2 * eps), atol=1e-8
    )


def test_the_published_graph_comes_out():
    """CS231n's f = (x + y) z at -2, 5, -4."""
    add, mul = Add(), Mul()
    assert mul.forward(add.forward(-2.0, 5.0), -4.0) == -12
    grad_q, grad_z = mul.backward(1.0)
    assert (*add.backward(grad_q), grad_z) == (-4, -4, 3)


def test_each_node_keeps_its_own_inputs():
    """Two nodes of a graph do not disturb each other."""
    one, other = Mul(), Mul()
    one.forward(100.0, 2.0)
    other.forward(150.0, 3.0)
    assert one.backward(1.0) == (2, 100)
    assert other.backward(1.0) == (3, 150)


@pytest.mark.parametrize("node_type", [Add, Mul])
def test_wrong_calls_are_named(node_type):
    """Backward first, shapes that differ, a gradient of another shape."""
    node = node_type()
    with pytest.raises(RuntimeError, match=f"{node_type.__name__}.backward was called before"):
        node.backward(1.0)
    with pytest.raises(ValueError, match=r"x and y must have the same shape, got \(2,\) and \(\)"):
        node.forward([1.0, 2.0], 3.0)
    node.forward(1.0, 2.0)
    with pytest.raises(ValueError, match="grad_output must have the shape of forward's output"):
        node.backward([1.0])


def test_the_gradients_of_a_sum_are_two_arrays():
    """Whoever writes into one of them does not change the other, or grad_output."""
    node, grad_output = Add(), np.ones(2)
    node.forward(np.zeros(2), np.zeros(2))
    grad_x, grad_y = node.backward(grad_output)
    grad_x[0] = 5
    assert grad_y.tolist() == grad_output.tolist() == [1, 1]
