"""softmax_regression_step: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.linear_model import softmax_regression_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def step(softmax_regression_step, W, b, X, y, lr):
    """The probe: the weights after a step."""
    new_W, new_b = softmax_regression_step(W, b, X, y, lr)
    return {"W": new_W, "b": new_b}


def batch(name, rows, classes, size=1.0):
    """A case with ranges of rows and classes; rows None: as many as classes, and each of another class, none in place.

    size: how large the scores are
    """

    def draw(rng):
        C, D = int(rng.integers(*classes, endpoint=True)), int(rng.integers(2, 4))
        N = int(rng.integers(*rows, endpoint=True)) if rows else C
        y = (rng.integers(C) + np.cumsum(rng.integers(1, C, N))) % C
        if rows is None:
            y = (np.arange(C) + rng.integers(1, C)) % C
        if N == 1:
            y = rng.integers(1, C, 1)  # class 0 would forgive an index that is taken for another
        W, b, X = size * rng.normal(size=(C, D)), rng.normal(size=C), rng.normal(size=(N, D))
        X[0] *= size < 100  # among sure rows one in doubt
        return {"W": W, "b": b, "X": X, "y": y, "lr": float(rng.uniform(0.2, 0.8))}

    return Case(name, draw)


USUAL = batch("a batch", (6, 9), (3, 5))
SQUARE = batch("as many rows as classes", None, (4, 5))
ONE_ROW = batch("one row", (1, 1), (3, 5))
FAR_APART = batch("scores far apart", (6, 9), (3, 5), size=800.0)
ALL = (USUAL, SQUARE)


def with_one_hot(W, b, X, y, lr):
    z = X @ W.T + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    grad = (e / e.sum(axis=1, keepdims=True) - np.eye(len(W))[y]) / len(X)
    return W - lr * grad.T @ X, b - lr * grad.sum(axis=0)


def row_by_row(W, b, X, y, lr):
    new_W, new_b = W.copy(), b.copy()
    for x, k in zip(X, y, strict=True):
        z = W @ x + b
        p = np.exp(z - z.max())
        p = p / p.sum()
        p[k] -= 1
        new_W -= lr / len(X) * np.outer(p, x)
        new_b -= lr / len(X) * p
    return new_W, new_b


EXERCISE = Exercise(
    reference=softmax_regression_step,
    probe=step,
    aspects=(
        Aspect("the new W", 1, ALL, observations=("W",)),
        Aspect("the new b", 1, ALL, observations=("b",)),
        Aspect("one row", 0.5, (ONE_ROW,)),
        Aspect("scores far apart", 0.5, (FAR_APART,)),
        leaves_inputs_alone(0.5, ALL, requires="the new W"),
    ),
    accepted=(
        Accepted("one-hot rows", with_one_hot),
        Accepted("row by row", row_by_row),
    ),
)
