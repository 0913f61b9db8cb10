"""tanh and tanh_backward: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Exercise, Misconception, leaves_inputs_alone
from .probe import (
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


def quotient_of_exponentials(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def not_stretched(x):
    e = np.exp(-np.abs(x))
    s = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    return 2 * s - 1


def sigmoid_instead(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def x_for_the_output(grad_output, x):
    return grad_output * (1 - x**2)


def output_twice(grad_output, x):
    return grad_output * (1 - np.tanh(np.tanh(x)) ** 2)


def slope_of_the_sigmoid(grad_output, x):
    t = np.tanh(x)
    return grad_output * t * (1 - t)


def square_lost(grad_output, x):
    return grad_output * (1 - np.tanh(x))


def upstream_ignored(grad_output, x):
    return 1 - np.tanh(x) ** 2


TANH = Exercise(
    reference=(layerwise.tanh, layerwise.tanh_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("very large inputs", 0.5, (LARGE, GRADIENT_OF_LARGE)),
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
    misconceptions=(
        Misconception(
            "exp overflows",
            quotient_of_exponentials,
            hint="`tanh(1000)` gave nan: `exp(1000)` is inf, above and below the line, and inf / inf has no "
            "value. Print `np.exp(709.0)` and `np.exp(710.0)`. The answer, 1, is an ordinary number.",
            second_hint="Divide top and bottom by the larger of the two exponentials, and only exp of something "
            "negative is left. Or use your sigmoid, which is safe already: how do the two curves differ? Or "
            "look among numpy's functions.",
        ),
        Misconception(
            "the sigmoid is not stretched",
            not_stretched,
            hint="Yours is `2 * sigmoid(x) - 1`. It runs from -1 to 1 as it should, but too slowly: at 3 "
            "you get 0.905 and tanh(3) is 0.995. At 0 its slope is 0.5; compare with the slope of tanh.",
            second_hint="A tanh is a sigmoid stretched in height and squeezed in width. You did the height.",
        ),
        Misconception(
            "the sigmoid instead",
            sigmoid_instead,
            hint="Your values lie between 0 and 1, with 0.5 at x = 0. A tanh is centred: tanh(0) = 0, and "
            "tanh(-x) = -tanh(x). Evaluate yours at 0.",
            second_hint="`tanh(x) = 2 * sigmoid(2 * x) - 1` ties the two curves together. What do the two 2s and "
            "the 1 do?",
        ),
        Misconception(
            "takes x for the output",
            {"tanh_backward": x_for_the_output},
            hint="You used `1 - x**2`. The formula `1 - t**2` is written in the output t; `tanh_backward` "
            "is given the input x. At x = 3 your slope is -8, yet tanh never falls.",
            second_hint="Name the output first: t, computed from x. Then write the derivative in t.",
        ),
        Misconception(
            "derivative of the output, twice",
            {"tanh_backward": output_twice},
            hint="Your gradient is the slope of tanh at t = tanh(x), where it should be the slope at x. Far "
            "out, at x = 40, you get 0.42, where the curve is flat. How often does x pass through tanh?",
            second_hint="`1 - t**2` already is the derivative, written with the output t. Compute t once, from x.",
        ),
        Misconception(
            "the sigmoid's slope",
            {"tanh_backward": slope_of_the_sigmoid},
            hint="You used `t * (1 - t)`, which is the derivative of the sigmoid in its output. At x = 0 it "
            "gives 0, where tanh is steepest: its slope there is 1.",
            second_hint="t runs from -1 to 1. The slope must vanish at both ends, t = -1 and t = 1. Which product "
            "of two factors does that?",
        ),
        Misconception(
            "the square is missing",
            {"tanh_backward": square_lost},
            hint="You used 1 - t. At x = -40 that gives a slope of 2, where the curve is flat. The slope of "
            "tanh is the same at x and -x; print yours at -1 and 1.",
            second_hint="The slope vanishes at t = 1, which yours does, and at t = -1, which yours does not.",
        ),
        Misconception(
            "ignores the upstream gradient",
            {"tanh_backward": upstream_ignored},
            hint="You returned the slope itself. By the chain rule it multiplies what arrives from above: "
            "with `grad_output` twice as large, your result should double. Call it with `grad_output` and "
            "`2 * grad_output`.",
            second_hint="grad_input = grad_output times the slope, number by number. Which of the two factors does "
            "your last line lack?",
        ),
    ),
)
