"""sigmoid and sigmoid_backward: what is asked, what is right and what goes wrong."""

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


def exp_of_minus_x(x):
    return 1 / (1 + np.exp(-x))


def exp_over_exp(x):
    return np.exp(x) / (1 + np.exp(x))


def sign_of_the_exponent(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, e / (1 + e), 1 / (1 + e))


def minus_lost(x):
    return 1 / (1 + np.exp(x))


def writes_into_x(x):
    np.clip(x, -500, 500, out=x)
    return 1 / (1 + np.exp(-x))


def output_twice(grad_output, x):
    def sigmoid(x):
        return 0.5 * (1 + np.tanh(0.5 * x))

    s = sigmoid(x)
    return grad_output * sigmoid(s) * (1 - sigmoid(s))


def x_for_the_output(grad_output, x):
    return grad_output * x * (1 - x)


def upstream_ignored(grad_output, x):
    s = 0.5 * (1 + np.tanh(0.5 * x))
    return s * (1 - s)


def one_minus_lost(grad_output, x):
    s = 0.5 * (1 + np.tanh(0.5 * x))
    return grad_output * s


def slope_by_the_quotient_rule(grad_output, x):
    return grad_output * np.exp(-x) / (1 + np.exp(-x)) ** 2


SIGMOID = Exercise(
    reference=(layerwise.sigmoid, layerwise.sigmoid_backward),
    probe=forward_or_backward,
    aspects=(
        Aspect("values", 0.5, (BY_HAND, BATCH)),
        Aspect("shapes", 0.5, (ONE_NUMBER, BLOCK)),
        Aspect("very large inputs", 0.5, (LARGE, GRADIENT_OF_LARGE)),
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
    misconceptions=(
        Misconception(
            "exp overflows",
            exp_of_minus_x,
            hint="`sigmoid(-1000)` raised an overflow warning on the way: `exp(1000)` is beyond float64, "
            "which ends near 1.8e308. Print `np.exp(709.0)` and `np.exp(710.0)`. Which form of the formula "
            "never exponentiates a positive number?",
            second_hint="`1 / (1 + exp(-x))` is safe where x >= 0. Multiply top and bottom by exp(x): which form "
            "do you get, and where is that one safe? `np.where` evaluates both of its branches for every "
            "number, so what you give to `exp` must be harmless in both: try `-np.abs(x)`.",
        ),
        Misconception(
            "exp(x) / (1 + exp(x)) at large x",
            exp_over_exp,
            hint="`sigmoid(1000)` gave nan: both `exp(1000)` and `1 + exp(1000)` are inf, and inf / inf has "
            "no value. Try your function on 700, 709 and 710. For which sign of x is this form of the "
            "formula safe?",
            second_hint="Divide top and bottom by exp(x) and you have a second form, safe for the other sign. "
            "Choose between the two by the sign of x, and see to it that `exp` never meets a positive "
            "number in either.",
        ),
        Misconception(
            "the exponent has the wrong sign",
            minus_lost,
            hint="Your `sigmoid(3)` is 0.047 and should be 0.953: the curve falls where it should rise. "
            "Every value is 1 minus the right one. What does `exp(-x)` do as x grows, and what does yours "
            "do?",
            second_hint="A large x must give nearly 1, so the term that is added to 1 in the denominator must "
            "become nearly 0.",
        ),
        Misconception(
            "the two branches are swapped",
            sign_of_the_exponent,
            hint="Your `sigmoid(3)` is 0.047 and should be 0.953, without any overflow: each sign of x got "
            "the formula of the other. With e = exp(-|x|), which of `1 / (1 + e)` and `e / (1 + e)` is "
            "above one half?",
            second_hint="A positive x must end above one half. Check the condition of your `np.where` against "
            "that, with x = 3 and e = 0.05.",
        ),
        Misconception(
            "writes into its input",
            writes_into_x,
            hint="The numbers are right, but the array that was passed in has changed: -1000 came back as "
            "-500. Whoever called `sigmoid` still needs the old values; the backward pass does. Print x "
            "before and after the call.",
            second_hint="`out=x`, `x[...] = ...` and `x *= ...` all write into the caller's array. Give the "
            "clipped numbers a name of their own.",
        ),
        Misconception(
            "derivative of the output, twice",
            {"sigmoid_backward": output_twice},
            hint="Your gradient is the slope of the sigmoid at s = sigmoid(x), where it should be the slope "
            "at x. At x = 0 you get 0.235; the slope there is 0.25. How often does x pass through the "
            "sigmoid on the way to your result?",
            second_hint="`s * (1 - s)` already is the derivative, written with the output s. Compute s once, from x.",
        ),
        Misconception(
            "takes x for the output",
            {"sigmoid_backward": x_for_the_output},
            hint="You used `x * (1 - x)`. The formula `s * (1 - s)` is written in the output; "
            "`sigmoid_backward` is given the input x. At x = 3 yours has the slope -6, yet the sigmoid "
            "never falls.",
            second_hint="Name the output first: s, computed from x. Then write the derivative in s.",
        ),
        Misconception(
            "ignores the upstream gradient",
            {"sigmoid_backward": upstream_ignored},
            hint="You returned the slope itself. By the chain rule it multiplies what arrives from above: "
            "with `grad_output` twice as large, your result should double. Call it with `grad_output` and "
            "`2 * grad_output`.",
            second_hint="grad_input = grad_output times the slope, number by number. Which of the two factors does "
            "your last line lack?",
        ),
        Misconception(
            "1 - s is missing from the slope",
            {"sigmoid_backward": one_minus_lost},
            hint="Your gradient is `grad_output * s`. That is largest for large x, where the sigmoid is "
            "flat and the slope is nearly 0. At x = 0 you get 0.5; the slope there is 0.25.",
            second_hint="The slope is a product of two factors, one that vanishes on the left and one that "
            "vanishes on the right. You have the first.",
        ),
        Misconception(
            "the slope overflows",
            {"sigmoid_backward": slope_by_the_quotient_rule},
            hint="The gradient at x = -1000 is nan. exp(1000) is inf, its square too, and inf / inf has no "
            "value. Print the numerator and the denominator at -1000 one by one.",
            second_hint="You have a sigmoid that survives -1000. Write the slope with its value s instead of with exp.",
        ),
    ),
)
