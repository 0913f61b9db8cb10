"""A landscape that the learner types: a formula of x and y, read as the graph explorer reads its expressions.

It is parsed and never executed. Its gradient is worked out from the formula, backward through its nodes by the chain
rule, as chapter 2 does; nothing is approximated.
"""

from __future__ import annotations

import math
import re

import numpy as np

from layerwise.arguments import FloatArray

from ..graph.expression import OPERATIONS, ExpressionError, Node, read_expression

MOST_NODES, LONGEST = 60, 200  # a race computes each node some 600 times
EXAMPLE = "(x**2 + y**2) / 10 + sin(x) * cos(y)"


class Formula:
    """f(x, y) from a text. Called with a point of shape (2,), it returns (value, gradient); nan where it has none.

    >>> Formula("x**2 / 20 + y**2")(np.array([-10.0, 1.0]))
    (6.0, array([-1.,  2.]))
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        nodes = _read(self.text)
        self._names = {node.name: place for place, node in enumerate(nodes) if node.kind == "variable"}
        self._blank = [float(node.name) if node.kind == "number" else 0.0 for node in nodes]
        self._numbers = frozenset(place for place, node in enumerate(nodes) if node.kind == "number")
        self._steps = [
            (place, OPERATIONS[node.kind], node.inputs) for place, node in enumerate(nodes) if node.is_operation
        ]

    def value(self, x: float, y: float) -> float:
        """The height at one place; nan where the formula has none."""
        try:
            return self._forward(x, y)[-1]
        except (ArithmeticError, ValueError):
            return math.nan

    def __call__(self, point: FloatArray) -> tuple[float, FloatArray]:
        """The value at a point and the gradient there, as an optimizer asks for them."""
        nothing = math.nan, np.full(2, np.nan)
        x, y = (float(number) for number in point)
        if not math.isfinite(x) or not math.isfinite(y):
            return nothing
        try:
            values = self._forward(x, y)
            return values[-1], np.array(self._backward(values))
        except (ArithmeticError, ValueError):
            return nothing

    def _forward(self, x: float, y: float) -> list[float]:
        values = self._blank.copy()
        for name, place in self._names.items():
            values[place] = x if name == "x" else y
        for place, operation, inputs in self._steps:
            values[place] = operation.value(*[values[source] for source in inputs])
        return values

    def _backward(self, values: list[float]) -> list[float]:
        """The slopes along x and y: from the last node back, each hands its inputs their share."""
        shares = [0.0] * len(values)
        shares[-1] = 1.0
        for place, operation, inputs in reversed(self._steps):
            if shares[place] == 0:
                continue
            slopes = operation.local_gradients(*[values[source] for source in inputs])
            for source, slope in zip(inputs, slopes, strict=True):
                if source not in self._numbers:  # x ** 2 has no slope in its 2 where x is negative
                    shares[source] += shares[place] * slope
        return [shares[self._names[name]] if name in self._names else 0.0 for name in ("x", "y")]


def _read(text: str) -> tuple[Node, ...]:
    if not text:
        raise ExpressionError(f"The formula is empty. Try {EXAMPLE}")
    alone = re.fullmatch(r"[\w.]+", text)  # x by itself is a slope to walk down
    nodes = read_expression(f"{text} + 0" if alone else text, MOST_NODES, LONGEST)
    names = [node.name for node in nodes if node.kind == "variable"]
    for name in names:
        if name not in ("x", "y"):
            raise ExpressionError(f"{name} is not on the map: a landscape is a formula of x and y. Try {EXAMPLE}")
    if not names:
        raise ExpressionError(f"{text} is flat, there is no way down: use x and y. Try {EXAMPLE}")
    return nodes
