import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layerwise.autograd.gradcheck import gradcheck
from layerwise.functional.images import channels_first, channels_last
from layerwise.functional.pool_naive import (
    avg_pool2d_naive,
    avg_pool2d_naive_backward,
    max_pool2d_naive,
    max_pool2d_naive_backward,
)
from layerwise.nn.avg_pool import AvgPool2d
from layerwise.nn.global_avg_pool import GlobalAvgPool
from layerwise.nn.max_pool import MaxPool2d


@st.composite
def poolings(draw):
    """Draw (x, kernel_size, stride, padding, grad_output's generator); x has many ties."""

    def pair(low, high):
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    (kh, kw), stride = pair(1, 4), pair(1, 4)
    padding = draw(st.integers(0, kh // 2)), draw(st.integers(0, kw // 2))
    N, C, (H, W) = draw(st.integers(0, 3)), draw(st.integers(1, 3)), pair(1, 7)
    assume(H + 2 * padding[0] >= kh and W + 2 * padding[1] >= kw)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return rng.integers(-2, 3, (N, C, H, W)).astype(float), ((kh, kw), stride, padding), rng


@given(poolings(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_max_pooling_is_the_loops(drawn, last):
    """Ties, overlaps, padding and gaps, channels first or last in memory: equal to the teaching form."""
    x, options, rng = drawn
    layer = MaxPool2d(*options)
    y = layer(channels_first(channels_last(x)) if last else x)
    np.testing.assert_array_equal(y, max_pool2d_naive(x, *options))
    grad_output = rng.standard_normal(y.shape)
    expected = max_pool2d_naive_backward(grad_output, x, *options)
    np.testing.assert_allclose(layer.backward(grad_output), expected, rtol=1e-12, atol=1e-14)


@given(poolings(), st.booleans(), st.integers(1, 2))
@settings(max_examples=20, deadline=None)
def test_dilated_max_pooling_is_the_loops(drawn, last, dilation):
    """Windows with gaps in them, channels first or last in memory."""
    x, (kernel_size, stride, padding), rng = drawn
    assume(all(s + 2 * p > dilation * (k - 1) for s, p, k in zip(x.shape[2:], padding, kernel_size, strict=True)))
    layer = MaxPool2d(kernel_size, stride, padding, dilation)
    y = layer(channels_first(channels_last(x)) if last else x)
    np.testing.assert_array_equal(y, max_pool2d_naive(x, kernel_size, stride, padding, dilation))
    grad_output = rng.standard_normal(y.shape)
    expected = max_pool2d_naive_backward(grad_output, x, kernel_size, stride, padding, dilation)
    np.testing.assert_allclose(layer.backward(grad_output), expected, rtol=1e-12, atol=1e-14)


@given(poolings(), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_average_pooling_is_the_loops(drawn, count_include_pad, last):
    """Both ways of counting, over every shape: equal to the teaching form."""
    x, options, rng = drawn
    layer = AvgPool2d(*options, count_include_pad)
    y = layer(channels_first(channels_last(x)) if last else x)
    np.testing.assert_allclose(y, avg_pool2d_naive(x, *options, count_include_pad), rtol=1e-12, atol=1e-14)
    grad_output = rng.standard_normal(y.shape)
    expected = avg_pool2d_naive_backward(grad_output, x, *options, count_include_pad)
    np.testing.assert_allclose(layer.backward(grad_output), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "layer",
    [
        MaxPool2d(2),
        MaxPool2d(3, stride=1, padding=1),
        MaxPool2d(2, dilation=2),
        AvgPool2d(2),
        AvgPool2d(3, 2, 1, False),
    ],
    ids=repr,
)
def test_the_gradients_are_the_measured_slopes(layer):
    """gradcheck agrees on a batch of three with a random upstream gradient."""
    assert gradcheck(layer, np.random.default_rng(1).standard_normal((3, 2, 6, 5)))


def test_global_pooling_is_a_mean():
    """Values and gradient, on images of any size."""
    x = np.random.default_rng(1).standard_normal((3, 2, 4, 5))
    np.testing.assert_allclose(GlobalAvgPool()(x), x.mean(axis=(2, 3)))
    assert gradcheck(GlobalAvgPool(), x)


def test_of_equal_numbers_the_first_wins():
    """Row by row: not the last, and not all of them."""
    layer = MaxPool2d(2)
    layer(np.ones((1, 1, 2, 2)))
    assert layer.backward([[[[5.0]]]]).tolist() == [[[[5, 0], [0, 0]]]]


def test_a_number_that_wins_twice_gets_both_gradients():
    """Overlapping windows add up; a plain assignment would keep the last only."""
    layer = MaxPool2d((1, 2), stride=1)
    layer([[[[0.0, 9.0, 0.0]]]])
    assert layer.backward([[[[2.0, 3.0]]]]).tolist() == [[[[0, 5, 0]]]]


def test_padding_never_wins():
    """Max pooling pads with -inf: negative images keep their numbers, where zeros would win."""
    assert MaxPool2d(2, padding=1)(np.full((1, 1, 2, 2), -3.0)).tolist() == [[[[-3, -3], [-3, -3]]]]


def test_large_windows_remember_their_winner():
    """More kernel elements than a byte can number."""
    x = np.zeros((1, 1, 20, 20))
    x[0, 0, 19, 18] = 1.0
    layer = MaxPool2d(20)
    assert layer(x).item() == 1
    np.testing.assert_array_equal(layer.backward([[[[4.0]]]]), 4 * x)


def test_nan_is_seen():
    """A diverged network shows: a window with a nan gives nan."""
    x = np.zeros((1, 1, 2, 4))
    x[0, 0, 1, 1] = np.nan
    for layer in (MaxPool2d(2), AvgPool2d(2)):
        assert np.isnan(layer(x)).tolist() == [[[[True, False]]]]


@pytest.mark.parametrize("layer", [MaxPool2d(2), AvgPool2d(2), AvgPool2d(3, 1, 1, False), GlobalAvgPool()], ids=repr)
def test_dtype_arguments_and_memory_are_kept(layer):
    """float32 stays float32; nothing is written into x or grad_output; channels-last stays channels-last."""
    x = channels_first(np.random.default_rng(0).standard_normal((2, 4, 4, 3)).astype(np.float32))
    copy = x.copy()
    y = layer(x)
    grad_output = np.ones_like(y)
    grad_x = layer.backward(grad_output)
    assert y.dtype == grad_x.dtype == np.float32
    assert np.argsort(grad_x.strides).tolist() == np.argsort(x.strides).tolist()
    y[...] = grad_x[...] = 7
    np.testing.assert_array_equal(x, copy)
    assert (grad_output == 1).all()
    assert layer(np.ones((1, 1, 4, 4), int)).dtype == np.float64


@pytest.mark.parametrize("kind", [MaxPool2d, AvgPool2d])
def test_what_does_not_fit_is_refused(kind):
    """The errors name the argument, what was received and what was expected."""
    with pytest.raises(ValueError, match=r"padding must be at most half of kernel_size \(2, 2\), got \(2, 2\)"):
        kind(2, padding=2)
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        kind(2, stride=0)
    with pytest.raises(ValueError, match="the kernel must fit into the padded image: it reaches over 5 pixels"):
        kind(5)(np.zeros((1, 1, 4, 4)))
    with pytest.raises(ValueError, match=r"x must have shape \(N, C, H, W\), got shape \(4, 4\)"):
        kind(2)(np.zeros((4, 4)))
    layer = kind(2)
    with pytest.raises(RuntimeError, match="backward was called before"):
        layer.backward(np.zeros((1, 1, 2, 2)))
    layer(np.zeros((1, 1, 4, 4)))
    with pytest.raises(ValueError, match=r"grad_output must have the shape .* \(1, 1, 2, 2\), got \(1, 1, 4, 4\)"):
        layer.backward(np.zeros((1, 1, 4, 4)))


def test_layers_say_what_they_are():
    """Their text shows every option."""
    assert repr(MaxPool2d(2)) == "MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0), dilation=(1, 1))"
    assert repr(AvgPool2d(3, 1, 1, False)) == (
        "AvgPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), count_include_pad=False)"
    )
