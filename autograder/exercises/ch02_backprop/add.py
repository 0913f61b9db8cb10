"""Add and Mul: what is asked and what is right; the mistakes stand in the `.md` beside it.

Each case is a small graph, wired up by the probe: it calls forward from the inputs to the result, then backward in
the opposite order, and returns the gradients of all inputs.
"""

import numpy as np

import layerwise

from ...core.record import Aspect, Case, Exercise


def run(Add, Mul, graph, x, y, grad_output, z=0.0):
    """The probe: the result of a graph, and the gradients of its inputs."""
    if graph in ("x + y", "x * y"):
        node = Add() if graph == "x + y" else Mul()
        output = node.forward(x, y)
        return {"output": output, "grads": lambda: list(node.backward(grad_output))}
    if graph == "(x + y) * z":
        add, mul = Add(), Mul()
        output = mul.forward(add.forward(x, y), z)

        def grads():
            grad_q, grad_z = mul.backward(grad_output)
            return [*add.backward(grad_q), grad_z]

        return {"output": output, "grads": grads}
    left, right, add = Mul(), Mul(), Add()  # x * y + y * z: both products wait for their turn
    output = add.forward(left.forward(x, y), right.forward(y, z))

    def parts():
        grad_left, grad_right = add.backward(grad_output)
        return [*left.backward(grad_left), *right.backward(grad_right)]

    return {"output": output, "grads": parts}


def graph(name, text, inputs=("x", "y")):
    """A case with random inputs and a random upstream gradient; no two of them equal, none of them 1."""

    def draw(rng):
        numbers = np.round(rng.uniform(1.5, 9.5, len(inputs) + 1) * rng.choice([-1.0, 1.0], len(inputs) + 1), 2)
        return {"graph": text, **dict(zip((*inputs, "grad_output"), numbers.tolist(), strict=True))}

    return Case(name, draw)


SUM_BY_HAND = Case("5 + 3, upstream 2", {"graph": "x + y", "x": 5.0, "y": 3.0, "grad_output": 2.0})
SUM = graph("a sum", "x + y")
PRODUCT_BY_HAND = Case("5 * 3, upstream 2", {"graph": "x * y", "x": 5.0, "y": 3.0, "grad_output": 2.0})
PRODUCT = graph("a product", "x * y")
PUBLISHED = Case(
    "(x + y) * z at -2, 5, -4", {"graph": "(x + y) * z", "x": -2.0, "y": 5.0, "z": -4.0, "grad_output": 1.0}
)
CHAIN = graph("(x + y) * z", "(x + y) * z", ("x", "y", "z"))
TWO_PRODUCTS = graph("x * y + y * z", "x * y + y * z", ("x", "y", "z"))


EXERCISE = Exercise(
    reference=(layerwise.Add, layerwise.Mul),
    probe=run,
    aspects=(
        Aspect("Add", 0.5, (SUM_BY_HAND, SUM)),
        Aspect("Mul", 1, (PRODUCT_BY_HAND, PRODUCT)),
        Aspect("one after the other", 1, (PUBLISHED, CHAIN)),
        Aspect("each node keeps its own inputs", 0.5, (TWO_PRODUCTS,)),
    ),
)
