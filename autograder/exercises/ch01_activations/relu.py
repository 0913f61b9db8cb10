"""relu and relu_backward: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, leaves_inputs_alone
from .probe import (
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


def by_mask(x):
    return x * (x > 0)


def by_copy(x):
    out = x.copy()
    out[out < 0] = 0
    return out


def by_absolute_value(x):
    return (x + np.abs(x)) / 2


def slope_by_mask(grad_output, x):
    return grad_output * (x > 0)


def slope_by_copy(grad_output, x):
    grad_input = grad_output.copy()
    grad_input[x <= 0] = 0
    return grad_input


def slope_from_the_output(grad_output, x):
    return grad_output * np.sign(np.maximum(x, 0))


def slope_number_by_number(grad_output, x):
    grad_input = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            grad_input[place] = grad_output[place]
    return grad_input


def writes_into_x(x):
    x[x < 0] = 0
    return x


def largest_along_axis_0(x):
    return np.max(x, 0)


def absolute_value(x):
    return np.abs(x)


def step(x):
    return (x > 0) * 1.0


def mask_from_the_gradient(grad_output, x):
    return np.where(grad_output > 0, grad_output, 0)


def slope_one_at_zero(grad_output, x):
    return np.where(x >= 0, grad_output, 0)


def slope_one_everywhere(grad_output, x):
    return grad_output.copy()


def upstream_ignored(grad_output, x):
    return (x > 0) * 1.0


def value_for_the_slope(grad_output, x):
    return grad_output * np.maximum(x, 0)


def mask_upside_down(grad_output, x):
    return np.where(x < 0, grad_output, 0)


def writes_into_the_gradient(grad_output, x):
    grad_output[x <= 0] = 0
    return grad_output


RELU = Exercise(
    reference=(layerwise.relu, layerwise.relu_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("gradient", 1, (GRADIENT_BY_HAND, GRADIENT, GRADIENT_OF_BLOCK)),
        Aspect("gradient at zero", 0.5, (GRADIENT_AT_ZERO,)),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH, GRADIENT_BY_HAND, GRADIENT), requires="values"),
    ),
    accepted=(
        Accepted("np.where", by_where),
        Accepted("times a mask", {"relu": by_mask, "relu_backward": slope_by_mask}),
        Accepted("a copy, then a mask", {"relu": by_copy, "relu_backward": slope_by_copy}),
        Accepted("the mean of x and |x|", by_absolute_value),
        Accepted("the mask taken from the output", {"relu_backward": slope_from_the_output}),
        Accepted("a loop over every number", {"relu_backward": slope_number_by_number}),
    ),
    misconceptions=(
        Misconception(
            "writes into its input",
            writes_into_x,
            hint="Your function returned the right numbers but changed the array it was given. Whoever "
            "called it still needs the old values (backward does). Print x before and after the call. Which "
            "numpy function returns a new array?",
            second_hint="`x[x < 0] = 0` writes through to the caller, because x is the caller's array and not a "
            "copy. Write to a copy, or use a function that makes a new array: np.where, np.maximum.",
        ),
        Misconception(
            "np.max for np.maximum",
            largest_along_axis_0,
            hint="Your result has lost an axis: `np.max(x, 0)` is the largest number *along axis 0*, one "
            "for each column. ReLU compares every number with 0 and keeps the shape. Print `relu(x).shape` "
            "next to `x.shape`.",
            second_hint="np.max looks through one array for its largest entry. You need the function that compares "
            "two arrays, or an array and a number, place by place.",
        ),
        Misconception(
            "the absolute value",
            absolute_value,
            hint="Your `relu(-2)` is 2: the negative side is folded up. ReLU sets it to 0. Draw yours from -3 to 3.",
            second_hint="ReLU asks one question of every number: is it above 0? Where the answer is no, the result "
            "is 0.",
        ),
        Misconception(
            "a step instead of a ramp",
            step,
            hint="Your result holds only 0 and 1: it says whether a number is positive. ReLU lets the "
            "number itself pass: relu(3) is 3.",
            second_hint="What you have is the mask. What has to be multiplied by it?",
        ),
        Misconception(
            "mask taken from the gradient",
            {"relu_backward": mask_from_the_gradient},
            hint="You kept the positive entries of `grad_output`. A negative gradient is as good as a "
            "positive one; what decides is whether the input let the number through. Look at a place where "
            "x is 3 and `grad_output` is -30.",
            second_hint="Forward, the gate was open where x > 0 and shut elsewhere. Backward, the same gates stand "
            "open. Which array do you compare with 0?",
        ),
        Misconception(
            "slope 1 at zero",
            {"relu_backward": slope_one_at_zero},
            hint="At x = 0 you let the gradient pass. ReLU has a corner there and no derivative: 0 and 1 "
            "are both used. This course follows PyTorch, which takes 0. Your other numbers are right.",
            second_hint="Compare your `>=` with the condition in the docstring.",
        ),
        Misconception(
            "gradient of 1 everywhere",
            {"relu_backward": slope_one_everywhere},
            hint="You returned `grad_output` as it came: the slope is 1 everywhere. Where x was negative "
            "the output was 0 and stays 0 if x moves a little. What is the slope there?",
            second_hint="Nudge x from -2 to -1.99 and look how far relu(x) moves. That ratio multiplies `grad_output`.",
        ),
        Misconception(
            "ignores the upstream gradient",
            {"relu_backward": upstream_ignored},
            hint="You returned the mask of zeros and ones. It is the slope; by the chain rule it multiplies "
            "what arrives from above. Call it with `grad_output` and `2 * grad_output`: the second result "
            "should be double.",
            second_hint="grad_input = grad_output times the slope, number by number.",
        ),
        Misconception(
            "the value for the slope",
            {"relu_backward": value_for_the_slope},
            hint="You multiplied by relu(x), the value. At x = 3 your gradient is three times too large: "
            "there the slope is 1. How far does relu(x) move when x goes from 3 to 3.01?",
            second_hint="The slope of a straight piece is one number for the whole piece, however large x is.",
        ),
        Misconception(
            "the mask is upside down",
            {"relu_backward": mask_upside_down},
            hint="You let the gradient pass where x is negative, and stop it where x is positive. For x = 3 "
            "and `grad_output` = 40 the result should be 40.",
            second_hint="Forward, positive numbers pass. Backward, the gradient passes at the same places.",
        ),
        Misconception(
            "writes into grad_output",
            {"relu_backward": writes_into_the_gradient},
            hint="The numbers are right, but the `grad_output` that was passed in has changed. In a network "
            "the same gradient often flows into two branches, and the second would get your zeros. Print it "
            "before and after.",
            second_hint="Make the result a new array: a copy that you write to, np.where, or a product with the mask.",
        ),
    ),
)
