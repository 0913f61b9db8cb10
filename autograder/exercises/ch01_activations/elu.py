"""elu and elu_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import (
    BATCH,
    BY_HAND,
    CLOSE,
    GRADIENT,
    GRADIENT_BY_HAND,
    GRADIENT_OF_LARGE,
    LARGE,
    WHOLE,
    backward,
    forward,
    forward_or_backward,
)

DEEPER = forward("a batch, alpha=1.7", 2, alpha=1.7)
DEEPER_GRADIENT = backward("gradients, alpha=1.7", 2, alpha=1.7)
DEEP_AND_LARGE = Case("very large numbers, alpha=2", {"x": np.array([-1000.0, 0.0, 3.0]), "alpha": 2.0})
ONE_NUMBER = forward("a single number, alpha=0.5", 0, alpha=0.5)
BLOCK = forward("three dimensions, alpha=0.5", 3, alpha=0.5)
GRADIENT_OF_BLOCK = backward("gradients in three dimensions, alpha=0.5", 3, alpha=0.5)

# With alpha=1 both sides have the same slope at 0, and no case could tell them apart.
GRADIENT_AT_ZERO = Case(
    "gradients at zero, alpha above 1",
    lambda rng: {
        "x": np.array([-1000.0, -2.0, 0.0, 0.0, 0.3]),
        "grad_output": rng.permutation([-1.0, 1.0, -1.0, 1.0, 1.0]) * rng.uniform(10.0, 40.0, 5),
        "alpha": rng.uniform(1.3, 2.5),
    },
)


def by_masks(x, alpha=1.0):
    out = np.array(x, dtype=float)
    out[out < 0] = alpha * (np.exp(out[out < 0]) - 1)
    return out


def by_two_pieces(x, alpha=1.0):
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))


def by_errstate(x, alpha=1.0):
    with np.errstate(over="ignore"):
        return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def slope_by_masks(grad_output, x, alpha=1.0):
    slope = np.ones(x.shape)
    slope[x <= 0] = alpha * np.exp(x[x <= 0])
    return grad_output * slope


def slope_from_the_output(grad_output, x, alpha=1.0):
    y = alpha * np.expm1(np.minimum(x, 0))
    return np.where(x > 0, grad_output, grad_output * (y + alpha))


EXERCISE = Exercise(
    reference=(layerwise.elu, layerwise.elu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH, CLOSE)),
        Aspect("uses alpha", 0.5, (DEEPER, DEEPER_GRADIENT, DEEP_AND_LARGE)),
        Aspect("shapes and whole numbers", 0.5, (ONE_NUMBER, BLOCK, WHOLE)),
        Aspect("no overflow warning", 0.5, (LARGE,), observations=(WARNINGS,), requires="values"),
        Aspect("gradient", 1, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK, GRADIENT_AT_ZERO, GRADIENT_OF_LARGE)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("a copy in floats, then a mask", by_masks),
        Accepted("two pieces added", by_two_pieces),
        Accepted("errstate around np.where", by_errstate),
        Accepted("the slope by masks", {"elu_backward": slope_by_masks}),
        Accepted("the slope from the output", {"elu_backward": slope_from_the_output}),
    ),
)
