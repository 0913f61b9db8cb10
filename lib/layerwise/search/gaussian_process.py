"""Gaussian process regression: what some values of a function say about all others, with a doubt.

Before anything is known, the values at any points are jointly normal with mean 0 and the kernel as covariance. What is
known then conditions them, and both formulas are those of a conditional normal distribution.
(Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, real_number
from .kernels import rbf_kernel


def gp_posterior(
    X: ArrayLike, y: ArrayLike, Z: ArrayLike, lengthscale: float, noise: float
) -> tuple[FloatArray, FloatArray]:
    """The mean and the standard deviation of the function at Z, after y was seen at X: two arrays of shape (m,).

    With K = rbf_kernel(X, X) + noise**2 * identity and Ks = rbf_kernel(X, Z), (N, m):
        mean = Ks.T @ inverse(K) @ y
        variance = 1 - the diagonal of Ks.T @ inverse(K) @ Ks

    X: (N, D). y: (N,), best standardized: the prior has mean 0 and variance 1. Z: (m, D).
    noise: the standard deviation of what was added to y in measuring it. std is that of the function, without it.

    No inverse is computed. K = L @ L.T (Cholesky), and with v = solve(L, Ks) the variance is 1 - (v**2).sum(axis=0).

    >>> mean, std = gp_posterior([[0.0]], [2.0], [[0.0], [1.0]], lengthscale=1.0, noise=1.0)
    >>> mean.round(4), std.round(4)
    (array([1.    , 0.6065]), array([0.7071, 0.9034]))
    """
    X, y, L = _known(X, y, lengthscale, noise)
    Z = float_matrix(Z, "Z", "(m, D)")
    Ks = rbf_kernel(X, Z, lengthscale)
    v = np.linalg.solve(L, Ks)
    mean = v.T @ np.linalg.solve(L, y)
    variance = 1 - (v**2).sum(axis=0)
    return mean, np.sqrt(np.maximum(variance, 0))  # rounding may leave -1e-16 at a point of X


def log_marginal_likelihood(X: ArrayLike, y: ArrayLike, lengthscale: float, noise: float) -> float:
    """The logarithm of the density that the prior gives to y at X: how well a length scale suits what was seen.

    -1/2 * y @ inverse(K) @ y - 1/2 * log(det(K)) - N/2 * log(2 * pi), with K as in gp_posterior.

    The first part pays for values that the prior did not expect, the second for a prior that expects everything.
    det(K) would underflow; half of its logarithm is the sum of the logarithms of L's diagonal.

    >>> round(log_marginal_likelihood([[0.0]], [2.0], lengthscale=1.0, noise=1.0), 4)
    -2.2655
    """
    X, y, L = _known(X, y, lengthscale, noise)
    w = np.linalg.solve(L, y)
    return float(-w @ w / 2 - np.log(L.diagonal()).sum() - len(y) / 2 * np.log(2 * np.pi))


def _known(X: ArrayLike, y: ArrayLike, lengthscale: float, noise: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return X and y as arrays, and the Cholesky factor of K."""
    X, y = float_matrix(X, "X", "(N, D)"), finite_array(y, "y")
    if y.shape != (len(X),):
        raise ValueError(f"y must have shape ({len(X)},), one value a row of X, got shape {y.shape}")
    noise = real_number(noise, "noise", at_least=0)
    K = rbf_kernel(X, X, lengthscale) + noise**2 * np.eye(len(X))
    try:
        return X, y, np.linalg.cholesky(K)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"noise must be larger, got {noise:g}: points of X lie so close together, for a lengthscale of "
            f"{lengthscale:g}, that K has no Cholesky factor"
        ) from None
