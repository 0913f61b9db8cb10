"""Add and Mul: what is asked, what is right and what goes wrong.

Each case is a small graph, wired up by the probe: it calls forward from the inputs to the result, then backward in
the opposite order, and returns the gradients of all inputs.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


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


class SumByHand:
    def forward(self, x, y):
        return x + y

    def backward(self, grad_output):
        return grad_output, grad_output


class ProductByHand:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, grad_output):
        return grad_output * self.y, grad_output * self.x


class SumByLocalGradients:
    def forward(self, x, y):
        self.local = np.array([1.0, 1.0])
        return x + y

    def backward(self, grad_output):
        return list(self.local * grad_output)


class ProductByLocalGradients:
    def forward(self, x, y):
        self.local = np.array([y, x])
        return x * y

    def backward(self, grad_output):
        return self.local * grad_output


class ProductWithAFunction:
    def forward(self, x, y):
        self.back = lambda g: (y * g, x * g)
        return x * y

    def backward(self, grad_output):
        return self.back(grad_output)


BY_HAND = {"Add": SumByHand, "Mul": ProductByHand}
ADD = Exercise(
    reference=(layerwise.Add, layerwise.Mul),
    probe=run,
    aspects=(
        Aspect("Add", 0.5, (SUM_BY_HAND, SUM)),
        Aspect("Mul", 1, (PRODUCT_BY_HAND, PRODUCT)),
        Aspect("one after the other", 1, (PUBLISHED, CHAIN)),
        Aspect("each node keeps its own inputs", 0.5, (TWO_PRODUCTS,)),
    ),
    accepted=(
        Accepted("two lines each", BY_HAND),
        Accepted("local gradients kept from forward", {"Add": SumByLocalGradients, "Mul": ProductByLocalGradients}),
        Accepted("backward made in forward", {"Mul": ProductWithAFunction}),
    ),
    misconceptions=(
        Misconception(
            "swapped operand",
            {
                "Mul": edited(
                    ProductByHand,
                    ("grad_output * self.y, grad_output * self.x", "grad_output * self.x, grad_output * self.y"),
                )
            },
            hint="Each factor got itself: for 5 * 3 with upstream 2 you return (10, 6). Move the 5 to 5.01: the "
            "product moves from 15 to 15.03, three times as far. So the slope for x is the *other* factor.",
            second_hint="`backward` returns the gradient for x first. x was multiplied by y, so y is what multiplies "
            "grad_output.",
        ),
        Misconception(
            "ignores the upstream gradient",
            {
                "Add": edited(SumByHand, ("grad_output, grad_output", "1.0, 1.0")),
                "Mul": edited(ProductByHand, ("grad_output * self.y, grad_output * self.x", "self.y, self.x")),
            },
            hint="You return the local gradients alone. They are right at the end of the graph, where grad_output "
            "is 1, and wrong one node earlier. Call backward(1.0) and backward(2.0): the second answer should "
            "be double.",
            second_hint="The chain rule is one product: local gradient times what arrived from above. Where does "
            "`grad_output` appear in your two lines?",
        ),
        Misconception(
            "Add ignores the upstream gradient",
            {"Add": edited(SumByHand, ("grad_output, grad_output", "1.0, 1.0"))},
            hint="Your Add sends 1 to both sides, whatever arrives. A slope of 1 means that the gradient passes "
            "unchanged: in (x + y) * z the sum gets z from above, and both x and y get that z.",
            second_hint="Local gradient 1 times grad_output is what?",
        ),
        Misconception(
            "Mul ignores the upstream gradient",
            {"Mul": edited(ProductByHand, ("grad_output * self.y, grad_output * self.x", "self.y, self.x"))},
            hint="Your Mul returns the other factor and forgets what arrived. Behind it there may be more graph: "
            "in x * y + y * z a gradient other than 1 can come back. Call backward(1.0) and backward(2.0).",
            second_hint="Local gradient times upstream gradient. You have the first; it still has to be multiplied "
            "by the "
            "second.",
        ),
        Misconception(
            "a sum shares the gradient out",
            {"Add": edited(SumByHand, ("grad_output, grad_output", "grad_output / 2, grad_output / 2"))},
            hint="You gave each side half. If x moves by 0.01, the sum moves by 0.01, not by 0.005: the slope is 1 "
            "for each side, as if the other were not there.",
            second_hint="A gradient is no stuff that has to be divided. It answers a question about one input at a "
            "time.",
        ),
        Misconception(
            "a product treated as a sum",
            {"Mul": edited(ProductByHand, ("grad_output * self.y, grad_output * self.x", "grad_output, grad_output"))},
            hint="Your Mul passes grad_output on unchanged, as Add does. For 5 * 3, moving the 5 by 0.01 moves the "
            "product by 0.03. Where does the 3 come into your answer?",
            second_hint="`backward` does not get x and y. Which line of `forward` can keep them?",
        ),
        Misconception(
            "the product itself goes back",
            {
                "Mul": edited(
                    ProductByHand,
                    (
                        "grad_output * self.y, grad_output * self.x",
                        "grad_output * self.x * self.y, grad_output * self.x * self.y",
                    ),
                )
            },
            hint="You multiplied by x * y, the value. The gradient wants the slope: how far the output moves when "
            "one factor moves and the other stands still. For 5 * 3 that is 3 for the first factor, not 15.",
            second_hint="The derivative of x * y with respect to x has no x in it.",
        ),
        Misconception(
            "one gradient for two inputs",
            {"Add": edited(SumByHand, ("grad_output, grad_output", "grad_output"))},
            hint="Your Add returns one number. There are two inputs, and each wants its own gradient, even when "
            "both are equal: `grad_x, grad_y = node.backward(...)` needs two things to unpack.",
            second_hint="Return a pair, first the gradient for x, then the one for y.",
        ),
        Misconception(
            "nodes share their memory",
            {
                "Mul": edited(
                    ProductByHand,
                    ("self.x, self.y = x, y", "self.kept[:] = [x, y]"),
                    (
                        "grad_output * self.y, grad_output * self.x",
                        "grad_output * self.kept[1], grad_output * self.kept[0]",
                    ),
                    ("    def forward", "    kept = [0, 0]\n\n    def forward"),
                )
            },
            hint="One product alone is right. With two products in a graph, both go back with the inputs of the "
            "one that ran last: what `forward` keeps is stored outside the object, where all nodes share it.",
            second_hint="Keep the inputs on `self`, in `forward`: each node is an object of its own, with its own "
            "memory.",
        ),
    ),
)
