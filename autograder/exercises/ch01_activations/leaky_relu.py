"""leaky_relu and leaky_relu_backward: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, leaves_inputs_alone
from .probe import (
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

STEEPER = forward("a batch, negative_slope=0.2", (4, 3), negative_slope=0.2)
STEEPER_GRADIENT = backward("gradients, negative_slope=0.2", (4, 3), negative_slope=0.2)
ONE_NUMBER = forward("a single number, negative_slope=0.3", (), negative_slope=0.3)
BLOCK = forward("three dimensions, negative_slope=0.1", (2, 3, 4), negative_slope=0.1)
GRADIENT_OF_BLOCK = backward("gradients in three dimensions, negative_slope=0.1", (2, 3, 4), negative_slope=0.1)


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


def slope_fixed(x, negative_slope=0.01):
    return np.where(x > 0, x, 0.01 * x)


def bends_up(x, negative_slope=0.01):
    return np.where(x > 0, x, -negative_slope * x)


def slope_on_both_sides(x, negative_slope=0.01):
    return negative_slope * x


def slope_for_the_value(x, negative_slope=0.01):
    return np.where(x > 0, x, negative_slope)


def keeps_whole_numbers(x, negative_slope=0.01):
    out = x.copy()
    out[x < 0] = negative_slope * x[x < 0]
    return out


def writes_into_x(x, negative_slope=0.01):
    if x.dtype.kind != "f":
        return np.where(x > 0, x, negative_slope * x)
    x[x < 0] *= negative_slope
    return x


def gradient_of_relu(grad_output, x, negative_slope=0.01):
    return np.where(x > 0, grad_output, 0)


def mask_from_the_gradient(grad_output, x, negative_slope=0.01):
    return np.where(grad_output > 0, grad_output, negative_slope * grad_output)


def value_for_the_slope(grad_output, x, negative_slope=0.01):
    return np.where(x > 0, grad_output, negative_slope * x)


def bare_slope_on_the_left(grad_output, x, negative_slope=0.01):
    return np.where(x > 0, grad_output, negative_slope)


def backward_slope_fixed(grad_output, x, negative_slope=0.01):
    return np.where(x > 0, grad_output, 0.01 * grad_output)


def slope_one_at_zero(grad_output, x, negative_slope=0.01):
    return np.where(x >= 0, grad_output, negative_slope * grad_output)


LEAKY_RELU = Exercise(
    reference=(layerwise.leaky_relu, layerwise.leaky_relu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("uses negative_slope", 0.5, (STEEPER, STEEPER_GRADIENT)),
        Aspect("shapes and whole numbers", 0.5, (ONE_NUMBER, BLOCK, WHOLE)),
        Aspect("gradient", 0.5, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        Aspect("gradient at zero", 0.5, (GRADIENT_AT_ZERO,)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("the larger of x and slope * x", by_maximum),
        Accepted("two ramps", by_two_ramps),
        Accepted("a copy in floats, then a mask", by_mask),
        Accepted("the slope as a factor", {"leaky_relu_backward": slope_as_a_factor}),
        Accepted("two masks", {"leaky_relu_backward": slope_by_two_masks}),
    ),
    misconceptions=(
        Misconception(
            "the slope is fixed at 0.01",
            slope_fixed,
            hint="With `negative_slope=0.2` your result is the same as without it. The argument arrives and "
            "nothing reads it. Call `leaky_relu(x, 0.2)` and `leaky_relu(x, 0.5)` on the same x.",
            second_hint="0.01 is the default in the signature. In the body it has a name.",
        ),
        Misconception(
            "the left side bends up",
            bends_up,
            hint="Your `leaky_relu(-2)` is +0.02: the negative side points up. The leak lets a little of x "
            "through, sign included. Draw yours from -3 to 3: does it ever fall?",
            second_hint="A negative number times a small positive slope is what? One minus sign is enough, and x "
            "brings it.",
        ),
        Misconception(
            "the slope on both sides",
            slope_on_both_sides,
            hint="Your `leaky_relu(3)` is 0.03: positive numbers are scaled down too. On the right of 0 it is a ReLU.",
            second_hint="One straight line through 0 is not a nonlinearity. Where should it bend?",
        ),
        Misconception(
            "the slope instead of slope times x",
            slope_for_the_value,
            hint="Every negative x gives the same number, 0.01. A slope says how much the result moves per "
            "step of x: x = -2 and x = -4 need different results.",
            second_hint="By what do you multiply a slope to get a height?",
        ),
        Misconception(
            "keeps the integer type",
            keeps_whole_numbers,
            hint="For the whole numbers [-3, -1, 0, 2] your result is [0, 0, 0, 2]: -0.03 was cut to 0. A "
            "copy of an integer array holds integers, and so does everything written into it. Print "
            "`leaky_relu(x).dtype`.",
            second_hint="Either write into an array of floats, or let numpy choose the type: the result of an "
            "expression such as `negative_slope * x` is float by itself.",
        ),
        Misconception(
            "writes into its input",
            writes_into_x,
            hint="The numbers are right, but the array that was passed in has changed. Print x before and "
            "after the call. The backward pass needs the x that went in.",
            second_hint="`x[x < 0] *= ...` writes through to the caller. Write to a copy, or use a function that "
            "makes a new array.",
        ),
        Misconception(
            "the gradient of the plain ReLU",
            {"leaky_relu_backward": gradient_of_relu},
            hint="Where x is negative your gradient is 0. That is the ReLU's. The leak is there so that "
            "some gradient still flows: nudge x from -2 to -1.99 and look how far leaky_relu(x) moves.",
            second_hint="On the left the function is a straight line too. What is its slope?",
        ),
        Misconception(
            "mask taken from the gradient",
            {"leaky_relu_backward": mask_from_the_gradient},
            hint="You scaled down the negative entries of `grad_output`. What decides is the sign of the "
            "input: look at a place where x is 3 and `grad_output` is negative; it should pass unchanged.",
            second_hint="Forward, x chose the piece of the line. Backward, the same piece gives the slope.",
        ),
        Misconception(
            "the value for the slope",
            {"leaky_relu_backward": value_for_the_slope},
            hint="Where x is negative you returned `negative_slope * x`, which is the output. The gradient "
            "there does not depend on how negative x is. Does your result change when you double "
            "`grad_output`? It should.",
            second_hint="Every entry of the result is `grad_output` times a slope. On the left, which slope?",
        ),
        Misconception(
            "no upstream gradient on the left",
            {"leaky_relu_backward": bare_slope_on_the_left},
            hint="Where x is negative your result is the bare slope, whatever `grad_output` says. The chain "
            "rule multiplies on both sides of 0. Call it with `grad_output` and `2 * grad_output`.",
            second_hint="grad_input = grad_output times the slope, for every entry. You did it on the right.",
        ),
        Misconception(
            "the gradient's slope is fixed at 0.01",
            {"leaky_relu_backward": backward_slope_fixed},
            hint="With `negative_slope=0.2` the gradient on the left should be `0.2 * grad_output`; yours "
            "is still 0.01 times it. Forward and backward have to use the same slope.",
            second_hint="Look for a number in the body of `leaky_relu_backward` that has a name in its signature.",
        ),
        Misconception(
            "slope 1 at zero",
            {"leaky_relu_backward": slope_one_at_zero},
            hint="At x = 0 you let the whole gradient pass. There is a corner, and no derivative. This "
            "course follows PyTorch, which counts 0 to the left side. Your other numbers are right.",
            second_hint="Compare your `>=` with the condition in the docstring.",
        ),
    ),
)
