import numpy as np
import pytest

from layerwise.decomposition import pca

X = 10 + np.random.default_rng(0).standard_normal((30, 4)) * [4.0, 2.0, 1.0, 0.5]


def test_the_scores_are_uncorrelated_and_their_variances_are_the_ratio():
    """What the components are for."""
    mean, components, ratio = pca(X, 4)
    scores = (X - mean) @ components.T
    variances = np.cov(scores.T)
    np.testing.assert_allclose(variances, np.diag(np.diag(variances)), atol=1e-12)
    np.testing.assert_allclose(np.diag(variances) / np.trace(variances), ratio)
    assert (np.diff(ratio) <= 0).all() and ratio.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(mean + scores @ components, X)


def test_where_the_cloud_lies_does_not_matter():
    """Moved far away, it has the same components; without centring the first would point there."""
    _, here, ratio = pca(X, 2)
    _, there, moved = pca(X + np.array([0.0, 0.0, 0.0, 1e6]), 2)
    np.testing.assert_allclose(np.abs(here), np.abs(there), atol=1e-6)
    np.testing.assert_allclose(ratio, moved, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pca(X, 5), "k must be at most 4, the smaller side of X, got 5"),
        (lambda: pca(X, 0), "k must be at least 1, got 0"),
        (lambda: pca(np.ones((3, 2)), 1), "X must hold at least two different rows"),
        (lambda: pca(X[0], 1), r"X must have shape \(N, D\), got shape \(4,\)"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    """The error names the argument."""
    with pytest.raises(ValueError, match=message):
        call()
