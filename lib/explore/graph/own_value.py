"""The graph, run by a learner's Value: its sums, its products and its way back; every other node is made by hand.

A Value promises +, * and backward, and to be made of a number and its parents, with the slope in each.
"""

from __future__ import annotations

import math
from typing import Any

from ..own import OwnPartError, Part
from .expression import OPERATIONS, Node, Numbers


def run_by(part: Part, nodes: tuple[Node, ...], inputs: Numbers) -> tuple[Numbers, tuple[Numbers, ...], Numbers]:
    """Return of every node its value, its slope in each of its inputs, and the gradient of the last one in it.

    inputs: of every node its right value, of which those of variables and numbers are used.
    """
    made: list[Any] = []
    slopes: list[Numbers] = []
    for node, number in zip(nodes, inputs, strict=True):
        before = [made[place] for place in node.inputs]
        if not node.is_operation:
            made.append(part(number))
        elif node.kind == "+":
            made.append(before[0] + before[1])
        elif node.kind == "*":
            made.append(before[0] * before[1])
        else:
            data, operation = [one.data for one in before], OPERATIONS[node.kind]
            local = [0.0 if math.isnan(slope) else slope for slope in operation.local_gradients(*data)]
            made.append(part(operation.value(*data), parents=tuple(zip(before, local, strict=True))))
        slopes.append(_slopes(part, node, made[-1], before))
    made[-1].backward()
    values = part.finite([one.data for one in made], (len(nodes),))
    grads = part.finite([one.grad for one in made], (len(nodes),))
    return tuple(values.tolist()), tuple(slopes), tuple(grads.tolist())


def _slopes(part: Part, node: Node, made: Any, before: list[Any]) -> Numbers:
    """The slopes that a Value remembers, in the order of the node's inputs: its parents may stand in any order."""
    left, found = list(getattr(made, "parents", ())), []
    for one in before:
        place = next((place for place, (parent, _) in enumerate(left) if parent is one), None)
        if place is None:
            raise OwnPartError(f"{part.whose} has for {node.name} no parent for each of its {len(before)} inputs")
        found.append(float(left.pop(place)[1]))
    return tuple(found)
