import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 12])
def test_channels_around_decide_and_it_goes_back_as_it_went_forward(size):
    """Held against the formula, number by number, and against small steps."""
    x, settings = RNG.normal(size=(3, 6, 2, 3)), (size, 1.3, 0.75, 0.8)
    y = lw.local_response_norm(x, *settings)
    for n, c, h, w in np.ndindex(x.shape):
        around = x[n, max(0, c - size // 2) : c + (size - 1) // 2 + 1, h, w]
        assert y[n, c, h, w] == pytest.approx(x[n, c, h, w] / (0.8 + 1.3 / size * (around**2).sum()) ** 0.75)
    assert lw.gradcheck(nn.LocalResponseNorm(*settings), x)


def test_large_neighbours_push_a_number_down():
    """In its own pixel only."""
    x = np.ones((1, 3, 1, 2))
    x[0, 0, 0, 0] = 100.0
    y = lw.local_response_norm(x, 3, alpha=1.0)
    assert y[0, 1, 0, 0] < 0.1 * y[0, 1, 0, 1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 0}, "size must be at least 1, got 0"),
        ({"size": 3, "alpha": -1}, "alpha must be at least 0, got -1"),
        ({"size": 3, "beta": -1}, "beta must be at least 0"),
        ({"size": 3, "k": 0}, "k must be greater than 0"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        lw.local_response_norm(np.ones((1, 2, 1, 1)), **settings)
    with pytest.raises(ValueError, match=r"x must have shape \(N, C, H, W\)"):
        lw.local_response_norm(np.ones((2, 3)), 3)
