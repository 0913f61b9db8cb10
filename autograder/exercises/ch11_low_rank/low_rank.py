"""low_rank: what is asked and what is right; the mistakes stand in the `.md` beside it.

Singular values are clearly apart, so that the nearest table is one and the same for everybody.
"""

import numpy as np

from layerwise.linalg.approximation import low_rank

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import falling, table


def approximate(low_rank, A, ks):
    """The probe: a table for each k, one after the other."""
    return {"tables": [low_rank(A, k) for k in ks]}


def drawn(name, shape, ks):
    """A case with a table of a drawn shape. ks: which k to ask, from the length of the shorter side."""

    def draw(rng):
        m, n = shape(rng)
        side = min(m, n)
        return {"A": table(rng, (m, n), falling(rng, side)) + 0.0, "ks": ks(rng, side)}

    return Case(name, draw, rtol=1e-6, atol=1e-8)


def square(rng):
    n = int(rng.integers(4, 8))
    return n, n


def tall(rng):
    n = int(rng.integers(3, 6))
    return n + int(rng.integers(2, 6)), n


def wide(rng):
    return tall(rng)[::-1]


def between(rng, side):
    """Neither none nor all."""
    return [int(rng.integers(1, side - 1)), side - 1]


def none_and_all(rng, side):
    return [0, side, int(rng.integers(1, side))]


BY_HAND = Case("a diagonal", {"A": np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]), "ks": [1]})
SQUARE = drawn("square", square, between)
TALL = drawn("tall", tall, between)
WIDE = drawn("wide", wide, between)
ENDS = drawn("no pattern, every pattern", tall, none_and_all)


def one_after_the_other(A, k):
    U, s, V = np.linalg.svd(A)
    nearest = np.zeros(A.shape)
    for i in range(k):
        nearest += s[i] * U[:, i, None] * V[i]
    return nearest


def by_projection(A, k):
    values, V = np.linalg.eigh(A.T @ A)
    top = V[:, np.argsort(values)[::-1][:k]]
    return A @ top @ top.T


def zeroed(A, k):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = np.where(np.arange(len(s)) < k, s, 0)
    return U @ np.diag(kept) @ Vt


EXERCISE = Exercise(
    reference=low_rank,
    probe=approximate,
    aspects=(
        Aspect("the best of rank k for square tables", 1.5, (SQUARE, BY_HAND)),
        Aspect("tall and wide tables", 1, (TALL, WIDE)),
        Aspect("no pattern, and every pattern", 0.5, (ENDS,)),
        leaves_inputs_alone(0.5, (TALL, SQUARE), requires="the best of rank k for square tables"),
    ),
    accepted=(
        Accepted("pattern by pattern", one_after_the_other),
        Accepted("projected on eigenvectors", by_projection),
        Accepted("with the other singular values at 0", zeroed),
    ),
)
