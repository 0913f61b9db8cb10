import math

import numpy as np
import pytest

import layerwise as lw

PAIRS = {
    "softplus": (lw.softplus, lw.softplus_backward),
    "gelu": (lw.gelu, lw.gelu_backward),
    "gelu_tanh": (
        lambda x: lw.gelu(x, approximate="tanh"),
        lambda g, x: lw.gelu_backward(g, x, approximate="tanh"),
    ),
}

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("name", PAIRS)
def test_the_gradient_is_the_measured_slope(name):
    """Each *_backward agrees with central differences under a random upstream gradient."""
    forward, backward = PAIRS[name]
    rng, eps = np.random.default_rng(0), 1e-5
    x, grad_output = 3 * rng.standard_normal((4, 5)), rng.standard_normal((4, 5))
    slope = (forward(x + eps) - forward(x - eps)) / (2 * eps)
    np.testing.assert_allclose(backward(grad_output, x), grad_output * slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_extreme_inputs_reach_their_limits_in_silence(name):
    """Far left nothing, far right x itself; infinities too, and nan stays nan."""
    forward, backward = PAIRS[name]
    x = [-np.inf, -1e308, -1000.0, 1000.0, 1e308, np.inf]
    np.testing.assert_array_equal(forward(x), [0, 0, 0, 1000, 1e308, np.inf])
    np.testing.assert_array_equal(backward(np.ones(6), x), [0, 0, 0, 1, 1, 1])
    assert np.isnan(forward([np.nan])).all()
    assert np.isnan(backward([1.0], [np.nan])).all()


@pytest.mark.parametrize("name", PAIRS)
def test_types_and_shapes_are_kept(name):
    """float32 stays, integers become float64, single numbers and empty batches work."""
    forward, backward = PAIRS[name]
    assert forward(np.float32([1, 2])).dtype == backward(np.float32([1, 2]), np.float32([1, 2])).dtype == np.float32
    assert forward([1, 2]).dtype == np.float64
    assert forward(0).shape == backward(1, 0).shape == ()
    assert forward(np.zeros((0, 3))).shape == (0, 3)


def test_gelu_is_exact_where_adding_one_would_lose_digits():
    """Far left P(x) is tiny, and still right to the last digits: -7 * P(-7), P(-7) = 1.279812543885835e-12."""
    assert math.isclose(float(lw.gelu(-7.0)), -7 * 1.279812543885835e-12, rel_tol=1e-14)


def test_the_two_forms_of_gelu_are_close():
    """The tanh form is within 0.0005 of the exact one."""
    x = np.linspace(-10, 10, 2001)
    assert 0.0001 < np.abs(lw.gelu(x) - lw.gelu(x, approximate="tanh")).max() < 0.0005


def test_softplus_switches_to_x_at_the_threshold():
    """With a low threshold the switch can be seen, as in PyTorch."""
    assert lw.softplus([0.9, 1.1], threshold=1.0).tolist() == [math.log1p(math.exp(0.9)), 1.1]
    assert lw.softplus_backward([2.0], [1.1], threshold=1.0) == [2.0]


def test_errors_name_the_argument():
    """Options are checked, in the functions and when a module is made."""
    with pytest.raises(ValueError, match="approximate must be one of 'none', 'tanh'; got 'fast'"):
        lw.gelu([1.0], approximate="fast")
    with pytest.raises(ValueError, match="approximate must be one of"):
        lw.nn.GELU("fast")
    with pytest.raises(ValueError, match="beta must be greater than 0, got 0"):
        lw.softplus([1.0], beta=0)
    with pytest.raises(ValueError, match=r"grad_output must have the shape of x.*\(2,\), got \(2, 1\)"):
        lw.softplus_backward([[1.0], [2.0]], [1.0, 2.0])


def test_the_product_equals_the_full_jacobian():
    """softmax_vjp gives what the matrix of all slopes gives, row by row, without the matrix."""
    rng = np.random.default_rng(1)
    x, g = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    y = lw.softmax(x)
    np.testing.assert_allclose(
        lw.softmax_vjp(y, g), [gi @ lw.softmax_jacobian(yi) for yi, gi in zip(y, g, strict=True)]
    )


def test_a_softmax_gradient_sums_to_zero():
    """Along the dimension that sums to 1, and for log_softmax along it too."""
    rng = np.random.default_rng(2)
    x, g = rng.standard_normal((3, 4, 2)), rng.standard_normal((3, 4, 2))
    for gradient in (lw.softmax_backward, lw.log_softmax_backward):
        np.testing.assert_allclose(gradient(g, x, dim=1).sum(axis=1), 0, atol=1e-14)


def test_the_jacobian_is_of_one_row():
    """A batch has one matrix a row; the message says what is wanted."""
    with pytest.raises(ValueError, match=r"y must be one row of probabilities, shape \(C,\), got shape \(2, 3\)"):
        lw.softmax_jacobian(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"g must have the shape of y, \(3,\), got \(2,\)"):
        lw.softmax_vjp(np.ones(3), np.ones(2))
