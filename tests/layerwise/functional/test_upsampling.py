import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layerwise as lw
from layerwise import nn
from layerwise.autograd.gradcheck import gradcheck
from layerwise.functional.upsampling.transposed import conv_transpose_output_size


@st.composite
def transposed(draw):
    """Draw x, weight and the steps of a transposed convolution."""

    def pair(low, high):
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel, stride, dilation = pair(1, 4), pair(1, 3), pair(1, 2)
    extra = tuple(draw(st.integers(0, s - 1)) for s in stride)
    groups, sides = draw(st.integers(1, 2)), pair(2, 4)
    full = [
        (side - 1) * s + d * (k - 1) + e + 1
        for side, s, d, k, e in zip(sides, stride, dilation, kernel, extra, strict=True)
    ]
    padding = tuple(draw(st.integers(0, (size - 1) // 2)) for size in full)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    x = rng.standard_normal((draw(st.integers(1, 3)), 2 * groups, *sides))
    weight = rng.standard_normal((2 * groups, draw(st.integers(1, 3)), *kernel))
    steps = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return x, weight, steps, extra, rng


def laid_out(x, weight, stride, padding, dilation, groups, output_padding):
    """As a sentence: each number times the kernel is laid on a plane, one after the other, and the edges cropped."""
    (N, C, H, W), (_, F, kh, kw) = x.shape, weight.shape
    (sh, sw), (ph, pw), (dh, dw) = stride, padding, dilation
    sides = (H - 1) * sh + dh * (kh - 1) + output_padding[0] + 1, (W - 1) * sw + dw * (kw - 1) + output_padding[1] + 1
    y = np.zeros((N, F * groups, *sides))
    for n, c, h, w in np.ndindex(x.shape):
        first = c // (C // groups) * F
        for f, i, j in np.ndindex(F, kh, kw):
            y[n, first + f, h * sh + i * dh, w * sw + j * dw] += x[n, c, h, w] * weight[c, f, i, j]
    return y[:, :, ph : sides[0] - ph, pw : sides[1] - pw]


@given(transposed())
@settings(max_examples=30, deadline=None)
def test_numbers_times_kernels_are_laid_out_and_added(drawn):
    """Strides, cropping, more at one edge, spread kernels, groups: what the loops say."""
    x, weight, steps, extra, _ = drawn
    y = lw.conv_transpose2d(x, weight, output_padding=extra, **steps)
    np.testing.assert_allclose(y, laid_out(x, weight, output_padding=extra, **steps), rtol=1e-11, atol=1e-12)


@given(transposed())
@settings(max_examples=20, deadline=None)
def test_it_is_the_adjoint_of_the_convolution(drawn):
    """sum(conv2d(z) * x) = sum(z * conv_transpose2d(x)), with the same weight, for every z."""
    x, weight, steps, extra, rng = drawn
    y = lw.conv_transpose2d(x, weight, output_padding=extra, **steps)
    z = rng.standard_normal(y.shape)
    assert np.sum(lw.conv2d(z, weight, **steps) * x) == pytest.approx(np.sum(z * y))


@pytest.mark.parametrize(
    "options", [{}, {"stride": 2, "padding": 1}, {"stride": 2, "padding": 1, "output_padding": 1}, {"groups": 2}]
)
def test_the_layer_s_gradients_are_the_slopes(options):
    """A batch of three, gradients drawn by gradcheck."""
    x = np.random.default_rng(0).standard_normal((3, 2, 3, 4))
    assert gradcheck(nn.ConvTranspose2d(2, 4, 3, rng=1, **options), x)


def test_an_adjoint_is_no_inverse():
    """Down and up again is not where one came from."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((1, 1, 6, 6)), rng.standard_normal((1, 1, 2, 2))
    back = lw.conv_transpose2d(lw.conv2d(x, weight, stride=2), weight, stride=2)
    assert back.shape == x.shape and not np.allclose(back, x, atol=0.1)


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(0, 1))
@settings(max_examples=30, deadline=None)
def test_sizes_lead_back(size, kernel, stride, padding):
    """What conv_output_size makes of the size that comes out is the size that went in, whatever output_padding."""
    for extra in range(stride):
        full = (size - 1) * stride + kernel + extra
        if full > 2 * padding:
            made = conv_transpose_output_size(size, kernel, stride, padding, extra)
            assert lw.conv_output_size(made, kernel, stride, padding) == size


def test_starting_values_are_within_pytorch_s_bound():
    """1 / sqrt(out_channels * kh * kw): the fan of a weight whose first axis is the inputs."""
    layer = nn.ConvTranspose2d(50, 4, (2, 3), rng=0)
    assert layer.weight.shape == (50, 4, 2, 3) and layer.bias.shape == (4,)
    assert 0.98 / np.sqrt(24) < np.abs(layer.weight.data).max() < 1 / np.sqrt(24)
    assert nn.ConvTranspose2d(2, 2, 2, bias=False).bias is None
    assert repr(layer).startswith("ConvTranspose2d(50, 4, kernel_size=(2, 3), stride=(1, 1), padding=(0, 0), output_")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": np.ones((1, 3, 2, 2))}, r"x must have shape \(N, 2, H, W\), got shape \(1, 3, 2, 2\)"),
        ({"output_padding": 1}, r"output_padding must be less than stride \(1, 1\), got \(1, 1\)"),
        ({"padding": 2}, "padding=2 crops everything away: 2 pixels would become 0"),
        ({"bias": [1.0]}, r"bias must have shape \(3,\)"),
        ({"weight": np.ones((2, 3))}, r"weight must have shape \(C, F / groups, kh, kw\)"),
        ({"groups": 3}, "weight must have a multiple of groups=3 input channels"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    """By name, with what came."""
    with pytest.raises(ValueError, match=message):
        lw.conv_transpose2d(**({"x": np.ones((1, 2, 2, 2)), "weight": np.ones((2, 3, 3, 3))} | arguments))


@given(st.integers(2, 7), st.integers(2, 7), st.integers(1, 3), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_what_unpooling_puts_back_is_what_pooling_took(H, W, kernel_size, seed):
    """Each place holds its winner again, all others 0; and pooling once more gives the same, ties and odd sides too."""
    kernel_size = min(kernel_size, H, W)
    x = np.random.default_rng(seed).integers(1, 6, (2, 3, H, W)).astype(float)
    y, indices = lw.max_pool2d_with_indices(x, kernel_size)
    back = lw.max_unpool2d(y, indices, kernel_size, output_size=x.shape)
    kept = back != 0
    assert back.shape == x.shape and kept.sum() == y.size and np.array_equal(back[kept], x[kept])
    again, places = lw.max_pool2d_with_indices(back, kernel_size)
    assert np.array_equal(again, y) and np.array_equal(places, indices)


def test_pooling_s_gradient_is_unpooling():
    """What MaxPool2d sends back is the gradient, unpooled; with indices or without."""
    rng = np.random.default_rng(0)
    x, grad = rng.standard_normal((3, 2, 5, 6)), rng.standard_normal((3, 2, 2, 3))
    plain, telling = nn.MaxPool2d(2), nn.MaxPool2d(2, return_indices=True)
    y, indices = telling(x)
    assert np.array_equal(plain(x), y)
    assert np.array_equal(plain.backward(grad), telling.backward(grad))
    assert np.array_equal(plain.backward(grad), lw.max_unpool2d(grad, indices, 2, output_size=x.shape))


def test_unpooling_s_gradient_is_the_slope():
    """gradcheck on the layer, with places that are given."""
    x = np.random.default_rng(0).standard_normal((3, 2, 5, 4))
    y, indices = lw.max_pool2d_with_indices(x, 2)
    layer = nn.MaxUnpool2d(2)

    def forward(given):
        return layer(given, indices, x.shape)

    assert gradcheck((forward, lambda grad_output, _: layer.backward(grad_output)), y)
    assert repr(layer) == "MaxUnpool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0))"


@pytest.mark.parametrize(
    ("indices", "size", "message"),
    [
        ([[[[4]]]], None, "indices must be places in a plane of 2 x 2, 0 to 3, got 4 to 4: give output_size"),
        ([[[[0, 1]]]], None, r"indices must have the shape of x, \(1, 1, 1, 1\), got \(1, 1, 1, 2\)"),
        ([[[[0.0]]]], None, "indices must be whole numbers, got dtype float64"),
        ([[[[0]]]], (3,), r"output_size must end with \(rows, columns\), got \(3,\)"),
    ],
)
def test_places_that_are_none_are_refused(indices, size, message):
    """A place outside the plane would be one of another channel."""
    with pytest.raises((TypeError, ValueError), match=message):
        lw.max_unpool2d([[[[1.0]]]], indices, 2, output_size=size)
