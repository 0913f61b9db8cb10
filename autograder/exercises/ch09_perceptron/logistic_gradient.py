"""logistic_gradient: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.linear_model import logistic_gradient

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def loss_and_gradient(logistic_gradient, w, b, X, y):
    """The probe: the loss and its gradient."""
    loss, grad_w, grad_b = logistic_gradient(w, b, X, y)
    return {"loss": loss, "grad_w": grad_w, "grad_b": grad_b}


def batch(name, rows, columns, size=1.0):
    """A case with so many rows and columns, ranges; columns None: as many as rows.

    size: how large the scores are. Three rows are mistakes, of both kinds.
    """

    def draw(rng):
        N = int(rng.integers(*rows, endpoint=True))
        D = int(rng.integers(*columns, endpoint=True)) if columns else N
        w, X = rng.normal(size=D), rng.normal(size=(N, D))
        sides = np.where(np.arange(N) % 2, 1.0, -1.0)  # on which side of the line a row lies
        b = float(rng.choice([-1, 1]) * rng.uniform(0.2, 0.5))
        X += ((sides * rng.uniform(0.5, 2.5, N) - b - X @ w) / (w @ w))[:, None] * w
        y = (sides > 0).astype(int)
        y[:3] = 1 - y[:3]
        order = rng.permutation(N)
        return {"w": size * w, "b": size * b, "X": X[order], "y": y[order]}

    return Case(name, draw)


USUAL = batch("a batch", (6, 9), (2, 4))
SQUARE = batch("as many rows as columns", (4, 5), None)
SURE = batch("scores in the thousands", (7, 9), (2, 4), size=3000.0)
ALL = (USUAL, SQUARE)


def from_probabilities_kept_as_logarithms(w, b, X, y):
    z = X @ w + b
    log_p, log_q = -np.logaddexp(0, -z), -np.logaddexp(0, z)
    pull = np.exp(log_p) - y
    return -(y * log_p + (1 - y) * log_q).mean(), (pull[:, None] * X).mean(axis=0), pull.mean()


def row_by_row(w, b, X, y):
    loss, grad_w, grad_b = 0.0, np.zeros(len(w)), 0.0
    for x, label in zip(X, y, strict=True):
        z = w @ x + b
        away = -z if label == 1 else z  # how far on the wrong side
        loss += max(away, 0.0) + np.log1p(np.exp(-abs(away)))
        pull = (1 + np.tanh(z / 2)) / 2 - label
        grad_w, grad_b = grad_w + pull * x, grad_b + pull
    return loss / len(y), grad_w / len(y), grad_b / len(y)


EXERCISE = Exercise(
    reference=logistic_gradient,
    probe=loss_and_gradient,
    aspects=(
        Aspect("the loss", 1, ALL, observations=("loss",)),
        Aspect("the gradient of w", 1, ALL, observations=("grad_w",)),
        Aspect("the gradient of b", 0.5, ALL, observations=("grad_b",)),
        Aspect("sure mistakes", 1, (SURE,)),
        leaves_inputs_alone(0.5, ALL, requires="the gradient of w"),
    ),
    accepted=(
        Accepted("logarithms of both probabilities", from_probabilities_kept_as_logarithms),
        Accepted("row by row", row_by_row),
    ),
)
