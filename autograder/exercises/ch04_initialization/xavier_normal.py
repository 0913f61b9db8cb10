"""xavier_normal_ and xavier_uniform_: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.init import xavier_normal_, xavier_uniform_

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import NEARLY, with_shape


def fill_and_measure(normal, uniform, distribution, shape, seed, gain=1.0, again=False):
    """The probe: the spread against the right one, where the numbers lie, and what happened to the tensor.

    again: also fill others, from seeds, generators and nothing.
    """
    fill = {"normal": normal, "uniform": uniform}[distribution]

    def fill_new(**given):
        tensor = np.full(shape, 1000.0)
        returned = fill(tensor, **given)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    def numbers(rng):
        return fill_new(gain=gain, rng=rng)[2]

    def alike(one, other):
        return "the same numbers" if np.array_equal(one, other) else "other numbers"

    new = np.random.default_rng
    tensor, returned, filled = fill_new(gain=gain, rng=new(seed))
    right = np.sqrt(2 / ((shape[0] + shape[1]) * np.prod(shape[2:])))
    spread, mean = filled.std(), filled.mean()
    same = returned is not None and np.shares_memory(filled, tensor)
    seen = {
        "shape": filled.shape,
        "std, as a multiple of the right one": spread / (gain * right),
        "std without a gain, as a multiple of the right one": fill_new(rng=new(seed))[2].std() / right,
        "mean": "0" if np.abs(mean) < 0.1 * spread else "not 0",
        "share within one std": (np.abs(filled - mean) <= spread).mean(),
        "tensor": "filled" if np.array_equal(tensor, filled) else "as it was",
        "returned": "None" if returned is None else "the tensor" if same else "another array",
    }
    if not again:
        return seen
    return seen | {
        "the same seed": lambda: alike(numbers(seed), numbers(seed)),
        "another seed": lambda: alike(numbers(seed), numbers(seed + 1)),
        "the same generator": alike(filled, numbers(new(seed))),
        "another generator": alike(filled, numbers(new(seed + 1))),
        "std without rng": lambda: "the same" if abs(numbers(None).std() / spread - 1) < 0.06 else "another",
    }


NUMBERS = ("shape", "std, as a multiple of the right one", "mean", "share within one std")
PLACE = ("tensor", "returned")
SEEDS = ("the same seed", "another seed", "the same generator", "another generator", "std without rng")
NO_GAIN = (*NUMBERS, "std without a gain, as a multiple of the right one")


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
    probe=fill_and_measure,
    aspects=(
        Aspect("normal", 1, (ONE_LAYER, NORMAL, NORMAL_WIDE), observations=NO_GAIN),
        Aspect("uniform", 1, (ONE_UNIFORM, UNIFORM, UNIFORM_WIDE), observations=NO_GAIN),
        Aspect("the gain", 0.5, (NORMAL_GAIN, UNIFORM_GAIN), observations=NUMBERS),
        Aspect("convolutions", 0.5, (NORMAL_CONV, UNIFORM_CONV), observations=NUMBERS),
        Aspect("fills its tensor and returns it", 0.5, (NORMAL, UNIFORM), observations=PLACE),
        Aspect(
            "draws from rng", 0.5, (NORMAL, UNIFORM), observations=SEEDS, requires="fills its tensor and returns it"
        ),
    ),
    accepted=(
        Accepted("drawn in another order", {"xavier_normal_": normal_transposed}),
        Accepted("sqrt(6 / (fan_in + fan_out)), number by number", {"xavier_uniform_": uniform_from_root_six}),
    ),
)
