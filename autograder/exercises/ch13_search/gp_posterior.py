"""gp_posterior: what is asked and what is right; the mistakes stand in the `.md` beside it.

What an answer may differ in by rounding is amplified by the condition of K, so the noise is 0.1 or more, except where
the values are known exactly: there the places lie some way apart. The tolerances leave room
for a jitter of 1e-6 on K's diagonal, as many write it.
"""

import numpy as np

from layerwise.search import gp_posterior

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def both(posterior, X, y, Z, lengthscale, noise):
    """The probe: mean and std by their names."""
    mean, std = posterior(X, y, Z, lengthscale, noise)
    return {"mean": mean, "std": std}


def measured(name, N, m, D=1, noise=(0.1, 0.2), scales=(0.2, 0.5), centre=0.0):
    """A case with N values of a smooth function and m places; noise, scales: ranges. m None: as many as N."""

    def draw(rng):
        known = int(rng.integers(*N))
        asked = known if m is None else int(rng.integers(*m))
        X, Z = rng.random((known, D)), rng.uniform(-0.2, 1.2, (asked, D))
        y = centre + np.sin(5 * X + rng.uniform(0.0, 6.0)).sum(axis=1)
        error, lengthscale = float(rng.uniform(*noise)), float(rng.uniform(*scales))
        return {"X": X, "y": y, "Z": Z, "lengthscale": lengthscale, "noise": error}

    return Case(name, draw, rtol=3e-4, atol=1e-5)


def known_exactly(rng):
    """Eighty places some way apart, no noise, asked at all of them: what is left of the variance is rounding."""
    X = np.stack(np.meshgrid(4.0 * np.arange(10), 4.0 * np.arange(8)), axis=-1).reshape(80, 2)
    X = X + rng.uniform(-0.5, 0.5, (80, 2))
    Z, lengthscale = X[rng.permutation(80)], float(rng.uniform(3.0, 3.6))
    return {"X": X, "y": rng.normal(0.0, 1.0, 80), "Z": Z, "lengthscale": lengthscale, "noise": 0.0}


BY_HAND = Case(
    "one value with noise 1",
    {"X": np.array([[0.0]]), "y": np.array([2.0]), "Z": np.array([[0.0], [1.0]]), "lengthscale": 1.0, "noise": 1.0},
)
LINE = measured("values on a line", (6, 9), (10, 14))
PLANE = measured("values in a plane", (9, 12), (5, 8), D=2)
HIGH = measured("values far from 0", (6, 9), (10, 14), centre=20.0)
NOISY = measured("a noisy y", (6, 9), (10, 14), noise=(0.5, 0.9))
NOISIER = measured("more noise than signal", (9, 12), (6, 8), D=2, noise=(1.5, 2.5))
AS_MANY = measured("as many places as values", (7, 10), None)
EXACT = Case("known exactly", known_exactly, atol=2e-3)


def by_inverse(X, y, Z, lengthscale, noise):
    def k(A, B):
        return np.exp(-np.sum((A[:, None, :] - B[None, :, :]) ** 2, axis=-1) / (2.0 * lengthscale**2))

    inverse = np.linalg.inv(k(X, X) + noise**2 * np.eye(len(X)))
    Kz = k(Z, X)
    covariance = k(Z, Z) - Kz @ inverse @ Kz.T
    return Kz @ inverse @ y, np.sqrt(np.clip(np.diag(covariance), 0, None))


def by_cholesky(X, y, Z, lengthscale, noise):
    def k(A, B):
        return np.exp(-0.5 * (((A[:, None, :] - B) / lengthscale) ** 2).sum(-1))

    K = k(X, X)
    K[np.diag_indices(len(X))] += noise * noise
    L = np.linalg.cholesky(K)
    v = np.linalg.solve(L, k(X, Z))
    variance = 1.0 - np.einsum("ij,ij->j", v, v)
    variance[variance < 0] = 0.0
    return v.T @ np.linalg.solve(L, y), variance**0.5


def place_by_place(X, y, Z, lengthscale, noise):
    def k(a, b):
        return np.exp(-((a - b) ** 2).sum() / (2 * lengthscale**2))

    N = len(X)
    K = np.array([[k(X[i], X[j]) + (noise**2 if i == j else 0.0) for j in range(N)] for i in range(N)])
    mean, std = np.zeros(len(Z)), np.zeros(len(Z))
    for j, z in enumerate(Z):
        ks = np.array([k(a, z) for a in X])
        weights = np.linalg.solve(K, ks)
        mean[j] = weights @ y
        std[j] = max(0.0, float(1 - ks @ weights)) ** 0.5
    return mean, std


EXERCISE = Exercise(
    reference=gp_posterior,
    probe=both,
    aspects=(
        Aspect("mean", 1, (BY_HAND, LINE, PLANE, HIGH), observations=("mean",)),
        Aspect("std", 1, (BY_HAND, LINE, PLANE), observations=("std",)),
        Aspect("a noisy y", 0.5, (NOISY, NOISIER)),
        Aspect("values known exactly", 0.5, (EXACT,)),
        Aspect("as many places as values", 0.5, (AS_MANY,)),
        leaves_inputs_alone(0.5, (LINE, HIGH), requires="mean"),
    ),
    accepted=(
        Accepted("with the inverse and the whole covariance", by_inverse),
        Accepted("by Cholesky", by_cholesky),
        Accepted("place by place", place_by_place),
    ),
)
