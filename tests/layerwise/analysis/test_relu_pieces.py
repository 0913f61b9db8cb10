import numpy as np
import pytest

from layerwise.analysis.relu_pieces import relu_pieces


def network(x, w1, b1, w2, b2):
    return np.maximum(np.outer(x, w1) + b1, 0) @ w2 + b2


@pytest.mark.parametrize("seed", range(5))
def test_the_pieces_are_the_network(seed):
    """Heights at the kinks, and slopes between them, rebuild it everywhere; with units that bend nothing among them."""
    rng = np.random.default_rng(seed)
    w1, b1, w2, b2 = rng.normal(size=8), rng.normal(size=8), rng.normal(size=8), 0.3
    w1[2] = w2[5] = 0.0
    w1[4], b1[4] = -2 * w1[1], -2 * b1[1]  # the same place
    kinks, heights, slopes = relu_pieces(w1, b1, w2, b2)
    assert len(kinks) == len(heights) == 5 == len(slopes) - 1
    assert (np.diff(kinks) > 0).all()
    x = np.concatenate([kinks[:1] - 5, (kinks[1:] + kinks[:-1]) / 2, kinks[-1:] + 5])
    near = np.clip(np.searchsorted(kinks, x) - 1, 0, None)
    rebuilt = heights[near] + slopes * (x - kinks[near])
    np.testing.assert_allclose(rebuilt, network(x, w1, b1, w2, b2), atol=1e-10)
    np.testing.assert_allclose(heights, network(kinks, w1, b1, w2, b2))


def test_a_network_without_a_bend():
    """Constant units leave a straight line."""
    kinks, heights, slopes = relu_pieces([0.0], [1.0], [2.0], 3.0)
    assert len(kinks) == len(heights) == 0 and slopes.tolist() == [0.0]


def test_shapes_that_differ_are_refused():
    """By name."""
    with pytest.raises(ValueError, match=r"w1, b1 and w2 must have the same shape \(H,\)"):
        relu_pieces([1.0, 2.0], [0.0], [1.0, 1.0], 0.0)
