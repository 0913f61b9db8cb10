"""Linear: what is asked and what is right; the mistakes stand in the `.md` beside it.

Every accepted way is a small class of its own; `Parameter` comes from layerwise, as in the learner's cell.
"""

import numpy as np

import layerwise.nn

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def at_work(Linear, x, grad_output, weight, bias, passes=1):
    """The probe: a layer with given numbers, forward and backward; what comes out, and what it holds afterwards."""
    out_features, in_features = weight.shape
    layer = Linear(in_features, out_features)
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()
    layer.weight.grad = layer.bias.grad = None
    output = layer.forward(x)
    results: list[np.ndarray] = []

    def back():
        for _ in range(passes - len(results)):
            results.append(layer.backward(grad_output))
        return results[-1]

    return {
        "output": output,
        "grad_input": back,
        "weight.grad": lambda: (back(), layer.weight.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
        "weight": lambda: (back(), layer.weight.data)[1],
        "bias": lambda: (back(), layer.bias.data)[1],
    }


def layer(name, sizes, **options):
    """A case with random numbers everywhere. sizes: draws rows, in_features and out_features."""

    def draw(rng):
        N, in_features, out_features = map(int, sizes(rng))
        return {
            "x": rng.normal(0.0, 1.0, (N, in_features)),
            "grad_output": rng.normal(0.0, 1.0, (N, out_features)),
            "weight": rng.normal(0.0, 1.0, (out_features, in_features)),
            "bias": rng.normal(0.0, 1.0, out_features),
            **options,
        }

    return Case(name, draw)


BY_HAND = Case(
    "two rows by hand",
    {
        "x": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "grad_output": np.array([[1.0], [2.0]]),
        "weight": np.array([[10.0, 1.0]]),
        "bias": np.array([0.5]),
    },
)
ONE_BY_HAND = Case(
    "one row by hand",
    {
        "x": np.array([[1.0, 2.0]]),
        "grad_output": np.array([[3.0]]),
        "weight": np.array([[10.0, 1.0]]),
        "bias": np.array([0.5]),
    },
)
WIDE = layer("some rows, no two sizes equal", lambda rng: rng.permutation(np.arange(2, 7))[:3])
SQUARE = layer("a square layer", lambda rng: rng.permutation(np.arange(3, 7))[[0, 1, 1]])
ONE_ROW = layer("one row", lambda rng: (1, *rng.permutation(np.arange(2, 6))[:2]))
TWICE = layer("backward twice", lambda rng: rng.permutation(np.arange(2, 7))[:3], passes=2)


class RowByRow:
    def __init__(self, in_features, out_features, bias=True, rng=None):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones((out_features, in_features))), Parameter(np.zeros(out_features))

    def forward(self, x):
        self.x = x.copy()
        return np.array([self.weight.data @ row + self.bias.data for row in x])

    def backward(self, grad_output):
        for g, row in zip(grad_output, self.x, strict=True):
            self.weight.accumulate_grad(np.outer(g, row))
            self.bias.accumulate_grad(g)
        return np.array([self.weight.data.T @ g for g in grad_output])


EXERCISE = Exercise(
    reference=layerwise.nn.Linear,
    probe=at_work,
    aspects=(
        Aspect("forward", 0.5, (BY_HAND, WIDE, SQUARE, ONE_ROW), observations=("output",)),
        Aspect("gradient of the input", 1, (BY_HAND, ONE_BY_HAND, WIDE, SQUARE), observations=("grad_input",)),
        Aspect("gradient of the weight", 1, (BY_HAND, WIDE, SQUARE, ONE_ROW), observations=("weight.grad",)),
        Aspect("gradient of the bias", 0.5, (BY_HAND, WIDE, SQUARE, ONE_ROW), observations=("bias.grad",)),
        Aspect("gradients add up", 0.5, (TWICE,), observations=("weight.grad", "bias.grad")),
        Aspect(
            "the parameters stay",
            0.5,
            (WIDE, SQUARE),
            observations=("weight", "bias"),
            requires="gradient of the weight",
        ),
        leaves_inputs_alone(0.5, (WIDE, SQUARE), requires="forward"),
    ),
    accepted=(Accepted("row by row", RowByRow),),
)
