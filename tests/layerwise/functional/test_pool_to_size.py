import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("output_size", [1, 2, (3, 2), (5, 7), (8, 9)])
def test_every_window_is_a_mean_and_goes_back_as_it_went_forward(output_size):
    """Windows that share rows, and more windows than rows."""
    layer, x = nn.AdaptiveAvgPool2d(output_size), RNG.normal(size=(3, 2, 5, 7))
    h, w = layer.output_size
    y = layer(x)
    for i, j in np.ndindex(h, w):
        rows = slice(int(np.floor(i * 5 / h)), int(np.ceil((i + 1) * 5 / h)))
        columns = slice(int(np.floor(j * 7 / w)), int(np.ceil((j + 1) * 7 / w)))
        np.testing.assert_allclose(y[:, :, i, j], x[:, :, rows, columns].mean(axis=(2, 3)))
    assert lw.gradcheck(layer, x)


def test_one_place_is_the_global_mean():
    """As GlobalAvgPool has it, with two axes more."""
    x, grad_output = RNG.normal(size=(3, 4, 5, 6)), RNG.normal(size=(3, 4))
    layer, whole = nn.AdaptiveAvgPool2d(1), nn.GlobalAvgPool()
    np.testing.assert_allclose(layer(x)[:, :, 0, 0], whole(x))
    np.testing.assert_allclose(layer.backward(grad_output[:, :, None, None]), whole.backward(grad_output))


def test_float32_stays():
    """And inputs are left alone."""
    x = RNG.normal(size=(3, 4, 5, 6)).astype(np.float32)
    before, layer = x.copy(), nn.AdaptiveAvgPool2d(2)
    y = layer(x)
    assert y.dtype == layer.backward(y).dtype == np.float32
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lw.adaptive_avg_pool2d(np.zeros((2, 3, 4)), 1), r"x must have shape \(N, C, H, W\)"),
        (lambda: lw.adaptive_avg_pool2d(np.zeros((2, 3, 4, 4)), 0), "output_size must be at least 1, got 0"),
        (lambda: lw.adaptive_avg_pool2d(np.zeros((2, 3, 0, 4)), 1), "x must have at least one pixel"),
        (lambda: lw.adaptive_avg_pool2d_backward(np.zeros((2, 3)), np.zeros((2, 3, 4, 4))), "grad_output must have"),
        (lambda: lw.adaptive_avg_pool2d_backward(np.zeros((2, 1, 1, 1)), np.zeros((2, 3, 4, 4))), r"\(2, 3, 1, 1\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    """With what was received."""
    with pytest.raises(ValueError, match=message):
        call()
