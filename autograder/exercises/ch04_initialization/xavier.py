"""xavier_normal_ and xavier_uniform_: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.init import xavier_normal_, xavier_uniform_

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited
from .probe import NEARLY, with_shape


def fill_and_measure(normal, uniform, distribution, shape, seed, gain=1.0):
    """The probe: the spread against the right one, where the numbers lie, and what happened to the tensor."""
    fill = {"normal": normal, "uniform": uniform}[distribution]

    def fill_new(rng):
        tensor = np.full(shape, 7.0)
        returned = fill(tensor, gain, rng)
        return tensor, returned, tensor if returned is None else np.asarray(returned, dtype=float)

    tensor, returned, filled = fill_new(np.random.default_rng(seed))
    first, again, other = (fill_new(s)[2] for s in (seed + 1, seed + 1, seed + 2))
    spread, mean = filled.std(), filled.mean()
    right = gain * np.sqrt(2 / ((shape[0] + shape[1]) * np.prod(shape[2:])))
    same = returned is not None and np.shares_memory(filled, tensor)
    return {
        "shape": filled.shape,
        "std, as a multiple of the right one": spread / right,
        "mean": "0" if np.abs(mean) < 0.1 * spread else "not 0",
        "share within one std": (np.abs(filled - mean) <= spread).mean(),
        "tensor": "filled" if np.array_equal(tensor, filled) else "as it was",
        "returned": "None" if returned is None else "the tensor" if same else "another array",
        "the same seed": "the same numbers" if np.array_equal(first, again) else "other numbers",
        "another seed": "the same numbers" if np.array_equal(first, other) else "other numbers",
    }


NUMBERS = ("shape", "std, as a multiple of the right one", "mean", "share within one std")
PLACE = ("tensor", "returned")
SEEDS = ("the same seed", "another seed")

NORMAL = with_shape("normal, more inputs than outputs", (60, 220), distribution="normal")
NORMAL_WIDE = with_shape("normal, more outputs than inputs", (220, 60), distribution="normal")
UNIFORM = with_shape("uniform, more inputs than outputs", (60, 220), distribution="uniform")
UNIFORM_WIDE = with_shape("uniform, more outputs than inputs", (220, 60), distribution="uniform")
NORMAL_GAIN = with_shape("normal, with a gain", (100, 140), distribution="normal", gain=lambda r: r.uniform(1.5, 3))
UNIFORM_GAIN = with_shape("uniform, with a gain", (100, 140), distribution="uniform", gain=lambda r: r.uniform(1.5, 3))
NORMAL_CONV = with_shape("normal, a convolution", (40, 12, 5, 5), distribution="normal")
UNIFORM_CONV = with_shape("uniform, a convolution", (40, 12, 5, 5), distribution="uniform")
ONE_LAYER = Case("100 units on 100 inputs", {"distribution": "normal", "shape": (100, 100), "seed": 0}, **NEARLY)


def normal_by_hand(tensor, gain=1.0, rng=None):
    field = np.prod(tensor.shape[2:])
    fan_in, fan_out = tensor.shape[1] * field, tensor.shape[0] * field
    std = gain * np.sqrt(2 / (fan_in + fan_out))
    values = np.random.default_rng(rng).standard_normal(tensor.shape)
    tensor[:] = std * values
    return tensor


def uniform_by_hand(tensor, gain=1.0, rng=None):
    field = np.prod(tensor.shape[2:])
    fan_in, fan_out = tensor.shape[1] * field, tensor.shape[0] * field
    std = gain * np.sqrt(2 / (fan_in + fan_out))
    bound = np.sqrt(3) * std
    values = np.random.default_rng(rng).uniform(-1, 1, tensor.shape)
    tensor[:] = bound * values
    return tensor


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


def both(*changes):
    """Both functions with the same slip."""
    return {"xavier_normal_": edited(normal_by_hand, *changes), "xavier_uniform_": edited(uniform_by_hand, *changes)}


STD = "gain * np.sqrt(2 / (fan_in + fan_out))"

XAVIER = Exercise(
    reference=(xavier_normal_, xavier_uniform_),
    probe=fill_and_measure,
    aspects=(
        Aspect("normal", 1, (ONE_LAYER, NORMAL, NORMAL_WIDE), observations=NUMBERS),
        Aspect("uniform", 1, (UNIFORM, UNIFORM_WIDE), observations=NUMBERS),
        Aspect("the gain", 0.5, (NORMAL_GAIN, UNIFORM_GAIN), observations=NUMBERS),
        Aspect("convolutions", 0.5, (NORMAL_CONV, UNIFORM_CONV), observations=NUMBERS),
        Aspect("fills its tensor and returns it", 0.5, (NORMAL, UNIFORM), observations=PLACE),
        Aspect(
            "draws from rng", 0.5, (NORMAL, UNIFORM), observations=SEEDS, requires="fills its tensor and returns it"
        ),
    ),
    accepted=(
        Accepted("std times standard normal", {"xavier_normal_": normal_by_hand, "xavier_uniform_": uniform_by_hand}),
        Accepted("drawn in another order", {"xavier_normal_": normal_transposed}),
        Accepted("sqrt(6 / (fan_in + fan_out)), number by number", {"xavier_uniform_": uniform_from_root_six}),
    ),
    misconceptions=(
        Misconception(
            "variance used as std",
            both((STD, "gain**2 * 2 / (fan_in + fan_out)")),
            hint="Your weights for 100 inputs and 100 outputs have standard deviation 0.01, and 0.1 is asked. "
            "2 / (fan_in + fan_out) is their variance, and what `normal` takes is a standard deviation.",
            second_hint="Five such layers shrink the signal by 10 each. The root of the variance is missing in one "
            "line.",
        ),
        Misconception(
            "missing √3",
            {"xavier_uniform_": edited(uniform_by_hand, ("np.sqrt(3) * std", "std"))},
            hint="Your uniform weights reach as far as the standard deviation should be. Numbers spread evenly "
            "between -bound and bound have a standard deviation of bound / 1.73. Print `tensor.std()`.",
            second_hint="The variance of a uniform distribution from -b to b is b² / 3. Which b gives the std you "
            "want?",
        ),
        Misconception(
            "√3 on the wrong side",
            {"xavier_uniform_": edited(uniform_by_hand, ("np.sqrt(3) * std", "std / np.sqrt(3)"))},
            hint="Your uniform weights are three times too narrow. You divided by the root of 3: but it is the "
            "std that is smaller than the bound by that factor.",
            second_hint="std = bound / sqrt(3). Solve for the bound.",
        ),
        Misconception(
            "3 for √3",
            {"xavier_uniform_": edited(uniform_by_hand, ("np.sqrt(3) * std", "3 * std"))},
            hint="Your uniform weights are 1.73 times too wide. The variance is bound² / 3, so the bound goes "
            "with the root of 3.",
            second_hint="Write bound² / 3 = std² and solve for the bound.",
        ),
        Misconception(
            "uniform from 0 to the bound",
            {"xavier_uniform_": edited(uniform_by_hand, ("uniform(-1, 1, ", "uniform(0, 1, "))},
            hint="All your uniform weights are positive. Their mean should be 0: with a mean above 0 every sum "
            "of many inputs is pushed the same way. Print `tensor.min()`.",
            second_hint="`random()` and `uniform()` start at 0 unless told otherwise.",
        ),
        Misconception(
            "fan-in only",
            both((STD, "gain * np.sqrt(1 / fan_in)")),
            hint="You used 1 / sqrt(fan_in). It suits the way forward; the gradient on its way back would like "
            "1 / sqrt(fan_out). For square layers the two agree, for others Xavier takes the middle.",
            second_hint="Both fans stand under the root, as a mean. What is the mean of fan_in and fan_out?",
        ),
        Misconception(
            "the layer's own size",
            both((STD, "gain * np.sqrt(1 / fan_out)")),
            hint="You divided by the root of the layer's own number of units. A sum has as many terms as the "
            "unit has inputs: with 220 inputs and 60 units yours is far too wide. It is the slip behind notes "
            "that write `/ sqrt(h)` for a layer called h.",
            second_hint="fan_in counts what comes in. Xavier wants both fans, as a mean.",
        ),
        Misconception(
            "the 2 is missing",
            both((STD, "gain * np.sqrt(1 / (fan_in + fan_out))")),
            hint="Your weights are narrower than asked by the root of 2. fan_in + fan_out is a sum, and what "
            "takes the place of fan_in is the mean of both.",
            second_hint="The mean of two numbers is their sum divided by 2. Where does that 2 end up under the root?",
        ),
        Misconception(
            "no receptive field",
            both(("field = np.prod(tensor.shape[2:])", "field = 1")),
            hint="Linear layers come out right, convolutions five times too wide: a 5 × 5 kernel makes 25 times "
            "as many terms in each sum, and the root of 25 is 5.",
            second_hint="You have written a function that counts the fans of any weight. Use it here.",
        ),
        Misconception(
            "the gain is ignored",
            both((STD, "np.sqrt(2 / (fan_in + fan_out))")),
            hint="With gain=1 you are right, with any other gain you give the same numbers. It multiplies the "
            "standard deviation.",
            second_hint="Which line makes std? The gain is one more factor there.",
        ),
        Misconception(
            "the gain under the root",
            both((STD, "np.sqrt(gain * 2 / (fan_in + fan_out))")),
            hint="A gain of 4 should make the weights 4 times as wide; yours get twice as wide. The gain stands "
            "under the root.",
            second_hint="The gain is a factor of the std, not of the variance.",
        ),
        Misconception(
            "makes a new array",
            {
                "xavier_normal_": edited(normal_by_hand, ("tensor[:] = std * values", "tensor = std * values")),
                "xavier_uniform_": edited(uniform_by_hand, ("tensor[:] = bound * values", "tensor = bound * values")),
            },
            hint="The numbers are right, but they are in a new array: the caller's tensor is as it was, and so "
            "are the layer's weights. The underscore at the end of the name promises to fill in place.",
            second_hint="`tensor = ...` gives the name to something else. `tensor[...] = ...` writes into what it "
            "names.",
        ),
        Misconception(
            "returns nothing",
            both(("    return tensor\n", "")),
            hint="The tensor was filled, and the call returned None. In PyTorch these functions return the "
            "tensor, so that `W = xavier_normal_(np.empty((3, 2)))` works in one line.",
            second_hint="One line at the end is missing.",
        ),
        Misconception(
            "the same numbers every time",
            both(("default_rng(rng)", "default_rng(0)")),
            hint="Two calls with different seeds gave the same numbers: the generator in your function has a "
            "fixed seed of its own. Every layer of a network would start alike.",
            second_hint="`np.random.default_rng(rng)` takes a seed, a generator or None, whatever the caller gives.",
        ),
        Misconception(
            "rng is ignored",
            both(("np.random.default_rng(rng)", "np.random.default_rng()")),
            hint="Two calls with the same seed gave different numbers: your function draws from a generator of "
            "its own. Then no run can be repeated.",
            second_hint="`np.random.default_rng(rng)` takes a seed, a generator or None, whatever the caller gives.",
        ),
    ),
)
