"""kaiming_normal_: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.init import kaiming_normal_

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import NEARLY, with_shape


def fill_and_measure(fill, shape, seed, settings=None, again=False):
    """The probe: the spread in units of 1 / sqrt(fan_in), where the numbers lie, and what happened to the tensor.

    again: also fill others, from seeds, generators and nothing.
    """
    settings = settings or {}

    def fill_new(rng):
        tensor = np.full(shape, 1000.0)
        returned = fill(tensor, rng=rng, **settings)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    def alike(one, other):
        return "the same numbers" if np.array_equal(one[2], other[2]) else "other numbers"

    new = np.random.default_rng
    tensor, returned, filled = one = fill_new(new(seed))
    spread, mean = filled.std(), filled.mean()
    same = returned is not None and np.shares_memory(filled, tensor)
    seen = {
        "shape": filled.shape,
        "std * sqrt(fan_in)": spread * np.sqrt(np.prod(shape[1:])),
        "mean": "0" if np.abs(mean) < 0.1 * spread else "not 0",
        "share within one std": (np.abs(filled - mean) <= spread).mean(),
        "tensor": "filled" if np.array_equal(tensor, filled) else "as it was",
        "returned": "None" if returned is None else "the tensor" if same else "another array",
    }
    if not again:
        return seen
    return seen | {
        "the same seed": lambda: alike(fill_new(seed), fill_new(seed)),
        "another seed": lambda: alike(fill_new(seed), fill_new(seed + 1)),
        "the same generator": alike(one, fill_new(new(seed))),
        "another generator": alike(one, fill_new(new(seed + 1))),
        "std without rng": lambda: "the same" if abs(fill_new(None)[2].std() / spread - 1) < 0.06 else "another",
    }


NUMBERS = ("shape", "std * sqrt(fan_in)", "mean", "share within one std")
SEEDS = ("the same seed", "another seed", "the same generator", "another generator", "std without rng")


def leaky(rng):
    return {"a": rng.uniform(0.45, 0.55), "nonlinearity": "leaky_relu"}


RELU = {"nonlinearity": "relu"}
ONE_LAYER = Case("100 ReLU units on 100 inputs", {"shape": (100, 100), "seed": 0, "settings": RELU}, **NEARLY)
TAPERED = with_shape("more inputs than outputs, relu", (60, 220), settings=RELU, again=True)
FLARED = with_shape("more outputs than inputs, relu", (220, 60), settings=RELU)
DEFAULT = with_shape("nothing but the tensor", (90, 140))
FAN_OUT = with_shape("fan_out, more inputs than outputs", (60, 220), settings={"mode": "fan_out", **RELU})
FAN_OUT_FLARED = with_shape("fan_out, more outputs than inputs", (220, 60), settings={"mode": "fan_out", **RELU})
LEAKY = with_shape("a wide leak", (150, 150), settings=leaky)
TANH = with_shape("tanh", (120, 120), settings={"nonlinearity": "tanh"})
LINEAR = with_shape("linear", (120, 120), settings={"nonlinearity": "linear"})
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


EXERCISE = Exercise(
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
            observations=SEEDS,
            requires="fills its tensor and returns it",
        ),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("unit by unit, from the variance", by_slices),
    ),
)
