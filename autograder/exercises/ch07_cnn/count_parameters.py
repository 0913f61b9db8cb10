"""count_parameters and receptive_field: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.count_parameters import count_parameters
from layerwise.analysis.receptive_field import receptive_field

from ...core.record import Accepted, Aspect, Case, Exercise


def count_and_look(count, field, features, layers):
    """The probe: how many parameters some networks of the probe's own have, and the receptive field of `layers`."""
    from layerwise.nn.batch_norm import BatchNorm1d
    from layerwise.nn.container import Sequential
    from layerwise.nn.linear import Linear
    from layerwise.nn.module import Module
    from layerwise.nn.parameter import Parameter

    a, b, c = features

    class Filters(Module):
        def __init__(self):
            self.weight, self.bias = Parameter(np.zeros((b, a, 3, 2))), Parameter(np.zeros(b))

    def kind(number):
        return "a whole number" if isinstance(number, int | np.integer) else type(number).__name__

    shared = Linear(b, b, rng=0)
    return {
        "a linear layer": lambda: count(Linear(a, b, rng=0)),
        "kind of number": lambda: kind(count(Linear(a, b, rng=0))),
        "filters": lambda: count(Filters()),
        "without bias": lambda: count(Linear(a, b, bias=False, rng=0)),
        "nothing to learn": lambda: count(Sequential()),
        "a stack": lambda: count(Sequential(Linear(a, b, rng=0), Linear(b, c, rng=0))),
        "a stack in a stack": lambda: count(
            Sequential(Filters(), Sequential(Linear(b, c, rng=0), Sequential(Filters())))
        ),
        "batch normalization": lambda: count(BatchNorm1d(c)),
        "one layer used twice": lambda: count(Sequential(shared, shared)),
        "receptive field": lambda: field([tuple(layer) for layer in layers]),
    }


def network(name, given=(), drawn=0, strides=False, features=()):
    """A case with layers (kernel_size, stride), given and drawn ones, and three numbers of features, drawn or given."""

    def draw(rng):
        layers = [list(layer) for layer in given]
        for _ in range(drawn):
            layers.append([int(rng.integers(2, 8)), int(rng.integers(2, 4)) if strides else 1])
        drawn_features = rng.choice(np.arange(5, 20), 3, replace=False).tolist()
        return {"features": list(features) or drawn_features, "layers": layers}

    return Case(name, draw)


ONE = network("one layer", drawn=1)
THREE = network("three of 3 by 3", [(3, 1), (3, 1), (3, 1)])
KERNELS = network("five layers without stride", drawn=5)
LAST = network("a stride in the last layer", [(5, 1), (3, 2)])
POOLED = network("convolution, pooling, convolution", [(3, 1), (2, 2), (3, 1)], features=(3, 2, 4))
LENET = network("LeNet-5", [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)])
STRIDED = network("four layers with strides", drawn=4, strides=True)
COUNTED = (POOLED, ONE, KERNELS)


def count_by_shape(module):
    total = 0
    for _, parameter in module.named_parameters():
        total += int(np.prod(parameter.data.shape))
    return total


def count_by_walking(module):
    seen = {}
    for part in module.modules():
        for value in vars(part).values():
            if hasattr(value, "accumulate_grad"):
                seen[id(value)] = len(value.data.ravel())
    return sum(seen.values())


def field_backward(layers):
    seen = 1
    for kernel_size, stride in reversed(list(layers)):
        seen = (seen - 1) * stride + kernel_size
    return seen


def field_by_products(layers):
    kernels, strides = [k for k, _ in layers], [1, *(s for _, s in layers)]
    return 1 + sum((k - 1) * int(np.prod(strides[: i + 1])) for i, k in enumerate(kernels))


BASIC = ("a linear layer", "kind of number", "filters", "without bias", "nothing to learn")
NESTED = ("a stack", "a stack in a stack", "batch normalization", "one layer used twice")
EXERCISE = Exercise(
    reference=(count_parameters, receptive_field),
    probe=count_and_look,
    aspects=(
        Aspect("weights and biases", 1, COUNTED, observations=BASIC),
        Aspect("stacks, buffers, shared layers", 0.5, COUNTED, observations=NESTED),
        Aspect("receptive field", 0.5, (ONE, THREE, KERNELS), observations=("receptive field",)),
        Aspect("receptive field with strides", 1, (LAST, POOLED, LENET, STRIDED), observations=("receptive field",)),
    ),
    accepted=(
        Accepted("shapes, last layer first", {"count_parameters": count_by_shape, "receptive_field": field_backward}),
        Accepted(
            "part by part, products", {"count_parameters": count_by_walking, "receptive_field": field_by_products}
        ),
    ),
)
