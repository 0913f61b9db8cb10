import numpy as np
import pytest

from layerwise.search import gp_posterior, log_marginal_likelihood, rbf_kernel


@pytest.fixture
def seen():
    """Twelve values of a function of two numbers, and five places more."""
    rng = np.random.default_rng(0)
    X = rng.random((12, 2))
    return X, np.sin(6 * X[:, 0]) + X[:, 1], rng.random((5, 2))


def test_the_formulas_with_an_inverse(seen):
    """The Cholesky way gives what the docstring's formulas say."""
    X, y, Z = seen
    mean, std = gp_posterior(X, y, Z, 0.4, 0.1)
    inverse, Ks = np.linalg.inv(rbf_kernel(X, X, 0.4) + 0.01 * np.eye(12)), rbf_kernel(X, Z, 0.4)
    np.testing.assert_allclose(mean, Ks.T @ inverse @ y, rtol=1e-9)
    np.testing.assert_allclose(std**2, 1 - np.diag(Ks.T @ inverse @ Ks), rtol=1e-8)
    K = rbf_kernel(X, X, 0.4) + 0.01 * np.eye(12)
    expected = -y @ inverse @ y / 2 - np.linalg.slogdet(K)[1] / 2 - 6 * np.log(2 * np.pi)
    assert log_marginal_likelihood(X, y, 0.4, 0.1) == pytest.approx(expected, rel=1e-10)


def test_near_a_measurement_it_knows_and_far_away_it_does_not(seen):
    """At X without noise mean is y and std 0; ten length scales away mean is 0 and std 1."""
    X, y, _ = seen
    mean, std = gp_posterior(X, y, np.concatenate([X, X + 10]), 0.1, 0.0)
    np.testing.assert_allclose(mean[:12], y, atol=1e-8)
    assert std[:12].max() < 1e-6 and np.isfinite(std).all()
    np.testing.assert_allclose(mean[12:], 0, atol=1e-12)
    np.testing.assert_allclose(std[12:], 1)


def test_the_doubt_is_right_for_functions_of_the_prior():
    """Of values drawn from the prior 95 % lie within two standard deviations, where nothing was measured."""
    rng, inside = np.random.default_rng(1), []
    for _ in range(200):
        points = rng.random((13, 1))
        values = np.linalg.cholesky(rbf_kernel(points, points, 0.2) + 1e-10 * np.eye(13)) @ rng.normal(size=13)
        mean, std = gp_posterior(points[:8], values[:8], points[8:], 0.2, 1e-4)
        inside.extend(np.abs(values[8:] - mean) < 1.96 * std + 1e-4)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def test_the_likelihood_prefers_the_length_scale_that_drew_the_values():
    """On average over draws, against one three times shorter or longer."""
    rng, found = np.random.default_rng(2), np.zeros((30, 3))
    for draw in found:
        X = rng.random((25, 1))
        y = np.linalg.cholesky(rbf_kernel(X, X, 0.15) + 0.01 * np.eye(25)) @ rng.normal(size=25)
        draw[:] = [log_marginal_likelihood(X, y, scale, 0.1) for scale in (0.05, 0.15, 0.45)]
    assert found.mean(axis=0).argmax() == 1


def test_points_that_cannot_be_told_apart_are_refused_in_words():
    """The same point twice without noise; with noise it is no problem."""
    X, y = np.array([[0.5], [0.5]]), np.array([1.0, 2.0])
    with pytest.raises(ValueError, match="noise must be larger, got 0"):
        gp_posterior(X, y, X, 0.2, 0.0)
    assert gp_posterior(X, y, X, 0.2, 0.1)[0] == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("X", "y", "noise", "message"),
    [
        (np.zeros(3), np.zeros(3), 0.1, r"X must have shape \(N, D\)"),
        (np.zeros((3, 1)), np.zeros(2), 0.1, r"y must have shape \(3,\)"),
        (np.zeros((2, 1)), np.array([1.0, np.nan]), 0.1, "y must be finite"),
        (np.zeros((2, 1)), np.zeros(2), -0.1, "noise must be at least 0"),
    ],
)
def test_what_makes_no_sense_is_refused(X, y, noise, message):
    """By name, by both."""
    for call in (
        lambda: gp_posterior(X, y, np.zeros((1, 1)), 0.2, noise),
        lambda: log_marginal_likelihood(X, y, 0.2, noise),
    ):
        with pytest.raises(ValueError, match=message):
            call()
