"""relu and relu_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import (
    ANY_AT_ZERO,
    BATCH,
    BLOCK,
    BY_HAND,
    GRADIENT,
    GRADIENT_AT_ZERO,
    GRADIENT_BY_HAND,
    GRADIENT_OF_BLOCK,
    ONE_NUMBER,
    forward_or_backward,
)


def by_where(x):
    return np.where(x > 0, x, 0)


def by_absolute_value(x):
    return (x + np.abs(x)) / 2


def slope_from_the_output(grad_output, x):
    return grad_output * np.sign(np.maximum(x, 0))


def slope_number_by_number(grad_output, x):
    grad_input = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            grad_input[place] = grad_output[place]
    return grad_input


EXERCISE = Exercise(
    reference=(layerwise.relu, layerwise.relu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("gradient", 1, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        Aspect("gradient at zero", 0.5, (GRADIENT_AT_ZERO, ANY_AT_ZERO)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("np.where", by_where),
        Accepted("the mean of x and |x|", by_absolute_value),
        Accepted("the mask taken from the output", {"relu_backward": slope_from_the_output}),
        Accepted("a loop over every number", {"relu_backward": slope_number_by_number}),
    ),
)
