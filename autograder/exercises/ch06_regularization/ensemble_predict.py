"""ensemble_predict: what is asked and what is right; the mistakes stand in the `.md` beside it.

A model of the probe is a function from X to logits, made of a matrix; how loud it is, is part of the matrix.
"""

import numpy as np

from layerwise.training.ensemble import ensemble_predict

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def ask(predict, X, weights):
    """The probe: what the ensemble of these linear models says."""
    models = [lambda X, W=W: X @ W for W in weights]
    return {"probabilities": predict(models, X)}


def committee(name, models, rows, classes, loud=1.0):
    """A case with so many models; the last one's logits are `loud` times as large.

    models, rows: ranges that they are drawn from. classes: how many; None: as many as rows
    """

    def draw(rng):
        M, N = (int(rng.integers(*between, endpoint=True)) for between in (models, rows))
        weights = [rng.normal(0.0, 1.0, (4, classes or N)) for _ in range(M)]
        weights[-1] = loud * weights[-1]
        return {"X": rng.normal(0.0, 1.0, (N, 4)), "weights": weights}

    return Case(name, draw)


BY_HAND = Case(
    "two calm models and a loud one",
    {
        "X": np.array([[1.0]]),
        "weights": [np.array([[0.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([[10.0, 0.0]])],
    },
)
ALONE = committee("one model", (1, 1), (5, 7), 3)
THREE = committee("several models", (3, 4), (6, 8), 5)
SQUARE = committee("as many rows as classes", (3, 4), (5, 6), None)
LOUD = committee("one is ten times as loud", (4, 5), (6, 8), 3, loud=10.0)
HUGE = committee("logits in the thousands", (4, 5), (6, 8), 3, loud=2000.0)


def by_hand(models, X):
    total = 0.0
    for model in models:
        z = model(X)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        total = total + e / e.sum(axis=1, keepdims=True)
    return total / len(models)


def stacked(models, X):
    z = np.stack([model(X) for model in models])
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))
    return p.mean(axis=0)


def running_mean(models, X):
    mean = None
    for k, model in enumerate(models, 1):
        rows = []
        for row in model(X):
            e = np.exp(row - max(row))
            rows.append(e / sum(e))
        p = np.array(rows)
        mean = p if mean is None else mean + (p - mean) / k
    return mean


EXERCISE = Exercise(
    reference=ensemble_predict,
    probe=ask,
    aspects=(
        Aspect("one model alone", 0.5, (ALONE,)),
        Aspect("the mean of probabilities", 1, (THREE, SQUARE)),
        Aspect("a loud model counts as one", 1, (BY_HAND, LOUD)),
        Aspect("large logits", 0.5, (HUGE,)),
        leaves_inputs_alone(0.5, (THREE, LOUD), requires="the mean of probabilities"),
    ),
    accepted=(
        Accepted("one after the other", by_hand),
        Accepted("stacked", stacked),
        Accepted("a running mean, row by row", running_mean),
    ),
)
