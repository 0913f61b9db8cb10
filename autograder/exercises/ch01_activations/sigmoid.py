"""sigmoid and sigmoid_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import (
    ANY_LARGE,
    BATCH,
    BLOCK,
    BY_HAND,
    CLOSE,
    GRADIENT,
    GRADIENT_BY_HAND,
    GRADIENT_OF_BLOCK,
    GRADIENT_OF_LARGE,
    LARGE,
    ONE_NUMBER,
    forward_or_backward,
)


def by_tanh(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def by_masks(x):
    out = np.empty_like(x, dtype=float)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    out[~positive] = np.exp(x[~positive]) / (1 + np.exp(x[~positive]))
    return out


def by_errstate(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def by_clip(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


def by_logaddexp(x):
    return np.exp(-np.logaddexp(0, -x))


def one_number_at_a_time(x):
    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        e = np.exp(-abs(x[place]))
        out[place] = 1 / (1 + e) if x[place] >= 0 else e / (1 + e)
    return out


def slope_from_one_exponential(grad_output, x):
    e = np.exp(-np.abs(x))
    return grad_output * e / (1 + e) ** 2


EXERCISE = Exercise(
    reference=(layerwise.sigmoid, layerwise.sigmoid_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH, CLOSE)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("very large inputs", 0.5, (LARGE, ANY_LARGE, GRADIENT_OF_LARGE)),
        Aspect("no overflow warning", 0.5, (LARGE,), observations=(WARNINGS,), requires="very large inputs"),
        Aspect("gradient", 1, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, LARGE, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("half of a tanh", by_tanh),
        Accepted("a mask for each sign", by_masks),
        Accepted("errstate around the plain formula", by_errstate),
        Accepted("clipped far out", by_clip),
        Accepted("logaddexp", by_logaddexp),
        Accepted("a loop over every number", one_number_at_a_time),
        Accepted("the slope from one exponential", {"sigmoid_backward": slope_from_one_exponential}),
    ),
)
