"""kaiming_normal_: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.init import kaiming_normal_

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import NEARLY, PLACE, SEEDS, numbers, place, seeds, with_shape


def fill_new_tensors(fill, shape, seed, settings=None, again=False):
    """The probe: a filled tensor. again: also smaller ones, from seeds, generators and nothing."""
    settings = settings or {}

    def fill_new(rng, shape=(20, 20)):
        tensor = np.full(shape, 1000.0)
        returned = fill(tensor, rng=rng, **settings)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    def small(rng):
        return fill_new(rng)[2]

    new = np.random.default_rng
    filled = fill_new(new(seed), shape)[2]
    if not again:
        return {"filled": filled}
    tensor, returned, small_filled = fill_new(new(seed))
    same = returned is not None and np.shares_memory(small_filled, tensor)
    return {
        "filled": filled,
        "small": small_filled,
        "small tensor": tensor,
        "returned": "None" if returned is None else "the tensor" if same else "another array",
        "seed": lambda: small(seed),
        "seed again": lambda: small(seed),
        "next seed": lambda: small(seed + 1),
        "generator": small_filled,
        "generator again": small(new(seed)),
        "next generator": small(new(seed + 1)),
        "std without rng": lambda: fill_new(None, shape)[2].std(),
    }


def measured(inputs, values):
    """The numbers' spread in units of 1 / sqrt(fan_in), and where they lie."""
    filled = values["filled"]
    return numbers(filled) | {"std * sqrt(fan_in)": filled.std() * np.sqrt(np.prod(inputs["shape"][1:]))}


def leaky(rng):
    return {"a": rng.uniform(0.45, 0.55), "nonlinearity": "leaky_relu"}


RELU = {"nonlinearity": "relu"}
ONE_LAYER = Case("100 ReLU units on 100 inputs", {"shape": (100, 100), "seed": 0, "settings": RELU}, **NEARLY)
TAPERED = with_shape("more inputs than outputs, relu", (60, 220), settings=RELU, again=True)
FLARED = with_shape("more outputs than inputs, relu", (220, 60), settings=RELU)
FEW = with_shape("very few inputs, relu", (3000, 4), settings=RELU)  # one input more or less shows
DEFAULT = with_shape("nothing but the tensor", (90, 140))
FAN_OUT = with_shape("fan_out, more inputs than outputs", (60, 220), settings={"mode": "fan_out", **RELU})
FEW_OUT = with_shape("fan_out, very few outputs", (4, 3000), settings={"mode": "fan_out", **RELU})
FAN_OUT_FLARED = with_shape("fan_out, more outputs than inputs", (220, 60), settings={"mode": "fan_out", **RELU})
LEAKY = with_shape("a wide leak", (150, 150), settings=leaky)
TANH = with_shape("tanh", (120, 120), settings={"nonlinearity": "tanh"})
LINEAR = with_shape("linear", (120, 120), settings={"nonlinearity": "linear"})
CONV = with_shape("a convolution, relu", (40, 12, 5, 5), settings=RELU)
DEEP_CONV = with_shape("a convolution of many channels, relu", (20, 50, 5, 5), settings=RELU)


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


EXERCISE = Exercise(
    reference=kaiming_normal_,
    probe=fill_new_tensors,
    aspects=(
        Aspect(
            "before a ReLU", 1, (ONE_LAYER, TAPERED, FLARED, FEW, DEFAULT), observations=("filled",), derive=measured
        ),
        Aspect("mode", 1, (FAN_OUT, FAN_OUT_FLARED, FEW_OUT), observations=("filled",), derive=measured),
        Aspect("other activations", 0.5, (LEAKY, TANH, LINEAR), observations=("filled",), derive=measured),
        Aspect("convolutions", 0.5, (CONV, DEEP_CONV), observations=("filled",), derive=measured),
        Aspect("fills its tensor and returns it", 0.5, (TAPERED,), observations=PLACE, derive=place),
        Aspect(
            "draws from rng",
            0.5,
            (TAPERED,),
            observations=SEEDS,
            derive=seeds,
            requires="fills its tensor and returns it",
        ),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("unit by unit, from the variance", by_slices),
    ),
)
