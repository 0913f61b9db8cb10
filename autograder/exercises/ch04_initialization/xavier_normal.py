"""xavier_normal_ and xavier_uniform_: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.init import xavier_normal_, xavier_uniform_

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import NEARLY, PLACE, SEEDS, numbers, place, seeds, with_shape


def fill_new_tensors(normal, uniform, distribution, shape, seed, gain=None, again=False):
    """The probe: a filled tensor. again: also smaller ones, from seeds, generators and nothing."""
    fill = {"normal": normal, "uniform": uniform}[distribution]
    gains = {} if gain is None else {"gain": gain}

    def fill_new(rng, shape=(20, 20), **more):
        tensor = np.full(shape, 1000.0)
        returned = fill(tensor, rng=rng, **gains, **more)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    def small(rng):
        return fill_new(rng)[2]

    new = np.random.default_rng
    filled = fill_new(new(seed), shape)[2]
    if gain is not None:
        return {"filled": filled}
    seen = {"filled": filled, "filled with a gain of 1": lambda: fill_new(new(seed), shape, gain=1.0)[2]}
    if not again:
        return seen
    tensor, returned, small_filled = fill_new(new(seed))
    same = returned is not None and np.shares_memory(small_filled, tensor)
    return seen | {
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
    """The numbers' spread against the right one, and where they lie."""
    shape, filled = inputs["shape"], values["filled"]
    right = np.sqrt(2 / ((shape[0] + shape[1]) * np.prod(shape[2:])))
    found = numbers(filled)
    found["std, as a multiple of the right one"] = filled.std() / (inputs.get("gain", 1.0) * right)
    if "filled with a gain of 1" in values:
        found["std with a gain of 1, as a multiple of the right one"] = values["filled with a gain of 1"].std() / right
    return found


GAIN = ("filled",)
NO_GAIN = ("filled", "filled with a gain of 1")


def wide(rng):
    """A gain far above the root of the fans: at that root, a variance taken for a std would be right by accident."""
    return rng.uniform(16, 20)


NORMAL = with_shape("normal, more inputs than outputs", (60, 220), distribution="normal", again=True)
NORMAL_WIDE = with_shape("normal, more outputs than inputs", (220, 60), distribution="normal")
UNIFORM = with_shape("uniform, more inputs than outputs", (60, 220), distribution="uniform", again=True)
UNIFORM_WIDE = with_shape("uniform, more outputs than inputs", (220, 60), distribution="uniform")
NORMAL_GAIN = with_shape("normal, with a gain", (120, 120), distribution="normal", gain=wide)
UNIFORM_GAIN = with_shape("uniform, with a gain", (120, 120), distribution="uniform", gain=wide)
NORMAL_CONV = with_shape("normal, a convolution", (40, 12, 5, 5), distribution="normal")
UNIFORM_CONV = with_shape("uniform, a convolution", (40, 12, 5, 5), distribution="uniform")
ONE_LAYER, ONE_UNIFORM = (
    Case(f"{name}, 100 units on 100 inputs", {"distribution": name, "shape": (100, 100), "seed": 0}, **NEARLY)
    for name in ("normal", "uniform")
)


def normal_transposed(tensor, gain=1.0, rng=None):
    rng = np.random.default_rng(rng)
    mean_fan = (tensor[0].size + tensor[:, 0].size) / 2
    tensor[...] = rng.normal(0, gain / mean_fan**0.5, tensor.T.shape).T
    return tensor


def uniform_from_root_six(tensor, gain=1.0, rng=None):
    rng = np.random.default_rng(rng)
    bound = gain * np.sqrt(6 / (tensor[0].size + tensor[:, 0].size))
    tensor.flat = [rng.random() * 2 * bound - bound for _ in range(tensor.size)]
    return tensor


EXERCISE = Exercise(
    reference=(xavier_normal_, xavier_uniform_),
    probe=fill_new_tensors,
    aspects=(
        Aspect("normal", 1, (ONE_LAYER, NORMAL, NORMAL_WIDE), observations=NO_GAIN, derive=measured),
        Aspect("uniform", 1, (ONE_UNIFORM, UNIFORM, UNIFORM_WIDE), observations=NO_GAIN, derive=measured),
        Aspect("the gain", 0.5, (NORMAL_GAIN, UNIFORM_GAIN), observations=GAIN, derive=measured),
        Aspect("convolutions", 0.5, (NORMAL_CONV, UNIFORM_CONV), observations=GAIN, derive=measured),
        Aspect("fills its tensor and returns it", 0.5, (NORMAL, UNIFORM), observations=PLACE, derive=place),
        Aspect(
            "draws from rng",
            0.5,
            (NORMAL, UNIFORM),
            observations=SEEDS,
            derive=seeds,
            requires="fills its tensor and returns it",
        ),
    ),
    accepted=(
        Accepted("drawn in another order", {"xavier_normal_": normal_transposed}),
        Accepted("sqrt(6 / (fan_in + fan_out)), number by number", {"xavier_uniform_": uniform_from_root_six}),
    ),
)
