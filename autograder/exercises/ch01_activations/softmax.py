"""softmax: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone

BY_HAND = Case("two rows", {"x": np.array([[0.0, 0.0], [0.0, np.log(3.0)]])})


def scores(name, axes, **options):
    """A case with random scores, no two lengths of their shape equal."""

    def draw(rng):
        return {"x": rng.normal(0.0, 2.0, rng.permutation(np.arange(2, 7))[:axes]), **options}

    return Case(name, draw)


def square(rng):
    """Random scores, as many rows as columns."""
    n = rng.integers(3, 6)
    return {"x": rng.normal(0.0, 2.0, (n, n))}


def far_apart(rng):
    """The high score stands once in each place: no shift but the largest score will do."""
    n = rng.integers(3, 6)
    return {"x": rng.normal(0.0, 2.0, (n, n)) + rng.uniform(5000.0, 20000.0) * rng.permutation(np.eye(n))}


BATCH = scores("a batch", 2)
COLUMNS = scores("columns, dim=0", 2, dim=0)
ROWS = scores("rows, dim=1", 2, dim=1)
MIDDLE = scores("three dimensions, dim=-2", 3, dim=-2)
SQUARE = Case("as many rows as columns", square)
ONE_ROW = scores("one example", 1)
LARGE = Case("scores around 1000", {"x": np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -1000.0]])})
UNEQUAL = Case("one row far above the other", {"x": np.array([[0.0, 1.0, 2.0], [2000.0, 2001.0, 2000.0]])})
FAR_APART = Case("one score far above the rest", far_apart)
ONE_FAR_APART = Case("one row of two is far apart", {"x": np.array([[0.0, 0.0], [10_000.0, 0.0]])})

VALUES = Aspect("values", 1, (BY_HAND, BATCH))
DIM = Aspect("along dim", 0.5, (COLUMNS, ROWS, MIDDLE))
SHAPES = Aspect("shapes", 0.5, (ONE_ROW, SQUARE))
VERY_LARGE = Aspect("very large scores", 0.5, (LARGE, UNEQUAL, FAR_APART, ONE_FAR_APART))


def by_logsumexp(x, dim=-1):
    m = np.max(x, axis=dim, keepdims=True)
    return np.exp(x - m - np.log(np.sum(np.exp(x - m), axis=dim, keepdims=True)))


def by_moveaxis(x, dim=-1):
    rows = np.moveaxis(x, dim, 0)
    e = np.exp(rows - rows.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, dim)


def by_apply_along_axis(x, dim=-1):
    def one(scores):
        e = np.exp(scores - scores.max())
        return e / e.sum()

    return np.apply_along_axis(one, dim, x)


def by_expand_dims(x, dim=-1):
    e = np.exp(x - np.expand_dims(x.max(axis=dim), dim))
    return e / np.expand_dims(e.sum(axis=dim), dim)


EXERCISE = Exercise(
    reference=layerwise.softmax,
    aspects=(
        VALUES,
        DIM,
        SHAPES,
        VERY_LARGE,
        Aspect("no overflow warning", 0.5, (LARGE, UNEQUAL), observations=(WARNINGS,), requires="very large scores"),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH), requires="values"),
    ),
    accepted=(
        Accepted("exp of the log-softmax", by_logsumexp),
        Accepted("the axis moved to the front", by_moveaxis),
        Accepted("apply_along_axis", by_apply_along_axis),
        Accepted("expand_dims for keepdims", by_expand_dims),
    ),
)
