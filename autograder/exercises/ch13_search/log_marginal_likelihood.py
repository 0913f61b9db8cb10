"""log_marginal_likelihood: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.search import log_marginal_likelihood

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def measured(name, N, D=1, noise=(0.1, 0.3), scales=(0.2, 0.6)):
    """A case with N values (a range) in D coordinates; noise, scales: ranges."""

    def draw(rng):
        X = rng.random((int(rng.integers(*N)), D))
        y = 0.7 + np.sin(5 * X + rng.uniform(0.0, 6.0)).sum(axis=1) + 0.3 * rng.normal(size=len(X))
        return {"X": X, "y": y, "lengthscale": float(rng.uniform(*scales)), "noise": float(rng.uniform(*noise))}

    return Case(name, draw, rtol=1e-7)


BY_HAND = Case(
    "one value with noise 1", {"X": np.array([[0.0]]), "y": np.array([2.0]), "lengthscale": 1.0, "noise": 1.0}
)
LINE = measured("six to nine values", (6, 10))
PLANE = measured("values in a plane", (10, 14), D=2)
MANY = measured("a determinant of 0", (172, 180), noise=(0.01, 0.012), scales=(1.0, 2.0))
NOISY = measured("much noise", (6, 10), noise=(0.6, 0.9))
NOISIER = measured("more noise than signal", (10, 14), D=2, noise=(1.5, 2.5))


def by_slogdet(X, y, lengthscale, noise):
    K = np.exp(-((X[:, None, :] - X[None, :, :]) ** 2).sum(axis=2) / (2 * lengthscale**2)) + noise**2 * np.identity(
        len(X)
    )
    _, logdet = np.linalg.slogdet(K)
    return -0.5 * (y.T @ np.linalg.inv(K) @ y + logdet + len(X) * np.log(2 * np.pi))


def by_eigenvalues(X, y, lengthscale, noise):
    K = np.exp(-0.5 * (((X[:, None] - X) / lengthscale) ** 2).sum(axis=-1))
    values, vectors = np.linalg.eigh(K)
    values = values + noise**2
    along = vectors.T @ y
    return float(-((along**2 / values + np.log(values) + np.log(2 * np.pi)).sum()) / 2)


def one_after_the_other(X, y, lengthscale, noise):
    K = np.exp(-0.5 * (((X[:, None] - X) / lengthscale) ** 2).sum(axis=-1)) + noise**2 * np.eye(len(X))
    L, total = np.linalg.cholesky(K), 0.0
    w = np.linalg.solve(L, y)  # each value, less what those before say of it, in its own spread
    for i in range(len(y)):
        total += -(w[i] ** 2) / 2 - np.log(L[i, i]) - 0.5 * np.log(2 * np.pi)
    return total


EXERCISE = Exercise(
    reference=log_marginal_likelihood,
    aspects=(
        Aspect("few values", 1, (BY_HAND, LINE, PLANE)),
        Aspect("many values", 1, (MANY,)),
        Aspect("noise", 0.5, (NOISY, NOISIER)),
        leaves_inputs_alone(0.5, (LINE, PLANE), requires="few values"),
    ),
    accepted=(
        Accepted("by slogdet", by_slogdet),
        Accepted("by eigenvalues", by_eigenvalues),
        Accepted("one value after the other", one_after_the_other),
    ),
)
