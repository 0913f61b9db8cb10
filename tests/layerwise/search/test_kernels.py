import numpy as np
import pytest

from layerwise.search import rbf_kernel


def test_it_is_the_formula_for_each_pair():
    """Against two loops."""
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    found = rbf_kernel(A, B, 0.7)
    assert found.shape == (4, 5)
    for i, j in np.ndindex(4, 5):
        assert found[i, j] == pytest.approx(np.exp(-(np.linalg.norm(A[i] - B[j]) ** 2) / (2 * 0.7**2)))


def test_it_is_a_covariance():
    """Ones on the diagonal, symmetric, no negative eigenvalue."""
    X = np.random.default_rng(1).random((30, 2))
    K = rbf_kernel(X, X, 0.5)
    assert (K.diagonal() == 1).all()
    np.testing.assert_array_equal(K, K.T)
    assert np.linalg.eigvalsh(K).min() > -1e-12


def test_only_the_distance_in_length_scales_counts():
    """Another unit for both changes nothing."""
    rng = np.random.default_rng(2)
    A, B = rng.random((3, 2)), rng.random((4, 2))
    np.testing.assert_allclose(rbf_kernel(A, B, 0.3), rbf_kernel(1000 * A + 5, 1000 * B + 5, 300.0))


@pytest.mark.parametrize(
    ("A", "B", "lengthscale", "message"),
    [
        (np.zeros(3), np.zeros((2, 3)), 1.0, r"A must have shape \(n, D\)"),
        (np.zeros((2, 3)), np.zeros((2, 2)), 1.0, "the same number of columns"),
        (np.zeros((2, 3)), np.zeros((2, 3)), 0.0, "lengthscale must be greater than 0"),
    ],
)
def test_what_makes_no_sense_is_refused(A, B, lengthscale, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        rbf_kernel(A, B, lengthscale)
