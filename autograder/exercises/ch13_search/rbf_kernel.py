"""rbf_kernel: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.search import rbf_kernel

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def places(name, n, m, D, scales=(0.4, 1.6)):
    """A case with n and m places (ranges) in D coordinates; m None: as many as n. scales: of the length scale."""

    def draw(rng):
        rows = int(rng.integers(*n))
        others = rows if m is None else int(rng.integers(*m))
        A, B = rng.normal(0.0, 1.0, (rows, D)), rng.normal(0.0, 1.0, (others, D))
        return {"A": A, "B": B, "lengthscale": float(rng.uniform(*scales))}

    return Case(name, draw)


BY_HAND = Case(
    "3 and 4 make 5", {"A": np.array([[0.0, 0.0]]), "B": np.array([[3.0, 4.0], [0.0, 0.0]]), "lengthscale": 5.0}
)
LINE = places("one coordinate", (3, 5), (6, 9), 1)
SPACE = places("three coordinates", (4, 6), (7, 9), 3)
PLANE = places("two coordinates", (7, 9), (3, 5), 2)
SHORT = places("a short length scale", (4, 6), (7, 9), 2, (0.2, 0.35))
LONG = places("a long length scale", (4, 6), (7, 9), 2, (2.5, 4.0))
AS_MANY = places("as many rows as in B", (5, 7), None, 2)


def by_loops(A, B, lengthscale):
    K = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            K[i, j] = np.exp(-0.5 * np.linalg.norm(A[i] - B[j]) ** 2 / lengthscale**2)
    return K


def by_products(A, B, lengthscale):
    squares = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1) - 2 * A @ B.T
    return np.exp(-np.maximum(squares, 0) / 2 / lengthscale**2)


def coordinate_by_coordinate(A, B, lengthscale):
    K = np.ones((len(A), len(B)))
    for d in range(A.shape[1]):
        K = K * np.exp(-((np.subtract.outer(A[:, d], B[:, d]) / lengthscale) ** 2) / 2)
    return K


EXERCISE = Exercise(
    reference=rbf_kernel,
    aspects=(
        Aspect("one coordinate", 0.5, (LINE,)),
        Aspect("several coordinates", 0.5, (BY_HAND, PLANE, SPACE)),
        Aspect("other length scales", 0.5, (SHORT, LONG)),
        Aspect("as many rows as in B", 0.25, (AS_MANY,)),
        leaves_inputs_alone(0.25, (PLANE, SPACE), requires="several coordinates"),
    ),
    accepted=(
        Accepted("two loops", by_loops),
        Accepted("by products", by_products),
        Accepted("coordinate by coordinate", coordinate_by_coordinate),
    ),
)
