"""elu and elu_backward: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Exercise, Misconception, leaves_inputs_alone
from .probe import (
    BATCH,
    BY_HAND,
    GRADIENT,
    GRADIENT_AT_ZERO,
    GRADIENT_BY_HAND,
    GRADIENT_OF_LARGE,
    LARGE,
    WHOLE,
    backward,
    forward,
    forward_or_backward,
)

DEEPER = forward("a batch, alpha=1.7", (4, 3), alpha=1.7)
DEEPER_GRADIENT = backward("gradients, alpha=1.7", (4, 3), alpha=1.7)
ONE_NUMBER = forward("a single number, alpha=0.5", (), alpha=0.5)
BLOCK = forward("three dimensions, alpha=0.5", (2, 3, 4), alpha=0.5)
GRADIENT_OF_BLOCK = backward("gradients in three dimensions, alpha=0.5", (2, 3, 4), alpha=0.5)


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


def exp_everywhere(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def alpha_ignored(x, alpha=1.0):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def minus_one_lost(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)))


def bracket_lost(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)


def keeps_whole_numbers(x, alpha=1.0):
    out = x.copy()
    out[x < 0] = alpha * (np.exp(x[x < 0]) - 1)
    return out


def writes_into_x(x, alpha=1.0):
    if x.dtype.kind != "f":
        return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    x[x < 0] = alpha * np.expm1(x[x < 0])
    return x


def value_for_the_slope(grad_output, x, alpha=1.0):
    return np.where(x > 0, grad_output, grad_output * alpha * np.expm1(np.minimum(x, 0)))


def x_for_the_output(grad_output, x, alpha=1.0):
    return np.where(x > 0, grad_output, grad_output * (x + alpha))


def backward_alpha_ignored(grad_output, x, alpha=1.0):
    return np.where(x > 0, grad_output, grad_output * np.exp(np.minimum(x, 0)))


def mask_from_the_gradient(grad_output, x, alpha=1.0):
    return np.where(grad_output > 0, grad_output, grad_output * alpha * np.exp(np.minimum(x, 0)))


def gradient_of_relu(grad_output, x, alpha=1.0):
    return np.where(x > 0, grad_output, 0)


def no_upstream_on_the_left(grad_output, x, alpha=1.0):
    return np.where(x > 0, grad_output, alpha * np.exp(np.minimum(x, 0)))


ELU = Exercise(
    reference=(layerwise.elu, layerwise.elu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("uses alpha", 0.5, (DEEPER, DEEPER_GRADIENT)),
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
    misconceptions=(
        Misconception(
            "exp overflows in the branch that is thrown away",
            exp_everywhere,
            hint="`elu(1000)` raised an overflow warning. `np.where` chooses between two arrays that are "
            "both computed in full, so `exp(1000)` was computed and then thrown away. Print "
            "`np.exp(1000.0)`.",
            second_hint="What you give to `exp` must be harmless where its result is not wanted. Which numpy "
            "function turns every positive number into 0 and leaves the negative ones?",
        ),
        Misconception(
            "alpha is ignored",
            alpha_ignored,
            hint="With `alpha=1.7` your result is the same as without it. Far to the left the ELU levels "
            "off at -alpha; yours levels off at -1. Print `elu(np.array([-20.0]), alpha=1.7)`.",
            second_hint="Where in your last line should alpha stand, so that x = -20 gives -alpha?",
        ),
        Misconception(
            "the - 1 is missing",
            minus_one_lost,
            hint="Your `elu(0)` is 1 and your `elu(-2)` is 0.135: the left piece floats above 0 and the "
            "curve jumps. The two pieces should meet at 0. Draw yours from -3 to 3.",
            second_hint="exp(0) is 1. What has to be taken away so that the left piece ends at 0?",
        ),
        Misconception(
            "alpha reaches only the exponential",
            bracket_lost,
            hint="With alpha = 1 you are right, with `alpha=1.7` the curve jumps at 0: you computed `alpha "
            "* exp(x) - 1`. A little to the left of 0 that is 0.7. Where should the two pieces meet?",
            second_hint="Alpha scales the whole left piece, exp(x) - 1. Brackets.",
        ),
        Misconception(
            "keeps the integer type",
            keeps_whole_numbers,
            hint="For the whole numbers [-3, -1, 0, 2] your result holds whole numbers: -0.95 was cut to 0. "
            "A copy of an integer array holds integers, and so does everything written into it. Print "
            "`elu(x).dtype`.",
            second_hint="Either write into an array of floats, or let numpy choose the type of an expression's result.",
        ),
        Misconception(
            "writes into its input",
            writes_into_x,
            hint="The numbers are right, but the array that was passed in has changed. Print x before and "
            "after the call. The backward pass needs the x that went in.",
            second_hint="`x[x < 0] = ...` writes through to the caller. Write to a copy, or use a function that "
            "makes a new array.",
        ),
        Misconception(
            "the value for the slope",
            {"elu_backward": value_for_the_slope},
            hint="On the left you multiplied by the ELU's value, `alpha * (exp(x) - 1)`. It is negative "
            "there; the curve rises everywhere, so no slope can be negative. What becomes of the -1 when "
            "you differentiate?",
            second_hint="The derivative of exp(x) is exp(x). The derivative of a constant is 0.",
        ),
        Misconception(
            "takes x for the output",
            {"elu_backward": x_for_the_output},
            hint="On the left you used `x + alpha`. The shortcut is `output + alpha`; `elu_backward` is "
            "given the input x. At x = -1000 your slope is -999, where the curve is flat.",
            second_hint="Either compute the output first, or write the slope with exp(x).",
        ),
        Misconception(
            "the gradient ignores alpha",
            {"elu_backward": backward_alpha_ignored},
            hint="With `alpha=1.7` the slope a little to the left of 0 is 1.7; yours is 1. Forward and "
            "backward have to use the same alpha.",
            second_hint="Differentiate `alpha * (exp(x) - 1)`. What happens to a constant factor?",
        ),
        Misconception(
            "mask taken from the gradient",
            {"elu_backward": mask_from_the_gradient},
            hint="You chose the piece by the sign of `grad_output`. What decides is the sign of the input: "
            "look at a place where x is 3 and `grad_output` is negative; it should pass unchanged.",
            second_hint="Forward, x chose the piece of the curve. Backward, the same piece gives the slope.",
        ),
        Misconception(
            "the gradient of the plain ReLU",
            {"elu_backward": gradient_of_relu},
            hint="Where x is negative your gradient is 0. That is the ReLU's. The ELU bends smoothly, and "
            "at x = -1 it still has a slope of 0.37.",
            second_hint="Differentiate the left piece, `alpha * (exp(x) - 1)`.",
        ),
        Misconception(
            "no upstream gradient on the left",
            {"elu_backward": no_upstream_on_the_left},
            hint="Where x is negative your result is the bare slope, whatever `grad_output` says. The chain "
            "rule multiplies on both sides of 0. Call it with `grad_output` and `2 * grad_output`.",
            second_hint="grad_input = grad_output times the slope, for every entry. You did it on the right.",
        ),
    ),
)
