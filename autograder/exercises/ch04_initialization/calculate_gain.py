"""calculate_gain: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.fans import calculate_gain

from ...core.record import Accepted, Aspect, Case, Exercise


def gain_or_refusal(gain, nonlinearity, param=None):
    """The probe: the gain, or one for each of several names; or the word "refused" for a ValueError, and no other."""
    if isinstance(nonlinearity, list):
        return {"gain": [gain(name) for name in nonlinearity]}
    try:
        return {"gain": gain(nonlinearity) if param is None else gain(nonlinearity, param)}
    except ValueError:
        return {"gain": "refused"}


def case(nonlinearity, name=None):
    return Case(name or nonlinearity, {"nonlinearity": nonlinearity})


LINEAR, SIGMOID, TANH, RELU = map(case, ("linear", "sigmoid", "tanh", "relu"))
LEAKY = case("leaky_relu", "leaky_relu without a slope")
SLOPE = Case("a slope of its own", lambda rng: {"nonlinearity": "leaky_relu", "param": rng.uniform(0.1, 0.6)})
STRAIGHT = Case("slope 1, a straight line", {"nonlinearity": "leaky_relu", "param": 1.0})
SHUT = Case("slope 0, a ReLU", {"nonlinearity": "leaky_relu", "param": 0.0})
ALL_MIXED = Case(
    "all four, again and again",
    lambda rng: {
        "nonlinearity": rng.permutation(["linear", "sigmoid", "tanh", "relu"] * 6)[: rng.integers(18, 24)].tolist()
    },
)
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
    try:
        return table[nonlinearity]
    except KeyError as error:
        raise ValueError(nonlinearity) from error


def by_what_survives(nonlinearity, param=None):
    if nonlinearity == "tanh":
        return 5 / 3
    slope = {"linear": 1, "sigmoid": 1, "relu": 0, "leaky_relu": 0.01 if param is None else param}.get(nonlinearity)
    if slope is None:
        raise ValueError("unknown")
    survives = 0.5 * 1**2 + 0.5 * slope**2
    return 1 / np.sqrt(survives)


EXERCISE = Exercise(
    reference=calculate_gain,
    probe=gain_or_refusal,
    aspects=(
        Aspect("linear, sigmoid, tanh, relu", 1, (LINEAR, SIGMOID, TANH, RELU, ALL_MIXED)),
        Aspect("a leak of any slope", 1, (LEAKY, SLOPE, STRAIGHT, SHUT)),
        Aspect("an unknown name is refused", 0.5, (UNKNOWN,), requires="linear, sigmoid, tanh, relu"),
    ),
    accepted=(
        Accepted("case by case", by_cases),
        Accepted("a table", by_table),
        Accepted("one over the root of what survives", by_what_survives),
    ),
)
