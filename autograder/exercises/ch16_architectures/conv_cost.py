"""conv_cost: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.conv_cost import conv_cost

from ...core.record import Accepted, Aspect, Case, Exercise


def count(conv_cost, layers):
    """The probe: both numbers for several layers, each in_channels, out_channels, kernel_size, h and w."""
    found = [conv_cost(*map(int, layer)) for layer in layers]
    return {
        "parameters": lambda: np.array([int(parameters) for parameters, _ in found]),
        "multiply_adds": lambda: np.array([int(products) for _, products in found]),
    }


def layers(name, kernels=(2, 7), most=50):
    """A case with six layers. kernels: a range of sizes. most: rows and columns of the output; 1: a linear layer."""

    def draw(rng):
        drawn = []
        for _ in range(6):
            channels, k = rng.integers(2, 100, 2).tolist(), int(rng.integers(*kernels, endpoint=True))
            h, w = rng.integers(min(k + 1, most), most, 2, endpoint=True).tolist()
            drawn.append([*channels, k, h, w])
        return {"layers": np.array(drawn)}

    return Case(name, draw)


BY_HAND = Case("two filters of 3 × 3", {"layers": np.array([[1, 2, 3, 4, 5]])})
SOME = layers("kernels of 2 × 2 to 7 × 7")
POINTS = layers("kernels of 1 × 1", kernels=(1, 1))
LINEAR = layers("linear layers", kernels=(1, 1), most=1)


def filter_by_filter(in_channels, out_channels, kernel_size, h, w):
    one_filter = in_channels * kernel_size * kernel_size
    return sum(one_filter + 1 for _ in range(out_channels)), out_channels * (h * w) * one_filter


def by_shapes(in_channels, out_channels, kernel_size, h, w):
    weight, bias = (out_channels, in_channels, kernel_size, kernel_size), (out_channels,)
    parameters = int(np.prod(weight)) + int(np.prod(bias))
    return parameters, (parameters - out_channels) * h * w


EXERCISE = Exercise(
    reference=conv_cost,
    probe=count,
    aspects=(
        Aspect("parameters", 1, (BY_HAND, SOME, POINTS, LINEAR), observations=("parameters",)),
        Aspect("multiply_adds", 1, (BY_HAND, SOME, POINTS, LINEAR), observations=("multiply_adds",)),
    ),
    accepted=(
        Accepted("filter by filter", filter_by_filter),
        Accepted("from shapes", by_shapes),
    ),
)
