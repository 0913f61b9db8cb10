import numpy as np
import pytest

import layerwise as lw

NAMES = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu"]
OPTIONS = {"leaky_relu": {"negative_slope": 0.2}, "elu": {"alpha": 1.5}}

pytestmark = pytest.mark.filterwarnings("error")


def forward(name):
    return getattr(lw, name)


def backward(name):
    return getattr(lw, name + "_backward")


def away_from_the_kink(rng, shape):
    """Inputs at least 0.1 from zero, where relu and its kin have no slope."""
    x = rng.uniform(0.1, 3, shape)
    return x * rng.choice([-1.0, 1.0], shape)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(5,), (3, 4), (4, 2, 3)])
def test_the_gradient_is_the_measured_slope(name, shape):
    """Each *_backward agrees with central differences under a random upstream gradient."""
    rng = np.random.default_rng(len(shape))
    x, grad_output = away_from_the_kink(rng, shape), rng.standard_normal(shape)
    options, eps = OPTIONS.get(name, {}), 1e-6
    slope = (forward(name)(x + eps, **options) - forward(name)(x - eps, **options)) / (2 * eps)
    np.testing.assert_allclose(backward(name)(grad_output, x, **options), grad_output * slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "at_zero"), [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0), ("sigmoid", 0.25), ("tanh", 1.0)]
)
def test_the_slope_at_zero_is_pytorchs(name, at_zero):
    """Where the slope is a convention, it is PyTorch's: relu takes 0."""
    assert backward(name)([1.0], [0.0]) == [at_zero]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("x", [1000.0, -1000.0, 1e308, -1e308])
def test_extreme_inputs_are_finite_and_silent(name, x):
    """No overflow, no RuntimeWarning, no nan, forward or backward."""
    assert np.isfinite(forward(name)([x])).all()
    assert np.isfinite(backward(name)([1.0], [x])).all()


def test_extreme_inputs_reach_the_limits():
    """The saturating activations arrive at their limits exactly."""
    x = [-1000.0, 1000.0]
    assert lw.sigmoid(x).tolist() == [0.0, 1.0]
    assert lw.tanh(x).tolist() == [-1.0, 1.0]
    assert lw.elu(x, alpha=3.0).tolist() == [-3.0, 1000.0]


def test_sigmoid_keeps_its_precision_far_left():
    """The tail is exp(x), not rounded to 0 as 1 - something close to 1 would be."""
    np.testing.assert_allclose(lw.sigmoid([-40.0, -700.0]), np.exp([-40.0, -700.0]), rtol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_infinities_and_nan_pass_silently(name):
    """inf gives a limit and nan stays nan, so that a diverged network is seen."""
    out = forward(name)([-np.inf, np.inf, np.nan])
    assert not np.isnan(out[:2]).any()
    assert np.isnan(out[2])


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_left_as_they_were(name):
    """Neither x nor grad_output is written to, and the result is not a view of them."""
    x, grad_output = np.array([[-1.0, 2.0], [0.0, 3.0]]), np.ones((2, 2))
    out, grad = forward(name)(x), backward(name)(grad_output, x)
    out[:], grad[:] = 7.0, 7.0
    assert x.tolist() == [[-1.0, 2.0], [0.0, 3.0]]
    assert grad_output.tolist() == [[1.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize("name", NAMES)
def test_integers_lists_and_single_numbers_work(name):
    """Integers become floats; lists and numbers are taken as they are."""
    as_floats = forward(name)(np.array([-2.0, 0.0, 2.0]))
    for x in ([-2, 0, 2], np.array([-2, 0, 2]), np.array([-2, 0, 2], dtype=np.int8)):
        out = forward(name)(x)
        assert out.dtype == np.float64
        np.testing.assert_array_equal(out, as_floats)
    assert forward(name)(2).shape == ()
    assert forward(name)(2) == as_floats[2]
    assert backward(name)(1, 2).shape == ()
    assert backward(name)([3, 3], [1, 2]).dtype == np.float64


@pytest.mark.parametrize("name", NAMES)
def test_float32_stays_float32(name):
    """Nobody's precision is changed behind their back."""
    x = np.array([-1.0, 2.0], dtype=np.float32)
    assert forward(name)(x).dtype == np.float32
    assert backward(name)(x, x).dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_batch_gives_an_empty_result(name):
    """Shape (0, 3) comes back as shape (0, 3)."""
    assert forward(name)(np.zeros((0, 3))).shape == (0, 3)


def test_errors_name_the_argument():
    """What was received and what was expected stand in the message."""
    with pytest.raises(ValueError, match=r"grad_output must have the shape of x.*\(3,\), got \(2,\)"):
        lw.relu_backward([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=r"x must hold real numbers, got dtype <U3"):
        lw.sigmoid("abc")
    with pytest.raises(TypeError, match=r"x must hold real numbers, got dtype object \(from a NoneType\)"):
        lw.tanh(None)
    with pytest.raises(ValueError, match="x must be a regular array of numbers"):
        lw.relu([[1.0, 2.0], [3.0]])
    with pytest.raises(TypeError, match="alpha must be a number, got 'big'"):
        lw.elu([1.0], alpha="big")
    with pytest.raises(ValueError, match="negative_slope must be finite, got nan"):
        lw.leaky_relu([1.0], negative_slope=np.nan)


def test_the_table_names_every_activation():
    """ACTIVATIONS holds each function with its gradient under its own name."""
    assert list(lw.ACTIVATIONS) == NAMES
    for name, pair in lw.ACTIVATIONS.items():
        assert pair == (forward(name), backward(name))
