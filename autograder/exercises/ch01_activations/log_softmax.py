"""log_softmax: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .softmax import BATCH, DIM, SHAPES, VALUES, VERY_LARGE

FAR_APART = Case("scores far apart", {"x": np.array([[1000.0, 0.0], [0.0, -2000.0]])})


def far_apart(rng):
    """As many rows as columns; in each row the best score stands far above the others, or the others far below it."""
    n = rng.integers(3, 7)
    best = np.arange(n) == rng.integers(n, size=(n, 1))
    gap = rng.uniform(800.0, 3000.0, (n, 1))
    return {"x": rng.normal(0.0, 2.0, (n, n)) + np.where(np.arange(n)[:, None] % 2, gap * best, gap * (best - 1))}


ANY_FAR_APART = Case("some rows, scores far apart", far_apart)
ONE_FAR_APART = Case("one example, scores far apart", {"x": np.array([10_000.0, 0.0])})


def by_logaddexp(x, dim=-1):
    return x - np.logaddexp.reduce(x, axis=dim, keepdims=True)


def by_one_shift_at_the_end(x, dim=-1):
    m = x.max(axis=dim, keepdims=True)
    return x - (m + np.log(np.exp(x - m).sum(axis=dim, keepdims=True)))


def by_moveaxis(x, dim=-1):
    rows = np.moveaxis(x, dim, 0)
    rows = rows - rows.max(axis=0)
    return np.moveaxis(rows - np.log(np.exp(rows).sum(axis=0)), 0, dim)


EXERCISE = Exercise(
    reference=layerwise.log_softmax,
    aspects=(
        VALUES,
        Aspect(DIM.name, 0.5, (*DIM.cases, *SHAPES.cases)),
        Aspect("scores far apart", 0.5, (FAR_APART, ANY_FAR_APART, ONE_FAR_APART)),
        Aspect(VERY_LARGE.name, 0.5, VERY_LARGE.cases),
        leaves_inputs_alone(0.5, (BATCH,), requires="values"),
    ),
    accepted=(
        Accepted("logaddexp.reduce", by_logaddexp),
        Accepted("the shift put back into the log of the sum", by_one_shift_at_the_end),
        Accepted("the axis moved to the front", by_moveaxis),
    ),
)
