"""fuse_linear_bn: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a stand-in for a trained BatchNorm1d, so that the exercise asks for nothing but the folding.
"""

import numpy as np

from layerwise.nn.fusion import fuse_linear_bn

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scales, size


def fold(fuse, W, b, mean, var, weight, bias, x, eps=1e-5):
    """The probe: the fused layer's numbers and output, and what has become of the two layers."""
    from layerwise.nn.linear import Linear
    from layerwise.nn.parameter import Parameter

    class Trained:
        num_features, training, momentum, track_running_stats = len(b), False, 0.1, True

        def __init__(self):
            self.weight, self.bias, self.eps = Parameter(weight), Parameter(bias), eps
            self.running_mean, self.running_var = mean.copy(), var.copy()

    linear, bn = Linear(W.shape[1], W.shape[0], rng=0), Trained()
    linear.weight, linear.bias = Parameter(W), Parameter(b)
    fused = fuse(linear, bn)
    return {
        "weight": lambda: fused.weight.data,
        "bias": lambda: fused.bias.data,
        "output": lambda: fused.forward(x),
        "sizes": lambda: [getattr(fused, "in_features", W.shape[1]), getattr(fused, "out_features", W.shape[0])],
        "linear afterwards": np.hstack([linear.weight.data, np.asarray(linear.bias.data)[:, None]]),
        "bn afterwards": np.stack([bn.running_mean, bn.running_var, bn.weight.data, bn.bias.data]),
    }


def trained(name, in_features, out_features, eps=1e-5, plain=False, no_bias=False):
    """A case with random layers, as training might leave them. in_features, out_features: sizes, or ranges of them."""

    def draw(rng):
        D, C = size(rng, in_features), size(rng, out_features)
        weight, bias = (np.ones(C), np.zeros(C)) if plain else (scales(rng, C), rng.normal(0.0, 1.0, C))
        return {
            "W": rng.normal(0.0, 1.0, (C, D)),
            "b": np.zeros(C) if no_bias else rng.normal(0.0, 1.0, C),
            "mean": rng.normal(0.0, 2.0, C),
            "var": rng.uniform(0.2, 5.0, C),
            "weight": weight,
            "bias": bias,
            "x": rng.normal(0.0, 1.0, (5, D)),
            "eps": eps,
        }

    return Case(name, draw)


BY_HAND = Case(
    "one unit",
    {
        "W": np.array([[2.0]]),
        "b": np.array([1.0]),
        "mean": np.array([3.0]),
        "var": np.array([4.0]),
        "weight": np.array([10.0]),
        "bias": np.array([0.5]),
        "x": np.array([[1.0], [2.0]]),
        "eps": 0.0,
    },
)
NO_BIAS = trained("a linear layer whose bias is 0", (4, 6), (2, 3), no_bias=True)
PLAIN = trained("weight 1 and bias 0 in the norm", (4, 6), (2, 3), plain=True)
TALL = trained("more inputs than outputs", (4, 6), (2, 3))
SQUARE = trained("3 to 3", 3, 3)
LARGE_EPS = trained("a large eps", (2, 3), (4, 5), eps=0.5)


def by_feeding(linear, bn):
    def both(x):
        z = x @ linear.weight.data.T + linear.bias.data
        return bn.weight.data * (z - bn.running_mean) / np.sqrt(bn.running_var + bn.eps) + bn.bias.data

    D = linear.weight.data.shape[1]
    fused = type(linear)(D, len(bn.running_mean))
    fused.bias.data = both(np.zeros((1, D)))[0]
    fused.weight.data = (both(np.eye(D)) - fused.bias.data).T
    return fused


def by_copying(linear, bn):
    import copy

    fused = copy.deepcopy(linear)
    diagonal = np.diag(bn.weight.data * (bn.running_var + bn.eps) ** -0.5)
    fused.weight.data = diagonal @ linear.weight.data
    fused.bias.data = diagonal @ (linear.bias.data - bn.running_mean) + bn.bias.data
    return fused


EXERCISE = Exercise(
    reference=fuse_linear_bn,
    probe=fold,
    aspects=(
        Aspect("the weights", 1, (BY_HAND, PLAIN, TALL, SQUARE), observations=("weight",)),
        Aspect("the bias", 1, (BY_HAND, NO_BIAS, PLAIN, TALL), observations=("bias",)),
        Aspect("one layer does the work of two", 0.5, (TALL, SQUARE, LARGE_EPS), observations=("output", "sizes")),
        Aspect(
            "both layers stay as they were",
            0.5,
            (TALL,),
            observations=("linear afterwards", "bn afterwards"),
            requires="the weights",
        ),
        leaves_inputs_alone(0.5, (TALL,), requires="one layer does the work of two"),
    ),
    accepted=(
        Accepted("by feeding it zeros and ones", by_feeding),
        Accepted("a copy and a diagonal matrix", by_copying),
    ),
)
