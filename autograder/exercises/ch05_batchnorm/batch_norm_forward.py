"""batch_norm_forward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.batch_norm_forward import batch_norm_forward

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scales, size


def batch(name, rows, features=None, plain=False, spread=1.0, **options):
    """A case with random features, each with a mean and a spread of its own.

    rows, features: ranges that the sizes are drawn from; without `features`, as many as rows. options: eps, or nothing
    """

    def draw(rng):
        N = size(rng, rows)
        C = size(rng, features) if features else N
        x = rng.normal(rng.normal(0.0, 3.0, C), spread * rng.uniform(0.5, 4.0, C), (N, C))
        weight, bias = (np.ones(C), np.zeros(C)) if plain else (scales(rng, C), rng.normal(0.0, 2.0, C))
        return {"x": x, "weight": weight, "bias": bias, **options}

    return Case(name, draw)


def one_never_varies(rng):
    """Four features, of which one is the same number in every row."""
    x = rng.normal(0.0, 1.0, (6, 4))
    x[:, 2] = 2.0
    return {"x": x, "weight": scales(rng, 4), "bias": rng.normal(0.0, 1.0, 4), "eps": 1e-5}


BY_HAND = Case(
    "one feature, three rows",
    {"x": np.array([[0.0], [3.0], [6.0]]), "weight": np.ones(1), "bias": np.zeros(1), "eps": 0.0},
)
TALL = batch("more rows than features", (6, 9), (2, 4), plain=True, eps=1e-5)
WIDE = batch("more features than rows", (3, 5), (6, 8), plain=True, eps=1e-5)
SQUARE = batch("as many rows as features", (4, 6), plain=True, eps=1e-5)
SCALED = batch("weight and bias", (6, 9), (2, 4), eps=1e-5)
SCALED_SQUARE = batch("weight and bias, square", (3, 5), eps=1e-5)
LARGE_EPS = batch("a large eps", (6, 9), (2, 4), eps=0.5)
FAINT = batch("features that hardly vary, and eps left as it is", (6, 9), (2, 4), spread=0.01)
CONSTANT = Case("a feature that never varies", one_never_varies)


def by_moments(x, weight, bias, eps=1e-5):
    N = x.shape[0]
    centered = x - np.sum(x, axis=0, keepdims=True) / N
    var = np.einsum("nc,nc->c", centered, centered) / N
    return centered * (weight * (var + eps) ** -0.5) + bias


def feature_by_feature(x, weight, bias, eps=1e-5):
    y = np.zeros(x.shape)
    for c in range(x.shape[1]):
        column = x[:, c]
        y[:, c] = (column - np.mean(column)) / np.sqrt(np.var(column) + eps) * weight[c] + bias[c]
    return y


def as_scale_and_shift(x, weight, bias, eps=1e-5):
    scale = weight / np.sqrt(x.var(axis=0) + eps)
    return scale * x + (bias - scale * x.mean(axis=0))


EXERCISE = Exercise(
    reference=batch_norm_forward,
    aspects=(
        Aspect("mean 0 and spread 1", 1, (BY_HAND, TALL, WIDE, SQUARE)),
        Aspect("weight and bias", 0.5, (SCALED, SCALED_SQUARE)),
        Aspect("eps", 0.5, (LARGE_EPS, FAINT, CONSTANT)),
        Aspect("no warning", 0.5, (TALL, CONSTANT), observations=(WARNINGS,), requires="mean 0 and spread 1"),
        leaves_inputs_alone(0.5, (TALL, SCALED), requires="mean 0 and spread 1"),
    ),
    accepted=(
        Accepted("sums and a power", by_moments),
        Accepted("feature by feature", feature_by_feature),
        Accepted("one scale and one shift", as_scale_and_shift),
    ),
)
