"""kaiming_normal_: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.init import kaiming_normal_

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited
from .probe import NEARLY, with_shape


def fill_and_measure(fill, shape, seed, settings=None):
    """The probe: the spread in units of 1 / sqrt(fan_in), where the numbers lie, and what happened to the tensor."""
    settings = settings or {}

    def fill_new(rng):
        tensor = np.full(shape, 7.0)
        returned = fill(tensor, rng=rng, **settings)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    tensor, returned, filled = fill_new(np.random.default_rng(seed))
    first, again, other = (fill_new(s)[2] for s in (seed + 1, seed + 1, seed + 2))
    spread, mean = filled.std(), filled.mean()
    same = returned is not None and np.shares_memory(filled, tensor)
    return {
        "shape": filled.shape,
        "std * sqrt(fan_in)": spread * np.sqrt(np.prod(shape[1:])),
        "mean": "0" if np.abs(mean) < 0.1 * spread else "not 0",
        "share within one std": (np.abs(filled - mean) <= spread).mean(),
        "tensor": "filled" if np.array_equal(tensor, filled) else "as it was",
        "returned": "None" if returned is None else "the tensor" if same else "another array",
        "the same seed": "the same numbers" if np.array_equal(first, again) else "other numbers",
        "another seed": "the same numbers" if np.array_equal(first, other) else "other numbers",
    }


NUMBERS = ("shape", "std * sqrt(fan_in)", "mean", "share within one std")


def leaky(rng):
    return {"a": rng.uniform(0.6, 0.9), "nonlinearity": "leaky_relu"}


RELU = {"nonlinearity": "relu"}
ONE_LAYER = Case("100 ReLU units on 100 inputs", {"shape": (100, 100), "seed": 0, "settings": RELU}, **NEARLY)
TAPERED = with_shape("more inputs than outputs, relu", (60, 220), settings=RELU)
FLARED = with_shape("more outputs than inputs, relu", (220, 60), settings=RELU)
DEFAULT = with_shape("nothing but the tensor", (90, 140))
FAN_OUT = with_shape("fan_out, more inputs than outputs", (60, 220), settings={"mode": "fan_out", **RELU})
FAN_OUT_FLARED = with_shape("fan_out, more outputs than inputs", (220, 60), settings={"mode": "fan_out", **RELU})
LEAKY = with_shape("a wide leak", (90, 140), settings=leaky)
TANH = with_shape("tanh", (90, 140), settings={"nonlinearity": "tanh"})
LINEAR = with_shape("linear", (90, 140), settings={"nonlinearity": "linear"})
CONV = with_shape("a convolution, relu", (40, 12, 5, 5), settings=RELU)


def by_hand(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
    field = np.prod(tensor.shape[2:])
    fan_in, fan_out = tensor.shape[1] * field, tensor.shape[0] * field
    fan = fan_in if mode == "fan_in" else fan_out
    gains = {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": np.sqrt(2), "leaky_relu": np.sqrt(2 / (1 + a**2))}
    gain = gains[nonlinearity]
    std = gain / np.sqrt(fan)
    tensor[...] = np.random.default_rng(rng).normal(0, std, tensor.shape)
    return tensor


def by_slices(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
    rng = np.random.default_rng(rng)
    fan = tensor[0].size if mode == "fan_in" else tensor[:, 0].size
    if nonlinearity == "tanh":
        square = 25 / 9
    elif nonlinearity in ("relu", "leaky_relu"):
        slope = a if nonlinearity == "leaky_relu" else 0
        square = 2 / (1 + slope * slope)
    else:
        square = 1
    for unit in range(len(tensor)):
        tensor[unit] = rng.standard_normal(tensor.shape[1:]) * (square / fan) ** 0.5
    return tensor


KAIMING_NORMAL = Exercise(
    reference=kaiming_normal_,
    probe=fill_and_measure,
    aspects=(
        Aspect("before a ReLU", 1, (ONE_LAYER, TAPERED, FLARED, DEFAULT), observations=NUMBERS),
        Aspect("mode", 1, (FAN_OUT, FAN_OUT_FLARED), observations=NUMBERS),
        Aspect("other activations", 0.5, (LEAKY, TANH, LINEAR), observations=NUMBERS),
        Aspect("convolutions", 0.5, (CONV,), observations=NUMBERS),
        Aspect("fills its tensor and returns it", 0.5, (TAPERED,), observations=("tensor", "returned")),
        Aspect(
            "draws from rng",
            0.5,
            (TAPERED,),
            observations=("the same seed", "another seed"),
            requires="fills its tensor and returns it",
        ),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("unit by unit, from the variance", by_slices),
        Accepted(
            "std times standard normal",
            edited(
                by_hand,
                (".normal(0, std, ", ".standard_normal("),
                ("rng).", "rng)."),
                ("tensor.shape)\n    return", "tensor.shape) * std\n    return"),
            ),
        ),
    ),
    misconceptions=(
        Misconception(
            "Xavier for ReLU",
            edited(by_hand, ("gain / np.sqrt(fan)", "np.sqrt(2 / (fan_in + fan_out))")),
            hint="For 100 ReLU units on 100 inputs your std is 0.1: that is Xavier's. It supposes that the "
            "activation leaves the signal as it is, and a ReLU drops half of the square in every layer. Thirty "
            "layers leave a 30 000th.",
            second_hint="Two things differ from Xavier: a gain that belongs to the activation, and one fan instead of "
            "the mean of both.",
        ),
        Misconception(
            "no gain",
            edited(by_hand, ("gain / np.sqrt(fan)", "1 / np.sqrt(fan)")),
            hint="Your std is 1 / sqrt(fan), whatever the nonlinearity. That keeps the size of z; behind it, "
            "the activation still takes its part.",
            second_hint="You wrote a function that says how much wider the weights have to be for each activation.",
        ),
        Misconception(
            "wrong mode",
            edited(by_hand, ('fan_in if mode == "fan_in" else fan_out', 'fan_out if mode == "fan_in" else fan_in')),
            hint="fan_in and fan_out have changed places. With 220 inputs, 60 outputs and mode fan_in the std "
            "is sqrt(2 / 220) = 0.095.",
            second_hint="Print the two fans and the one that you chose.",
        ),
        Misconception(
            "mode is ignored",
            edited(by_hand, ('fan_in if mode == "fan_in" else fan_out', "fan_in")),
            hint="fan_in is right, and fan_out gives the same numbers. mode says which direction keeps its "
            "size, the signal's or the gradient's.",
            second_hint="Choose one of the two fans by `mode`, before you make std.",
        ),
        Misconception(
            "always fan_out",
            edited(by_hand, ('fan_in if mode == "fan_in" else fan_out', "fan_out")),
            hint="You divided by the root of the number of outputs, whatever mode says. A sum in the forward "
            "pass has one term for each input.",
            second_hint="`fan_in_and_fan_out` returns the inputs first. Which of the two is the default?",
        ),
        Misconception(
            "the mean of both fans",
            edited(by_hand, ("gain / np.sqrt(fan)", "gain * np.sqrt(2 / (fan_in + fan_out))")),
            hint="The gain is there, and the fan is Xavier's mean of both. For square layers that is the same; "
            "He and others choose one of the two, and `mode` says which.",
            second_hint="Only one fan stands under the root.",
        ),
        Misconception(
            "variance used as std",
            edited(by_hand, ("gain / np.sqrt(fan)", "gain**2 / fan")),
            hint="For 100 inputs your std is 0.02, and 0.14 is asked. 2 / fan is the variance of the weights; "
            "`normal` takes a standard deviation.",
            second_hint="Take the root of the variance before you draw.",
        ),
        Misconception(
            "the gain twice",
            edited(by_hand, ("gain / np.sqrt(fan)", "gain**2 / np.sqrt(fan)")),
            hint="Your weights are too wide by one more gain: 2 / sqrt(fan) for a ReLU. Twenty such layers "
            "blow the signal up a thousand times.",
            second_hint="The gain is sqrt(2) already. What would 2 be the factor of?",
        ),
        Misconception(
            "the nonlinearity is ignored",
            edited(by_hand, ("gain = gains[nonlinearity]", "gain = np.sqrt(2 / (1 + a**2))")),
            hint="Before tanh and before a linear layer you used the ReLU's gain. The root of 2 pays back what "
            "a ReLU takes, and these take less, or something else.",
            second_hint="The argument `nonlinearity` names what stands behind the layer; hand it on to calculate_gain.",
        ),
        Misconception(
            "the leak is ignored",
            edited(by_hand, ("np.sqrt(2 / (1 + a**2))", "np.sqrt(2)")),
            hint="With a leak of 0.75 more than half of the square survives, and your weights pay back half. "
            "`a` has no effect in your function.",
            second_hint="calculate_gain takes the slope as its second argument.",
        ),
        Misconception(
            "no receptive field",
            edited(by_hand, ("field = np.prod(tensor.shape[2:])", "field = 1")),
            hint="Linear layers come out right, convolutions five times too wide: each output pixel sums 12 "
            "channels of 5 × 5, and you counted 12.",
            second_hint="You have written a function that counts the fans of any weight. Use it here.",
        ),
        Misconception(
            "makes a new array",
            edited(by_hand, ("tensor[...] = ", "tensor = ")),
            hint="The numbers are right, but they are in a new array: the caller's tensor is as it was, and so "
            "are the layer's weights.",
            second_hint="`tensor = ...` gives the name to something else. `tensor[...] = ...` writes into what it "
            "names.",
        ),
    ),
)
