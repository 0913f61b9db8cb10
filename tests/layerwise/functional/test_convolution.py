import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layerwise.autograd.gradcheck import gradcheck
from layerwise.functional import conv2d as convolution
from layerwise.functional.conv2d import conv2d
from layerwise.functional.conv2d_backward import conv2d_backward
from layerwise.functional.conv2d_naive import conv2d_naive, conv2d_naive_backward
from layerwise.functional.images import channels_first, channels_last
from layerwise.nn.conv import Conv2d

GRADS = ("grad_x", "grad_weight", "grad_bias")


@st.composite
def convolutions(draw):
    """Draw (x, weight, bias, options, grad_output) of a small convolution with any mixture of options."""

    def pair(low, high):
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    (kh, kw), stride, padding, dilation = pair(1, 3), pair(1, 4), pair(0, 3), pair(1, 3)
    groups, N = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    C, F = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    H, W = pair(1, 7)
    assume(H + 2 * padding[0] > dilation[0] * (kh - 1) and W + 2 * padding[1] > dilation[1] * (kw - 1))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    x, weight = rng.standard_normal((N, C, H, W)), rng.standard_normal((F, C // groups, kh, kw))
    bias, options = rng.standard_normal(F), (stride, padding, dilation, groups)
    return x, weight, bias, options, rng.standard_normal(conv2d(x, weight, bias, *options).shape)


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-11)


@given(convolutions(), st.sampled_from([1, 300, 2**20]))
@settings(max_examples=60, deadline=None)
def test_the_fast_form_is_the_loops(drawn, block_bytes):
    """Output and all gradients equal those of the teaching form, however small the blocks are."""
    x, weight, bias, options, grad_output = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "BLOCK_BYTES", block_bytes)
        close(conv2d(x, weight, bias, *options), conv2d_naive(x, weight, bias, *options))
        expected = conv2d_naive_backward(grad_output, x, weight, *options)
        for name, fast, slow in zip(GRADS, conv2d_backward(grad_output, x, weight, *options), expected, strict=True):
            np.testing.assert_allclose(fast, slow, rtol=1e-10, atol=1e-11, err_msg=name)
        without_x = conv2d_backward(grad_output, x, weight, *options, needs_grad_x=False)
        close(without_x[1], expected[1])


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 3, "padding": 1},
        {"kernel_size": (2, 3), "stride": (2, 1), "padding": (0, 2)},
        {"kernel_size": 2, "dilation": 2, "groups": 2},
        {"kernel_size": 1, "stride": 3, "bias": False},
        {"kernel_size": 2, "padding": 3},
    ],
)
def test_the_gradients_are_the_measured_slopes(options):
    """gradcheck agrees for x, weight and bias, on a batch of three with a random upstream gradient."""
    x = np.random.default_rng(1).standard_normal((3, 2, 5, 6))
    assert gradcheck(Conv2d(2, 4, **options, rng=0), x)


def test_the_kernel_is_not_flipped():
    """What deep learning calls a convolution is a cross-correlation: an impulse comes out as the turned kernel."""
    impulse = np.zeros((1, 1, 3, 3))
    impulse[0, 0, 1, 1] = 1
    kernel = np.arange(9.0).reshape(1, 1, 3, 3)
    np.testing.assert_array_equal(conv2d(impulse, kernel, padding=1)[0, 0], kernel[0, 0, ::-1, ::-1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept(dtype):
    """float32 in, float32 out, forward and backward; nothing is computed in a wider type on the way."""
    layer = Conv2d(2, 3, 3, rng=0, dtype=dtype)
    x = np.ones((2, 2, 5, 5), dtype)
    assert layer(x).dtype == dtype
    assert layer.backward(np.ones((2, 3, 3, 3), dtype)).dtype == dtype
    assert layer.weight.grad.dtype == layer.bias.grad.dtype == dtype


def test_integer_images_become_float64():
    """An image of ints, as files hold them, is taken as float64."""
    x, weight = np.arange(16).reshape(1, 1, 4, 4), np.ones((1, 1, 2, 2), int)
    y = conv2d(x, weight)
    assert y.dtype == np.float64
    assert y[0, 0, 0, 0] == 0 + 1 + 4 + 5


def test_layers_in_a_row_do_not_transpose():
    """The output lies channels last in memory, and the next layer takes it as it is."""
    y = Conv2d(3, 4, 3, rng=0)(np.ones((2, 3, 6, 6)))
    assert np.shares_memory(channels_last(y), y)


@pytest.mark.parametrize("options", [{}, {"stride": 2}])
def test_the_order_in_memory_changes_nothing(options):
    """Channels first or last in memory, or a sliced view: the numbers are the same."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((3, 2, 6, 6)), rng.standard_normal((4, 2, 3, 3))
    y = conv2d(x, weight, **options)
    grad_output = rng.standard_normal(y.shape)
    expected = conv2d_backward(grad_output, x, weight, **options)
    for move in (lambda a: channels_first(channels_last(a)), lambda a: np.repeat(a, 2, axis=3)[..., ::2]):
        np.testing.assert_array_equal(conv2d(move(x), weight, **options), y)
        for got, grad in zip(conv2d_backward(move(grad_output), move(x), weight, **options), expected, strict=True):
            np.testing.assert_array_equal(got, grad)


def test_arguments_are_left_as_they_were():
    """Neither x nor weight nor grad_output is written to, and no result is a view of them."""
    rng = np.random.default_rng(0)
    layer, x = Conv2d(2, 2, 1, rng=0), rng.standard_normal((3, 2, 4, 4))
    y = layer(x)
    grad_output = rng.standard_normal(y.shape)
    before = [array.copy() for array in (x, grad_output, layer.weight.data, layer.bias.data)]
    grad_x = layer.backward(grad_output)
    y[...] = grad_x[...] = 7.0
    for array, copy in zip((x, grad_output, layer.weight.data, layer.bias.data), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_backward_parameters_gives_the_same_gradients_of_parameters():
    """A first layer may leave out the gradient of x; weight and bias get theirs."""
    x, grad_output = np.random.default_rng(0).standard_normal((2, 3, 2, 5, 5))
    one, other = Conv2d(2, 2, 3, padding=1, rng=0), Conv2d(2, 2, 3, padding=1, rng=0)
    one(x), other(x)
    one.backward(grad_output)
    other.backward_parameters(grad_output)
    close(other.weight.grad, one.weight.grad)
    close(other.bias.grad, one.bias.grad)


def test_the_starting_values_are_pytorchs_in_spread():
    """Uniform between -1/sqrt(fan_in) and 1/sqrt(fan_in), with the fan of one group."""
    layer = Conv2d(8, 400, 3, groups=2, rng=0)
    bound = 1 / np.sqrt(4 * 3 * 3)
    for values in (layer.weight.data, layer.bias.data):
        assert np.abs(values).max() <= bound
        assert np.std(values) == pytest.approx(bound / np.sqrt(3), rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((0, 1, 3), {}, "in_channels must be at least 1, got 0"),
        ((1, 2.0, 3), {}, "out_channels must be an int, got 2.0"),
        ((1, 1, (3, 3, 3)), {}, r"kernel_size must be an int or two ints, \(rows, columns\), got \(3, 3, 3\)"),
        ((1, 1, 0), {}, "kernel_size must be at least 1, got 0"),
        ((1, 1, 3), {"stride": 0}, "stride must be at least 1, got 0"),
        ((1, 1, 3), {"padding": -1}, "padding must be at least 0, got -1"),
        ((1, 1, 3), {"dilation": (1, 0)}, "dilation must be at least 1, got 0"),
        ((4, 6, 3), {"groups": 4}, "groups must divide in_channels=4 and out_channels=6, got groups=4"),
        ((4, 6, 3), {"groups": 0}, "groups must be at least 1, got 0"),
        ((4, 6, 3), {"rng": "seed"}, "rng must be"),
    ],
)
def test_arguments_that_make_no_layer_are_refused(arguments, options, message):
    """The error names the argument, what was received and what was expected."""
    with pytest.raises((TypeError, ValueError), match=message):
        Conv2d(*arguments, **options)


def test_images_that_do_not_fit_are_refused():
    """Wrong channels, a forgotten batch dimension, an image smaller than the kernel, a wrong gradient."""
    layer = Conv2d(3, 2, 5, rng=0)
    with pytest.raises(ValueError, match=r"x must have shape \(N, 3, H, W\), got shape \(1, 28, 28, 3\)"):
        layer(np.zeros((1, 28, 28, 3)))
    with pytest.raises(ValueError, match=r"x must have shape \(N, 3, H, W\), got shape \(3, 28, 28\)"):
        layer(np.zeros((3, 28, 28)))
    with pytest.raises(ValueError, match="the kernel must fit into the padded image: it reaches over 5 pixels"):
        layer(np.zeros((1, 3, 4, 4)))
    with pytest.raises(TypeError, match="x must hold real numbers"):
        layer(np.full((1, 3, 5, 5), "a"))
    layer(np.zeros((1, 3, 6, 6)))
    with pytest.raises(ValueError, match=r"grad_output must have the shape .* \(1, 2, 2, 2\), got \(1, 2, 1, 2\)"):
        layer.backward(np.zeros((1, 2, 1, 2)))


def test_weights_that_do_not_fit_are_refused():
    """The functions check what the layer knows by construction."""
    x = np.zeros((1, 4, 5, 5))
    with pytest.raises(ValueError, match=r"weight must have shape \(F, C / groups, kh, kw\), got shape \(3, 3\)"):
        conv2d(x, np.zeros((3, 3)))
    with pytest.raises(ValueError, match=r"x must have shape \(N, 6, H, W\), got shape \(1, 4, 5, 5\)"):
        conv2d(x, np.zeros((4, 3, 3, 3)), groups=2)
    with pytest.raises(ValueError, match="weight must have a multiple of groups=2 output channels"):
        conv2d(x, np.zeros((3, 2, 3, 3)), groups=2)
    with pytest.raises(ValueError, match=r"bias must have shape \(2,\), one number for each output channel"):
        conv2d(x, np.zeros((2, 4, 3, 3)), np.zeros((2, 1)))


def test_backward_needs_forward():
    """Without a forward pass there is nothing to go back through."""
    with pytest.raises(RuntimeError, match=r"Conv2d.backward was called before Conv2d.forward"):
        Conv2d(1, 1, 1).backward(np.zeros((1, 1, 1, 1)))


def test_a_layer_says_what_it_is():
    """Its text shows every option that shapes the output."""
    assert repr(Conv2d(1, 2, 3, stride=(2, 1), bias=False)) == (
        "Conv2d(1, 2, kernel_size=(3, 3), stride=(2, 1), padding=(0, 0), dilation=(1, 1), groups=1, bias=False)"
    )
