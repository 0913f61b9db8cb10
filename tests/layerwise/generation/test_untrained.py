import numpy as np
import pytest

from layerwise.generation import features, recolour, style_distance, untrained_blocks


def test_filters_see_structure_and_no_plain_surface():
    """Inside the picture; at its border the zeros of the padding are an edge."""
    blocks = untrained_blocks((4,), rng=0)
    (seen,) = features(blocks, np.full((1, 3, 12, 12), 0.7, np.float32))
    assert np.abs(seen[:, :, 2:-2, 2:-2]).max() < 1e-6
    (seen,) = features(blocks, np.random.default_rng(0).random((1, 3, 12, 12), np.float32))
    assert seen[:, :, 2:-2, 2:-2].max() > 0.1


def test_seeds_and_sizes():
    """The same seed gives the same filters; an even kernel has no middle."""
    weights = [untrained_blocks((4,), rng=seed)[0].parameters()[0].data for seed in (0, 0, 1)]
    assert np.array_equal(weights[0], weights[1]) and not np.array_equal(weights[0], weights[2])
    with pytest.raises(ValueError, match="kernel_size must be odd"):
        untrained_blocks((4,), kernel_size=4)


def test_style_distance_is_a_share():
    """0 for the same style, whatever the size; small for the same texture elsewhere, large for another."""
    rng = np.random.default_rng(0)
    stripes = np.zeros((1, 3, 24, 24), np.float32)
    stripes[:, :, ::4] = 1
    noise, blocks = rng.random((1, 3, 24, 24), np.float32), untrained_blocks((6, 6), rng=0)
    assert style_distance(stripes, stripes, blocks) == 0
    rolled = style_distance(np.roll(stripes, 2, axis=2), stripes, blocks)
    assert rolled < 0.2 * style_distance(noise, stripes, blocks)


def test_recolouring_takes_the_colours_and_keeps_the_places():
    """Mean and covariance become the other's; a pixel that was brightest in grey stays one of the brightest."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0.45, 0.55, (1, 3, 10, 10))
    target = 0.4 + 0.02 * rng.normal(size=(1, 3, 12, 12)) @ np.eye(12)
    made = recolour(x, target)
    for statistic in (lambda y: y.mean(axis=(0, 2, 3)), lambda y: np.cov(y.transpose(1, 0, 2, 3).reshape(3, -1))):
        np.testing.assert_allclose(statistic(made), statistic(target), atol=1e-8)
    grey, after = x.mean(axis=1).ravel(), made.mean(axis=1).ravel()
    assert np.corrcoef(grey, after)[0, 1] > 0.9
    with pytest.raises(ValueError, match=r"target must have shape \(N, 3, H, W\)"):
        recolour(x, target[:, :2])
