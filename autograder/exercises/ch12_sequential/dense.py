"""Dense: what is asked and what is right; the mistakes stand in the `.md` beside it.

How a kernel starts is random, so the judge looks at its bound and its spread; everything else is asked with weights
that the probe puts in.
"""

from typing import Any

import numpy as np

from layerwise.keras.dense import Dense

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def at_work(Dense, units, activation, x, kernel, bias, grad_output, seed):
    """The probe: a layer as it is built, one that nobody built, and one with given weights, forward and backward."""

    def built(rng):
        layer = Dense(units, activation)
        layer.build(x.shape[1], rng)
        return layer

    def kernels(*rngs):
        return [np.array(built(rng).kernel.data) for rng in rngs]

    itself: list[np.ndarray] = []

    def calls_itself():
        unbuilt = Dense(units)
        if not itself:
            itself.extend(np.array(unbuilt.forward(x)) for _ in range(2))
            itself.extend((np.array(unbuilt.kernel.data), np.array(unbuilt.bias.data)))
        return itself

    layer = built(seed)
    started = {"kernel": np.array(layer.kernel.data), "bias": np.array(layer.bias.data)}
    layer.kernel.data, layer.bias.data = kernel.copy(), bias.copy()
    layer.kernel.grad = layer.bias.grad = None
    output = layer.forward(x)
    results: list[np.ndarray] = []

    def back():
        if not results:
            results.append(layer.backward(grad_output))
        return results[0]

    generator = np.random.default_rng(seed)
    return {
        **started,
        "shapes": [*started["kernel"].shape, *started["bias"].shape],
        "kernels by seed": lambda: kernels(seed, seed + 1),
        "kernels of one generator": lambda: kernels(generator, generator),
        "outputs of a layer that nobody built": lambda: calls_itself()[:2],
        "what it holds then": lambda: np.vstack(calls_itself()[2:]),
        "output": output,
        "grad_input": back,
        "kernel.grad": lambda: (back(), layer.kernel.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
    }


def starts_well(inputs, seen):
    """What is wrong with how kernel and bias start, in words."""
    kernel, bias = np.asarray(seen["kernel"]), np.asarray(seen["bias"])
    in_features, units = inputs["kernel"].shape
    if kernel.shape != (in_features, units):
        return f"kernel has shape {kernel.shape}, for {in_features} features and {units} units"
    bound = np.sqrt(6 / (in_features + units))
    largest = np.abs(kernel).max()
    if largest > bound * (1 + 1e-9):
        return f"the largest number of the kernel is {largest:.4f}, the bound is {bound:.4f}"
    if largest < 0.98 * bound or abs(kernel.std() * np.sqrt(3) / bound - 1) > 0.05:
        return f"numbers reach {largest:.4f} with a spread of {kernel.std():.4f}: not uniform up to {bound:.4f}"
    if abs(kernel.mean()) > 0.06 * bound:
        return f"the mean of the kernel is {kernel.mean():.4f}, not near 0"
    if bias.shape != (units,) or bias.any():
        return f"the bias begins with {bias.ravel()[:3]}, not with zeros, or has shape {bias.shape}"
    first, other = (np.asarray(found) for found in seen["kernels by seed"])
    one, following = (np.asarray(found) for found in seen["kernels of one generator"])
    if not np.array_equal(first, kernel):
        return "the same seed gives another kernel"
    if np.mean(first == other) > 0.01:
        return "another seed gives the same kernel"
    if np.mean(one == following) > 0.01:
        return "two layers that are built with one generator, one after the other, get the same kernel"
    return ""


def builds_once(inputs, seen):
    """Whether two calls of a layer that nobody built use the same weights, made for this x."""
    first, second = (np.asarray(output) for output in seen["outputs of a layer that nobody built"])
    held = np.asarray(seen["what it holds then"])  # the kernel, and the bias below it
    if first.shape != (len(inputs["x"]), inputs["units"]):
        return f"the output has shape {first.shape}"
    if not np.allclose(first, second):
        return "the second call gives other numbers than the first"
    if held.shape != (inputs["x"].shape[1] + 1, inputs["units"]):
        return f"kernel and bias are {held.shape}, one above the other"
    if np.ptp(first) == 0 or not np.allclose(first, inputs["x"] @ held[:-1] + held[-1]):
        return "the output is not x @ kernel + bias of what the layer holds"
    return ""


def layer(name, *activations, sizes=(range(2, 7), range(2, 7))):
    """A case with random numbers everywhere. activations: one of them is drawn.

    sizes: two ranges; features and units come one from each, two different numbers
    """

    def draw(rng):
        N = int(rng.integers(3, 7))
        few = int(rng.choice(sizes[0]))
        many = int(rng.choice([n for n in sizes[1] if n != few]))
        in_features, units = (int(n) for n in rng.permutation([few, many]))
        return {
            "units": units,
            "activation": activations[int(rng.integers(len(activations)))],
            "x": rng.normal(0.0, 1.0, (N, in_features)),
            "kernel": rng.normal(0.0, 1.0, (in_features, units)),
            "bias": rng.normal(0.0, 1.0, units),
            "grad_output": rng.normal(0.0, 1.0, (N, units)),
            "seed": int(rng.integers(1000)),
        }

    return Case(name, draw)


BY_HAND = Case(
    "two rows by hand",
    {
        "units": 1,
        "activation": "relu",
        "x": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "kernel": np.array([[10.0], [1.0]]),
        "bias": np.array([-20.0]),
        "grad_output": np.array([[3.0], [2.0]]),
        "seed": 0,
    },
)
PLAIN = layer("no activation", None)
WIDE = layer("many features and more units, or fewer", None, sizes=(range(30, 46), range(120, 151)))
SOFT = layer("sigmoid, tanh or softmax", "sigmoid", "tanh", "softmax")
HARD = layer("relu", "relu")
SOFTMAX = layer("softmax", "softmax")


def square(rng):
    """As many units as features: no shape tells the kernel from its transpose."""
    inputs = PLAIN.inputs(rng)
    n = len(inputs["bias"])
    return inputs | {"x": rng.normal(size=(len(inputs["x"]), n)), "kernel": rng.normal(size=(n, n))}


SQUARE = Case("as many units as features", square)


class Spelled:
    """Every sum spelled out; no Module beneath."""

    def __init__(self, units, activation=None):
        from layerwise.keras import activation_layer

        self.units, self.act = units, activation_layer(activation)
        self.kernel: Any = None
        self.bias: Any = None

    def build(self, in_features, rng=None):
        from layerwise.nn import Parameter

        rng = np.random.default_rng(rng)
        draws = rng.random((in_features, self.units))
        self.kernel = Parameter((2 * draws - 1) * np.sqrt(6) / np.sqrt(in_features + self.units))
        self.bias = Parameter([0.0] * self.units)

    def forward(self, x):
        if self.kernel is None:
            self.build(len(x[0]))
        self.rows = x.copy()
        z = np.einsum("ni,iu->nu", x, self.kernel.data) + self.bias.data[None]
        return self.act(z) if self.act else z

    def __call__(self, x):
        return self.forward(x)

    def backward(self, grad_output):
        g = self.act.backward(grad_output) if self.act else grad_output
        for row, of_row in zip(self.rows, g, strict=True):
            self.kernel.accumulate_grad(np.outer(row, of_row))
            self.bias.accumulate_grad(of_row)
        return np.einsum("nu,iu->ni", g, self.kernel.data)


GRADIENTS = ("grad_input", "kernel.grad", "bias.grad")
EXERCISE = Exercise(
    reference=Dense,
    probe=at_work,
    aspects=(
        Aspect("the shapes of kernel and bias", 0.5, (PLAIN, SOFT), observations=("shapes",)),
        Aspect(
            "how they start",
            1,
            (WIDE,),
            observations=("kernel", "bias", "kernels by seed", "kernels of one generator"),
            verify=starts_well,
        ),
        Aspect("the output without an activation", 1, (PLAIN, SQUARE), observations=("output",)),
        Aspect("the activation that was named", 1, (BY_HAND, HARD, SOFT, SOFTMAX), observations=("output",)),
        Aspect("the gradients", 1, (PLAIN, SQUARE, HARD, SOFT, SOFTMAX), observations=GRADIENTS),
        Aspect(
            "built once",
            0.5,
            (PLAIN,),
            observations=("outputs of a layer that nobody built", "what it holds then"),
            verify=builds_once,
        ),
        leaves_inputs_alone(0.5, (PLAIN, HARD), requires="the gradients"),
    ),
    accepted=(Accepted("every sum spelled out", Spelled),),
)
