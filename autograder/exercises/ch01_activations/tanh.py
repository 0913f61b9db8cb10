"""tanh and tanh_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import (
    ANY_LARGE,
    BATCH,
    BLOCK,
    BY_HAND,
    GRADIENT,
    GRADIENT_BY_HAND,
    GRADIENT_OF_BLOCK,
    GRADIENT_OF_LARGE,
    LARGE,
    ONE_NUMBER,
    forward_or_backward,
)


def from_one_exponential(x):
    e = np.exp(-2 * np.abs(x))
    return np.sign(x) * (1 - e) / (1 + e)


def from_a_stretched_sigmoid(x):
    e = np.exp(-np.abs(2 * x))
    s = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    return 2 * s - 1


def by_expm1(x):
    e = np.expm1(-2 * np.abs(x))
    return np.where(x >= 0, -e / (2 + e), e / (2 + e))


def slope_as_a_product(grad_output, x):
    t = np.tanh(x)
    return grad_output * (1 - t) * (1 + t)


def slope_number_by_number(grad_output, x):
    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        out[place] = grad_output[place] * (1 - np.tanh(x[place]) ** 2)
    return out


EXERCISE = Exercise(
    reference=(layerwise.tanh, layerwise.tanh_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("very large inputs", 0.5, (LARGE, ANY_LARGE, GRADIENT_OF_LARGE)),
        Aspect("no overflow warning", 0.5, (LARGE,), observations=(WARNINGS,), requires="very large inputs"),
        Aspect("gradient", 1, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("one exponential and a sign", from_one_exponential),
        Accepted("a stretched sigmoid", from_a_stretched_sigmoid),
        Accepted("expm1", by_expm1),
        Accepted("(1 - t)(1 + t)", {"tanh_backward": slope_as_a_product}),
        Accepted("a loop over every number", {"tanh_backward": slope_number_by_number}),
    ),
)
