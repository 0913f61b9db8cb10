"""What the graph explorer knows: a computational graph that runs forward and backward, one node at a time.

Forward, every operation computes its value from its inputs. Backward starts with 1 at the result; every operation
multiplies the gradient that has arrived at it (upstream) by its local gradients, and adds the products to the
gradients of its inputs. No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from layerwise.arguments import whole_number
from layerwise.autograd.value import Value

from ..own import LIBRARYS, Part
from ..own_parts import RunsParts
from .expression import ExpressionError, Node, compute, read_expression, read_values
from .own_value import run_by

SMALLEST_PART = 1e-6  # what comes back along a wire counts as something from here on
ZERO_GRADIENT = 1e-9


@dataclass(frozen=True)
class Wire:
    """One input of an operation: it carries a value forward and a gradient backward.

    source, target: places in the graph's list of nodes. local: the target's local gradient for this input.
    """

    source: int
    target: int
    local: float


@dataclass(frozen=True)
class Graph:
    """A graph with everything computed: what is shown of it depends on the step.

    nodes: inputs before outputs, the result last. values, grads: one number for each node. wires: all inputs.
    operations: the places of the nodes that compute something, in forward order.
    """

    nodes: tuple[Node, ...]
    values: tuple[float, ...]
    grads: tuple[float, ...]
    wires: tuple[Wire, ...]
    operations: tuple[int, ...]


_LIBRARYS_VALUE = Part("Value", Value, LIBRARYS)


@lru_cache(maxsize=64)
def graph_of(expression: str, values: str, part: Part = _LIBRARYS_VALUE) -> Graph:
    """Return the graph of an expression at the given values. part: a Value. Raises ExpressionError."""
    nodes = read_expression(expression)
    results, slopes = compute(nodes, read_values(values))
    own = run_by(part, nodes, results) if part.own else None
    if own is not None:
        results, slopes = own[:2]
    wires = tuple(
        Wire(source, target, local)
        for target, node in enumerate(nodes)
        for source, local in zip(node.inputs, slopes[target], strict=True)
    )
    grads = [0.0] * len(nodes)
    grads[-1] = 1.0
    for wire in sorted(wires, key=lambda wire: -wire.target):
        grads[wire.source] += wire.local * grads[wire.target]
    operations = tuple(place for place, node in enumerate(nodes) if node.is_operation)
    return Graph(nodes, results, tuple(grads) if own is None else own[2], wires, operations)


@dataclass(frozen=True)
class GraphModel(RunsParts):
    """An expression as a graph, stopped after some steps.

    expression: numbers, variables, + - * / ** and functions. values: such as "x = -2, y = 5".
    step: 0 shows the graph with its variables. Then each step is one node: forward through all operations, the 1 at
    the result, backward through all operations. Steps beyond the last show the last.

    >>> model = GraphModel("(x + y) * z", "x = -2, y = 5, z = -4", step=5)
    >>> model.value, model.gradients
    (-12.0, {'x': -4.0, 'y': -4.0, 'z': 3.0})
    """

    expression: str = "(x + y) * z"
    values: str = "x = -2, y = 5, z = -4"
    step: int = 0

    goal = (
        "Use one variable in two places or more, so that what comes back along its wires is not 0 but adds up to 0, "
        "and yet f changes when the variable does (x - x would be too easy). Go to the last step to see it."
    )

    def __post_init__(self) -> None:
        whole_number(self.step, "step", at_least=0)
        graph_of(self.expression, self.values)

    @property
    def library(self) -> Mapping[str, Any]:
        """What runs the graph."""
        return {"Value": Value}

    @property
    def graph(self) -> Graph:
        """The graph behind this setting."""
        return graph_of(self.expression, self.values, self.runs["Value"])

    # ---- where we are

    @property
    def last_step(self) -> int:
        """The step after which nothing is left to do."""
        return 2 * len(graph_of(self.expression, self.values).operations) + 1  # whoever's Value runs it

    @property
    def at(self) -> int:
        """The step that is shown."""
        return min(self.step, self.last_step)

    @property
    def backward_steps(self) -> int:
        """How many operations have sent their gradient back; -1 before backward has begun."""
        return max(-1, self.at - len(self.graph.operations) - 1)

    @property
    def finished(self) -> bool:
        """Whether both passes are through."""
        return self.at == self.last_step

    @property
    def current(self) -> int | None:
        """The place of the node that worked last, or None at the start."""
        operations, at = self.graph.operations, self.at
        if at == 0:
            return None
        if at <= len(operations):
            return operations[at - 1]
        return operations[-1] if self.backward_steps == 0 else operations[-self.backward_steps]

    # ---- what can be seen

    def value_of(self, place: int) -> float | None:
        """The value of a node, or None as long as it is not computed."""
        done = set(self.graph.operations[: self.at])
        return self.graph.values[place] if place in done or not self.graph.nodes[place].is_operation else None

    def part_of(self, wire: Wire) -> float | None:
        """What has come back along a wire: local gradient times upstream gradient; None as long as nothing has.

        Nothing ever comes back to a number: it cannot change, so nobody asks for its gradient.
        """
        if self.graph.nodes[wire.source].kind == "number":
            return None
        done = set(self.graph.operations[len(self.graph.operations) - max(0, self.backward_steps) :])
        return wire.local * self.graph.grads[wire.target] if wire.target in done else None

    def grad_of(self, place: int) -> float | None:
        """The gradient of the result with respect to a node, as far as it has arrived; None before anything has."""
        if place == len(self.graph.nodes) - 1:
            return 1.0 if self.backward_steps >= 0 else None
        wires = self.wires_from(place)
        parts = [part for wire in wires if (part := self.part_of(wire)) is not None]
        if parts and len(parts) == len(wires):
            return self.graph.grads[place]  # of a learner's Value it may be another sum
        return sum(parts) if parts else None

    def wires_from(self, place: int) -> list[Wire]:
        """Where a node's value is used."""
        return [wire for wire in self.graph.wires if wire.source == place]

    def wires_into(self, place: int) -> list[Wire]:
        """A node's inputs, in their order."""
        return [wire for wire in self.graph.wires if wire.target == place]

    @property
    def value(self) -> float:
        """The result of the expression."""
        return self.graph.values[-1]

    @property
    def gradients(self) -> dict[str, float]:
        """The gradient of the result with respect to each variable, when both passes are through."""
        nodes = enumerate(self.graph.nodes)
        return {node.name: self.graph.grads[place] for place, node in nodes if node.kind == "variable"}

    # ---- the goal

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        places = [place for place, node in enumerate(self.graph.nodes) if node.kind == "variable"]
        return self.finished and any(self._cancels(place) and self._matters(place) for place in places)

    def _cancels(self, place: int) -> bool:
        """Whether several parts, none of them 0, add up to a gradient of 0."""
        parts = [wire.local * self.graph.grads[wire.target] for wire in self.wires_from(place)]
        something = len(parts) > 1 and all(abs(part) > SMALLEST_PART for part in parts)
        return something and abs(self.graph.grads[place]) < ZERO_GRADIENT

    def _matters(self, place: int) -> bool:
        """Whether the result changes when this variable does."""
        name, values = self.graph.nodes[place].name, read_values(self.values)
        for change in (0.5, -0.5):
            try:
                results, _ = compute(self.graph.nodes, {**values, name: values[name] + change})
            except ExpressionError:
                continue
            if abs(results[-1] - self.value) > ZERO_GRADIENT * max(1.0, abs(self.value)):
                return True
        return False

    # ---- in words

    @property
    def heading(self) -> str:
        """The step in a few words."""
        count = len(self.graph.operations)
        if self.at == 0:
            return f"f = {self.expression.strip()}"
        if self.at <= count:
            return f"forward {self.at} of {count}: {self.graph.nodes[self.graph.operations[self.at - 1]].name}"
        if self.backward_steps == 0:
            return "backward begins with 1 at the result"
        return f"backward {self.backward_steps} of {count}: {self.graph.nodes[self._current_operation].name}"

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        return self._step_in_words() + self.runs.said

    def _step_in_words(self) -> str:
        if self.at == 0:
            return f"f = {self.expression.strip()}. The variables have their values; nothing is computed yet."
        count, place = len(self.graph.operations), self._current_operation
        node = self.graph.nodes[place]
        if self.at <= count:
            inputs = ", ".join(shown(self.graph.values[source]) for source in node.inputs)
            result = shown(self.graph.values[place])
            return f"Forward {self.at} of {count}: {node.name} gets {inputs} and gives {result}."
        if self.backward_steps == 0:
            return f"f = {shown(self.value)}. Backward begins: f moves exactly as f does, so its own gradient is 1."
        upstream = self.graph.grads[place]
        text = f"Backward {self.backward_steps} of {count}: {node.name} has the upstream gradient {shown(upstream)}."
        for wire in self.wires_into(place):
            if (part := self.part_of(wire)) is not None:
                text += (
                    f" To {self.graph.nodes[wire.source].name}: local {shown(wire.local)} times {shown(upstream)} = "
                )
                text += f"{shown(part)}."
        if self.finished and self.gradients:
            text += " Done: " + ", ".join(f"{name} {shown(grad)}" for name, grad in self.gradients.items()) + "."
        return text

    @property
    def _current_operation(self) -> int:
        current = self.current
        assert current is not None  # step 0 has been dealt with
        return current


def shown(number: float) -> str:
    """A number in at most four digits, -0 as 0.

    >>> shown(-12.0), shown(2 / 3), shown(-0.0)
    ('-12', '0.6667', '0')
    """
    rounded = float(f"{number:.4g}") + 0.0
    return f"{rounded:g}"
