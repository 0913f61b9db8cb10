"""pca: what is asked and what is right; the mistakes stand in the `.md` beside it.

A component may have either sign: what is compared is v[i] * v[j], component by component.
"""

import numpy as np

from layerwise.decomposition.principal_components import pca

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import basis, falling


def fit(pca, X, k):
    """The probe: mean, components and ratio."""
    mean, components, ratio = pca(X, k)
    return {"mean": mean, "components": components, "ratio": ratio}


def without_signs(inputs, values):
    """Each component times itself, v[i] * v[j], one after the other."""
    C = np.asarray(values["components"], dtype=float)
    if C.ndim != 2:
        return {"the components": C}
    return {"each component times itself": np.einsum("ci,cj->cij", C, C)}


def all_three(inputs, values):
    """Mean and ratio, and the components without their signs."""
    return {"mean": values["mean"], "ratio": values["ratio"], **without_signs(inputs, values)}


def cloud(name, rows, columns, widths=None):
    """A case with a cloud of points away from 0. rows, columns: from and to. widths: of the features, or None."""

    def draw(rng):
        N, D = (int(rng.integers(*side, endpoint=True)) for side in (rows, columns))
        side = min(N - 1, D)
        scores = basis(rng, N, side) * falling(rng, side)
        X = (scores - scores.mean(axis=0)) @ basis(rng, D, side).T + rng.uniform(1.0, 3.0, D) * rng.choice([-1, 1], D)
        if widths is not None:
            X = X * rng.permutation(np.resize(widths, D))
        return {"X": X, "k": int(rng.integers(2, side - 1))}  # what is left out is never next to nothing

    return Case(name, draw, rtol=1e-5, atol=1e-8)


def only_one(rng):
    """One component of a plain cloud."""
    N, D = int(rng.integers(6, 10)), int(rng.integers(3, 6))
    return {"X": rng.normal(2.0, 1.0, (N, D)) * falling(rng, D), "k": 1}


BY_HAND = Case("three points in a row", {"X": np.array([[0.0, 5.0], [2.0, 5.0], [4.0, 5.0]]), "k": 1})
MANY = cloud("more rows than columns", (9, 14), (4, 6))
MORE = cloud("many more rows", (20, 30), (5, 8))
FEW = cloud("fewer rows than columns", (5, 6), (8, 10))
SQUARE = cloud("as many rows as columns", (6, 6), (6, 6))
WIDTHS = cloud("features of different widths", (12, 16), (4, 6), widths=(1.0, 3.0, 6.0, 15.0))
ONE = Case("one component", only_one)


def by_covariance(X, k):
    mean = X.sum(axis=0) / len(X)
    values, V = np.linalg.eigh(np.cov(X.T))
    order = np.argsort(values)[::-1]
    return mean, V.T[order[:k]], values[order[:k]] / values.sum()


def by_the_small_side(X, k):
    mean = np.mean(X, 0)
    C = X - mean
    values, U = np.linalg.eigh(C @ C.T)
    values, U = values[::-1], U[:, ::-1]
    components = (C.T @ U[:, :k] / np.sqrt(values[:k])).T
    return mean, components, values[:k] / np.trace(C @ C.T)


def ratio_from_scores(X, k):
    mean = X.mean(axis=0)
    components = np.linalg.svd(X - mean)[2][:k]
    scores = (X - mean) @ components.T
    return mean, components, scores.var(axis=0) / X.var(axis=0).sum()


EXERCISE = Exercise(
    reference=pca,
    probe=fit,
    aspects=(
        Aspect("the mean", 0.5, (BY_HAND, MANY, MORE, ONE), observations=("mean",)),
        Aspect(
            "the components, in their order",
            1.5,
            (MANY, MORE, SQUARE, ONE),
            observations=("components",),
            derive=without_signs,
        ),
        Aspect("the ratio", 1, (MANY, MORE, SQUARE, ONE), observations=("ratio",)),
        Aspect("fewer rows than columns", 0.5, (FEW,), derive=all_three),
        Aspect("features of different widths", 0.5, (WIDTHS,), derive=all_three),
        leaves_inputs_alone(0.5, (MANY, MORE), requires="the mean"),
    ),
    accepted=(
        Accepted("eigenvectors of the covariance", by_covariance),
        Accepted("eigenvectors of the smaller table", by_the_small_side),
        Accepted("the ratio from the scores", ratio_from_scores),
    ),
)
