"""combine: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.linear_model import combine

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def models(name, M, N, size=3.0):
    """A case with so many models and examples, ranges that they are drawn from; N None: as many as models.

    size: how large the weights are, of both signs. Large ones put as many sums above 0 as below, and one on it
    """

    def draw(rng):
        m = int(rng.integers(*M, endpoint=True))
        n = int(rng.integers(*N, endpoint=True)) if N else m
        n += (size > 100) * (1 - n % 2)
        weights = rng.choice([-1.0, 1.0], m) * rng.uniform(0.4, 1.0, m) * size
        weights[:2] = np.abs(weights[:2]) * [1, -1]
        P = rng.uniform(0.02, 0.98, (m, n))
        bias = -np.median(weights @ P) if size > 100 else rng.choice([-1, 1]) * rng.uniform(0.4, 1.5)
        return {"P": P, "weights": weights, "bias": float(bias)}

    return Case(name, draw)


SEVERAL = models("several models", (3, 5), (6, 9))
SQUARE = models("as many examples as models", (4, 5), None)
ALONE = models("one example", (3, 5), (1, 1))
LOUD = models("weights in the thousands", (3, 4), (13, 17), size=3000.0)


def model_by_model(P, weights, bias):
    z = np.full(P.shape[1], float(bias))
    for p, weight in zip(P, weights, strict=True):
        z = z + weight * p
    e = np.exp(-np.abs(z))
    return np.where(z > 0, 1.0, e) / (1 + e)


def example_by_example(P, weights, bias):
    return np.array([(1 + np.tanh((np.dot(P[:, n], weights) + bias) / 2)) / 2 for n in range(P.shape[1])])


EXERCISE = Exercise(
    reference=combine,
    aspects=(
        Aspect("several models", 1, (SEVERAL,)),
        Aspect("as many examples as models", 0.5, (SQUARE,)),
        Aspect("one example", 0.5, (ALONE,)),
        Aspect("large weights", 0.5, (LOUD,)),
        leaves_inputs_alone(0.5, (SEVERAL,), requires="several models"),
    ),
    accepted=(
        Accepted("model by model", model_by_model),
        Accepted("example by example", example_by_example),
    ),
)
