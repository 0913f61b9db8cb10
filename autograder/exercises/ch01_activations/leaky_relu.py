"""leaky_relu and leaky_relu_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import (
    ANY_AT_ZERO,
    BATCH,
    BY_HAND,
    GRADIENT,
    GRADIENT_AT_ZERO,
    GRADIENT_BY_HAND,
    WHOLE,
    backward,
    forward,
    forward_or_backward,
)

STEEPER = forward("a batch, negative_slope=0.2", 2, negative_slope=0.2)
STEEPER_GRADIENT = backward("gradients, negative_slope=0.2", 2, negative_slope=0.2)
ONE_NUMBER = forward("a single number, negative_slope=0.3", 0, negative_slope=0.3)
NEAR_ZERO = Case("numbers near 0, negative_slope=0.1", {"x": np.array([-0.05, 0.05]), "negative_slope": 0.1})
GRADIENT_NEAR_ZERO = Case(
    "gradients near 0, negative_slope=0.1",
    {"x": np.array([-0.05, 0.05]), "grad_output": np.array([10.0, -20.0]), "negative_slope": 0.1},
)
BLOCK = forward("three dimensions, negative_slope=0.1", 3, negative_slope=0.1)
WHOLE_STEEPER = Case("whole numbers, negative_slope=0.1", {"x": np.array([-2, 0, 3]), "negative_slope": 0.1})
GRADIENT_OF_BLOCK = backward("gradients in three dimensions, negative_slope=0.1", 3, negative_slope=0.1)
STEEPER_AT_ZERO = Case(
    "the gradient at zero, negative_slope=0.1",
    {"x": np.array([-2.0, 0.0, 3.0]), "grad_output": np.array([10.0, 20.0, -30.0]), "negative_slope": 0.1},
)


def by_maximum(x, negative_slope=0.01):
    return np.maximum(x, negative_slope * x)


def by_two_ramps(x, negative_slope=0.01):
    return np.maximum(x, 0) + negative_slope * np.minimum(x, 0)


def by_mask(x, negative_slope=0.01):
    out = np.array(x, dtype=float)
    out[out < 0] *= negative_slope
    return out


def slope_as_a_factor(grad_output, x, negative_slope=0.01):
    return grad_output * np.where(x > 0, 1.0, negative_slope)


def slope_by_two_masks(grad_output, x, negative_slope=0.01):
    return grad_output * (x > 0) + negative_slope * grad_output * (x <= 0)


EXERCISE = Exercise(
    reference=(layerwise.leaky_relu, layerwise.leaky_relu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("uses negative_slope", 0.5, (STEEPER, STEEPER_GRADIENT, NEAR_ZERO, GRADIENT_NEAR_ZERO)),
        Aspect("shapes and whole numbers", 0.5, (ONE_NUMBER, BLOCK, WHOLE, WHOLE_STEEPER)),
        Aspect("gradient", 0.5, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        Aspect("gradient at zero", 0.5, (GRADIENT_AT_ZERO, ANY_AT_ZERO, STEEPER_AT_ZERO)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("the larger of x and slope * x", by_maximum),
        Accepted("two ramps", by_two_ramps),
        Accepted("a copy in floats, then a mask", by_mask),
        Accepted("the slope as a factor", {"leaky_relu_backward": slope_as_a_factor}),
        Accepted("two masks", {"leaky_relu_backward": slope_by_two_masks}),
    ),
)
