"""calculate_gain: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.fans import calculate_gain

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def gain_or_refusal(gain, nonlinearity, param=None):
    """The probe: the gain, or the word "refused" for a name that there is not."""
    try:
        return {"gain": gain(nonlinearity) if param is None else gain(nonlinearity, param)}
    except (ValueError, KeyError):
        return {"gain": "refused"}


def case(nonlinearity, name=None):
    return Case(name or nonlinearity, {"nonlinearity": nonlinearity})


LINEAR, SIGMOID, TANH, RELU = map(case, ("linear", "sigmoid", "tanh", "relu"))
LEAKY = case("leaky_relu", "leaky_relu without a slope")
SLOPE = Case("a slope of its own", lambda rng: {"nonlinearity": "leaky_relu", "param": rng.uniform(0.1, 0.6)})
STRAIGHT = Case("slope 1, a straight line", {"nonlinearity": "leaky_relu", "param": 1.0})
SHUT = Case("slope 0, a ReLU", {"nonlinearity": "leaky_relu", "param": 0.0})
UNKNOWN = case("swish", "a name that is not in the table")


def by_cases(nonlinearity, param=None):
    slope = 0.01 if param is None else param
    if nonlinearity in ("linear", "sigmoid"):
        return 1.0
    if nonlinearity == "tanh":
        return 5 / 3
    if nonlinearity == "relu":
        return np.sqrt(2)
    if nonlinearity == "leaky_relu":
        return np.sqrt(2 / (1 + slope**2))
    raise ValueError(f"no gain is known for {nonlinearity!r}")


def by_table(nonlinearity, param=None):
    slope = {None: 0.01}.get(param, param)
    table = {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": 2**0.5, "leaky_relu": (2 / (1 + slope**2)) ** 0.5}
    return table[nonlinearity]


def by_what_survives(nonlinearity, param=None):
    if nonlinearity == "tanh":
        return 5 / 3
    slope = {"linear": 1, "sigmoid": 1, "relu": 0, "leaky_relu": 0.01 if param is None else param}[nonlinearity]
    survives = 0.5 * 1**2 + 0.5 * slope**2
    return 1 / np.sqrt(survives)


CALCULATE_GAIN = Exercise(
    reference=calculate_gain,
    probe=gain_or_refusal,
    aspects=(
        Aspect("linear, sigmoid, tanh, relu", 1, (LINEAR, SIGMOID, TANH, RELU)),
        Aspect("a leak of any slope", 1, (LEAKY, SLOPE, STRAIGHT, SHUT)),
        Aspect("an unknown name is refused", 0.5, (UNKNOWN,), requires="linear, sigmoid, tanh, relu"),
    ),
    accepted=(
        Accepted("case by case", by_cases),
        Accepted("a table", by_table),
        Accepted("one over the root of what survives", by_what_survives),
    ),
    misconceptions=(
        Misconception(
            "gain squared",
            edited(
                by_cases,
                ("return 5 / 3", "return 25 / 9"),
                ("return np.sqrt(2)", "return 2.0"),
                ("np.sqrt(2 / (1 + slope**2))", "2 / (1 + slope**2)"),
            ),
            hint="For a ReLU you returned 2. Half of the square is lost, so the *square* has to be doubled; the "
            "gain multiplies the standard deviation, and takes the root.",
            second_hint="Doubling the variance of the weights makes them how many times as wide?",
        ),
        Misconception(
            "what is left, not what to give back",
            edited(
                by_cases,
                ("return 5 / 3", "return 3 / 5"),
                ("return np.sqrt(2)", "return np.sqrt(1 / 2)"),
                ("np.sqrt(2 / (1 + slope**2))", "np.sqrt((1 + slope**2) / 2)"),
            ),
            hint="Your gains are below 1: they say what the activation leaves of the signal. The weights have to "
            "make up for it, so they must be wider, not narrower.",
            second_hint="Signal times what is left, times the gain, should be the signal again.",
        ),
        Misconception(
            "one over the slope at zero",
            edited(
                by_cases,
                (
                    'in ("linear", "sigmoid"):\n        return 1.0',
                    '== "linear":\n        return 1.0\n    if nonlinearity == "sigmoid":\n        return 4.0',
                ),
                ("return 5 / 3", "return 1.0"),
                ("return np.sqrt(2)", "return 1.0"),
                ("np.sqrt(2 / (1 + slope**2))", "1.0"),
            ),
            hint="You took 1 / slope at 0: 4 for a sigmoid, 1 for tanh and ReLU. A ReLU has slope 1 on one side "
            "and 0 on the other, and half of the signal's square is lost there. The others are in the table.",
            second_hint="For a ReLU, take inputs that are as often negative as positive: what is the mean of h², if "
            "that of z² is 1?",
        ),
        Misconception(
            "tanh counted as linear",
            edited(by_cases, ("return 5 / 3", "return 1.0")),
            hint="You gave tanh a gain of 1, as Glorot and Bengio do: near 0 it is nearly a straight line. "
            "PyTorch's table, which is asked for here, has another number, because away from 0 it shrinks.",
            second_hint="The table stands above the exercise; tanh is the only fraction in it.",
        ),
        Misconception(
            "the slope is not squared",
            edited(by_cases, ("1 + slope**2", "1 + slope")),
            hint="For a slope of 1 the leaky ReLU is a straight line, and you are right; between 0 and 1 you are "
            "not. What counts is the mean of the squares, and the square of slope * z is slope² * z².",
            second_hint="Half of the square comes from the right side, with factor 1. With which factor comes the "
            "other half?",
        ),
        Misconception(
            "the leak is ignored",
            edited(by_cases, ("np.sqrt(2 / (1 + slope**2))", "np.sqrt(2)")),
            hint="Your leaky ReLU has the gain of a ReLU, whatever its slope. With a slope of 1 nothing is lost "
            "and nothing has to be given back: the gain is 1.",
            second_hint="The right side keeps half of the square; the left keeps slope² of the other half.",
        ),
        Misconception(
            "param is ignored",
            edited(by_cases, ("0.01 if param is None else param", "0.01")),
            hint="Without param you are right; with one you give the same number. It is the negative slope of the "
            "leaky ReLU.",
            second_hint="0.01 is what holds if param is None, and only then.",
        ),
        Misconception(
            "a slope of 0 counts as not given",
            edited(by_cases, ("0.01 if param is None else param", "param or 0.01")),
            hint="With param=0 you used 0.01. Python counts the number 0 as false, so `param or 0.01` cannot tell "
            "a slope of 0 from a missing one.",
            second_hint="What you want to know is whether param `is None`, not whether it counts as true.",
        ),
        Misconception(
            "unknown names get 1",
            edited(by_cases, ('raise ValueError(f"no gain is known for {nonlinearity!r}")', "return 1.0")),
            hint='`calculate_gain("swish")` gave 1.0. A misspelt "rleu" would do so too, and the network would '
            "start too narrow without a word.",
            second_hint="Raise a ValueError that says which name was not found.",
        ),
    ),
)
