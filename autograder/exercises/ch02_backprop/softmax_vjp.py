"""softmax_vjp: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def upstream(name, sizes):
    """A case with the softmax of random scores, and a random upstream gradient. sizes: draws their shape."""

    def draw(rng):
        shape = sizes(rng)
        e = np.exp(rng.normal(0.0, 1.5, shape))
        return {"y": e / e.sum(axis=-1, keepdims=True), "g": rng.normal(0.0, 1.0, shape)}

    return Case(name, draw)


BY_HAND = Case("two classes", {"y": np.array([[0.25, 0.75]]), "g": np.array([[1.0, 0.0]])})
BATCH = upstream("a batch", lambda rng: rng.permutation(np.arange(3, 7))[:2])
ONE_ROW = upstream("one example", lambda rng: rng.integers(3, 7, 1))
SQUARE = upstream("as many rows as classes", lambda rng: np.repeat(rng.integers(3, 6), 2))
BLOCK = upstream("three dimensions", lambda rng: rng.permutation(np.arange(2, 6))[:3])
CONSTANT = Case(
    "the same upstream for all",
    lambda rng: {"y": rng.dirichlet(np.ones(4), 3), "g": np.full((3, 4), rng.uniform(1.0, 3.0))},
)
CERTAIN = Case(
    "a certain row",
    {"y": np.array([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]]), "g": np.array([[3.0, -1.0, 2.0], [1.0, 2.0, 4.0]])},
)


def by_the_jacobian(y, g):
    rows, grads = y.reshape(-1, y.shape[-1]), g.reshape(-1, y.shape[-1])
    done = [(np.diag(row) - np.outer(row, row)) @ grad for row, grad in zip(rows, grads, strict=True)]
    return np.reshape(done, y.shape)


def by_einsum(y, g):
    C = y.shape[-1]
    J = y[..., :, None] * (np.eye(C) - y[..., None, :])
    return np.einsum("...ij,...i->...j", J, g)


def by_two_terms(y, g):
    gy = g * y
    return gy - y * gy.sum(axis=-1)[..., None]


EXERCISE = Exercise(
    reference=layerwise.softmax_vjp,
    aspects=(
        Aspect("values", 1, (BY_HAND, BATCH)),
        Aspect("each row by itself", 0.5, (SQUARE, CERTAIN)),
        Aspect("shapes", 0.5, (ONE_ROW, BLOCK)),
        Aspect("no gradient where nothing can change", 0.5, (CONSTANT,), requires="values"),
        leaves_inputs_alone(0.5, (BATCH, CERTAIN), requires="values"),
    ),
    accepted=(
        Accepted("with the Jacobian of each row", by_the_jacobian),
        Accepted("with all Jacobians at once", by_einsum),
        Accepted("as two terms", by_two_terms),
    ),
)
