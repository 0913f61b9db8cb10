"""unroll: what is asked and what is right; the mistakes stand in the `.md` beside it.

The last layer is drawn, and right answers may draw it differently. So the probe puts numbers of its own into it before
it asks the network anything, and what the draws have in common is worked out by `derive`.
"""

from itertools import pairwise

import numpy as np

from layerwise.pretraining.stack import unroll

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import machine, sizes


def build_and_ask(unroll, stack, classes, seed, x, head, grad_output):
    """The probe: the network's numbers, its answers with a given last layer, its gradients, its draws."""

    def network():
        return unroll([tuple(layer) for layer in stack], classes, np.random.default_rng(seed))

    def parameters(model):
        return [parameter.data for parameter in model.parameters()]

    def with_head():
        model = network()
        *_, weight, bias = model.parameters()
        weight.data, bias.data = head[:, 1:].copy(), head[:, 0].copy()
        return model

    def gradients():
        model = with_head()
        model(x)
        model.backward(grad_output)
        return [parameter.grad for parameter in model.parameters()]

    def after_a_step():
        model = network()
        for data in parameters(model):
            data -= 0.5
        return np.concatenate([np.ravel(array) for layer in stack for array in layer])

    def drawn(which):
        return unroll([tuple(layer) for layer in stack], classes, np.random.default_rng(which))

    return {
        **{f"weight {i + 1}": lambda i=i: parameters(network())[2 * i] for i in range(len(stack))},
        **{f"bias {i + 1}": lambda i=i: parameters(network())[2 * i + 1] for i in range(len(stack))},
        "answers": lambda: with_head()(x),
        "gradients": lambda: np.concatenate([np.ravel(grad) for grad in gradients()]),
        "the stack after a step": after_a_step,
        "last weight": lambda: parameters(drawn(seed))[-2],
        "last weight, the same seed": lambda: parameters(drawn(seed))[-2],
        "last weight, another seed": lambda: parameters(drawn(seed + 1))[-2],
        "last bias": lambda: parameters(drawn(seed))[-1],
    }


def stacked(name, layers, equal=False):
    """A case with a stack drawn anew. layers: how many; equal: as many units in each layer as there are inputs."""

    def draw(rng):
        N, *widths = sizes(rng, 2 + layers, 3, 11)
        widths = [widths[0]] * (layers + 1) if equal else widths
        classes = int(rng.integers(12, 40))
        return {
            "stack": [list(machine(rng, H, V, 2.5).values()) for V, H in pairwise(widths)],
            "classes": classes,
            "seed": int(rng.integers(10_000)),
            "x": rng.random((N, widths[0])),
            "head": rng.normal(0.0, 1.0, (classes, 1 + widths[-1])),
            "grad_output": rng.normal(0.0, 1.0, (N, classes)),
        }

    return Case(name, draw)


ONE = stacked("one layer", 1)
THREE = stacked("three layers", 3)
EQUAL = stacked("three layers of one size", 3, equal=True)


def draws(inputs, values):
    """What all ways to draw a last layer have in common."""
    weight, same, other = (
        np.asarray(values[f"last weight{which}"]) for which in ("", ", the same seed", ", another seed")
    )
    return {
        "shape of the last weight": np.array(weight.shape),
        "shape of the last bias": np.array(np.shape(values["last bias"])),
        "the same seed draws the same": bool(np.array_equal(weight, same)),
        "another seed draws others": bool(weight.shape != other.shape or not np.allclose(weight, other)),
        "its numbers are small, and not all 0": 1e-6 < np.abs(weight).mean() < 1.0,
    }


def into_parameters(stack, classes, rng):
    from layerwise.nn import Linear, Parameter, Sequential, Sigmoid

    network, units = Sequential(), len(stack[-1][2])
    for W, _, b in stack:
        layer = Linear(len(W[0]), len(W), rng=0)
        layer.weight, layer.bias = Parameter(W), Parameter(b)
        network.append(layer)
        network.append(Sigmoid())
    head = Linear(units, classes, rng=0)
    head.weight, head.bias = Parameter(rng.normal(0.0, units**-0.5, (classes, units))), Parameter(np.zeros(classes))
    return network.append(head)


def half_by_half(stack, classes, rng):
    import layerwise.nn as nn

    last = nn.Linear(stack[-1][0].shape[0], classes, rng=rng)
    halves = []
    for W, _, b in stack:
        linear = nn.Linear(W.shape[1], W.shape[0], rng=rng)
        linear.load_state_dict({"weight": W, "bias": b})
        halves.append(nn.Sequential(linear, nn.Sigmoid()))
    return nn.Sequential(*halves, last)


EXERCISE = Exercise(
    reference=unroll,
    probe=build_and_ask,
    aspects=(
        Aspect("weights", 1, (THREE, EQUAL), observations=("weight 1", "weight 2", "weight 3")),
        Aspect("hidden biases", 0.5, (THREE, EQUAL), observations=("bias 1", "bias 2", "bias 3")),
        Aspect("the network's answers", 1, (ONE, THREE, EQUAL), observations=("answers",)),
        Aspect("it can be trained", 0.5, (THREE,), observations=("gradients",)),
        Aspect(
            "the last layer is drawn",
            0.5,
            (ONE, THREE),
            observations=("last weight", "last weight, the same seed", "last weight, another seed", "last bias"),
            requires="the network's answers",
            derive=draws,
        ),
        Aspect(
            "training leaves the stack alone",
            0.5,
            (THREE,),
            observations=("the stack after a step",),
            requires="weights",
        ),
    ),
    accepted=(
        Accepted("into new parameters, the last one normal", into_parameters),
        Accepted("a Sequential for each layer", half_by_half),
    ),
)
