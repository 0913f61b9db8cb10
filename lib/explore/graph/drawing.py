"""How a computational graph is drawn: values above, gradients below them, parts of gradients on the wires.

The same drawing serves a chapter's still figures (`draw_graph`) and the graph explorer, which keeps the artists and
changes what they show.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from layerwise.arguments import FloatArray

from ..style import INK, ZERO, sign_colour
from .expression import MOST_NODES, OPERATIONS
from .model import Graph, GraphModel, Wire, shown

NODE = 23  # points across
PALE = "#E6E6E6"
MOST_WIRES = 2 * MOST_NODES
BEND = 0.16  # how far two wires between the same nodes part, in rows


def layout(graph: Graph) -> FloatArray:
    """Return the column and the row of every node, shape (nodes, 2): inputs left of outputs, no two in one place.

    An operation stands one column right of its rightmost input, a variable or number one column left of its first
    use. Rows follow the order in which the expression names things; an operation stands between its inputs.
    """
    columns, rows = np.zeros(len(graph.nodes)), np.zeros(len(graph.nodes))
    leaves = 0
    for place, node in enumerate(graph.nodes):
        if node.is_operation:
            columns[place] = 1 + max(columns[source] for source in node.inputs)
            rows[place] = np.mean([rows[source] for source in node.inputs])
        else:
            rows[place] = leaves
            leaves += 1
    for place, node in enumerate(graph.nodes):
        if not node.is_operation:
            columns[place] = min(columns[wire.target] for wire in graph.wires if wire.source == place) - 1
    for column in np.unique(columns):
        inside = np.flatnonzero(columns == column)
        inside = inside[np.argsort(rows[inside], kind="stable")]
        wanted = rows[inside].copy()
        for one, other in pairwise(inside):
            rows[other] = max(rows[other], rows[one] + 1)
        rows[inside] -= np.mean(rows[inside] - wanted)
    return np.stack([columns, rows], axis=1)


def draw_graph(
    axes: Axes, expression: str, values: str, step: int | None = None, title: str | None = None
) -> GraphModel:
    """Draw the graph of an expression into axes, after both passes or after `step`; return its model."""
    model = GraphModel(expression, values)
    model = GraphModel(expression, values, model.last_step if step is None else step)
    drawing = GraphDrawing(axes)
    drawing.show(model, working=step is not None)
    axes.set_title(model.heading if title is None else title)
    return model


class GraphDrawing:
    """The artists of one graph, made once for the largest graph and then only changed.

    artists: all of them, in drawing order.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        axes.set_axis_off()
        self._lines = [axes.plot([], [], linestyle="-")[0] for _ in range(MOST_WIRES)]
        self._nodes = [axes.plot([], [], linestyle="", markeredgecolor=INK)[0] for _ in range(MOST_NODES)]
        text: dict[str, Any] = {"ha": "center", "va": "center", "annotation_clip": False}
        self._signs = [axes.annotate("", (0, 0), **text) for _ in range(MOST_NODES)]
        beside = {**text, "xytext": (0, 0), "textcoords": "offset points", "fontsize": 9}
        self._values = [axes.annotate("", (0, 0), **beside) for _ in range(MOST_NODES)]
        self._grads = [axes.annotate("", (0, 0), **beside) for _ in range(MOST_NODES)]
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        self._parts = [axes.annotate("", (0, 0), fontsize=8, bbox=box, **text) for _ in range(MOST_WIRES)]
        self._graph: Graph | None = None

    @property
    def artists(self) -> list[Artist]:
        """Everything that moves."""
        return [*self._lines, *self._nodes, *self._signs, *self._values, *self._grads, *self._parts]

    def show(self, model: GraphModel, working: bool = True) -> None:
        """Let the artists show the model; with `working`, also which node works now, and what it sends."""
        if model.graph is not self._graph:
            self._place(model.graph)
        for place in range(len(model.graph.nodes)):
            self._show_node(model, place, working)
        for number, wire in enumerate(model.graph.wires):
            self._show_wire(model, number, wire, working)
        for text in (*self._signs, *self._values, *self._grads, *self._parts):
            text.set_visible(bool(text.get_text()))  # drawing nothing takes time too
        for line in (*self._lines, *self._nodes):
            line.set_visible(np.size(line.get_xdata()) > 0)

    def _place(self, graph: Graph) -> None:
        """Put every artist where its node or wire is; those without one show nothing."""
        self._graph = graph
        places = layout(graph)
        most = places.max(axis=0)
        middle = (places[:, 1].min() + most[1]) / 2
        half = max(1.0, most[1] - middle) + 0.55
        self.axes.set(xlim=(-0.5, most[0] + 0.4), ylim=(middle + half, middle - half))  # the first row is on top
        for number, node in enumerate(self._nodes):
            used = number < len(graph.nodes)
            node.set_data(*(places[number][:, None] if used else np.empty((2, 0))))
            for texts, aside, above in ((self._signs, 0, 0), (self._values, 6, 18), (self._grads, -7, -19)):
                texts[number].set_text("")
                if used and texts is self._signs:
                    texts[number].xy = tuple(places[number])
                    texts[number].set_position(tuple(places[number]))
                elif used:  # beside variables, which stand close together; above and below operations
                    leaf = not graph.nodes[number].is_operation
                    texts[number].xy = tuple(places[number])
                    texts[number].set(position=(-16, aside) if leaf else (0, above), ha="right" if leaf else "center")
        bends = _bends(graph)
        for number, line in enumerate(self._lines):
            self._parts[number].set_text("")
            line.set_data([], [])
            if number < len(graph.wires):
                wire = graph.wires[number]
                curve = _curve(places[wire.source], places[wire.target], bends[number])
                line.set_data(*curve.T)
                where = tuple(curve[_label_at(graph, number)])
                self._parts[number].xy = where
                self._parts[number].set_position(where)

    def _show_node(self, model: GraphModel, place: int, working: bool) -> None:
        node, value, grad = model.graph.nodes[place], model.value_of(place), model.grad_of(place)
        here = working and place == model.current
        sign = OPERATIONS[node.kind].sign if node.is_operation else node.name
        size = NODE if len(sign) < 4 else NODE + 3 * (len(sign) - 3)
        self._nodes[place].set(
            marker="o" if node.is_operation else "s", markersize=size,
            markerfacecolor=PALE if here else "white", markeredgewidth=2.6 if here else 1.1,
            markeredgecolor=ZERO if node.kind == "number" else INK,
        )  # fmt: skip
        fontsize = 12 if len(sign) == 1 else 8.5
        self._signs[place].set(text=sign, color=ZERO if node.kind == "number" else INK, fontsize=fontsize)
        self._values[place].set_text("" if value is None or node.kind == "number" else shown(value))
        if grad is not None:
            self._grads[place].set(color=sign_colour(grad), fontweight="bold" if here else "normal")
        self._grads[place].set_text("" if grad is None else shown(grad))

    def _show_wire(self, model: GraphModel, number: int, wire: Wire, working: bool) -> None:
        part, here = model.part_of(wire), working and wire.target == model.current
        sends, gets = here and part is not None, here and model.backward_steps < 0
        label = ""
        if sends and part is not None:
            label = f"{shown(wire.local)} · {_factor(model.graph.grads[wire.target])} = {shown(part)}"
        elif part is not None and len(model.wires_from(wire.source)) > 1:
            label = shown(part)
        self._parts[number].set_text(label)
        colour = ZERO if part is None else sign_colour(part)
        if part is not None:
            self._parts[number].set_color(colour)
        self._lines[number].set(color=INK if gets else colour, linewidth=2.6 if gets or sends else 1.3)


def _factor(number: float) -> str:
    """A second factor: negative numbers in brackets."""
    return f"({shown(number)})" if number < 0 else shown(number)


def _bends(graph: Graph) -> list[float]:
    """For every wire, how far it swings out: wires between the same two nodes part."""
    together = defaultdict(list)
    for number, wire in enumerate(graph.wires):
        together[wire.source, wire.target].append(number)
    bends = [0.0] * len(graph.wires)
    for numbers in together.values():
        for rank, number in enumerate(numbers):
            bends[number] = 2 * BEND * (rank - (len(numbers) - 1) / 2) * 2
    return bends


def _curve(start: FloatArray, end: FloatArray, bend: float) -> FloatArray:
    """Points from start to end: level at both ends, steep in between, swung out by `bend` rows in the middle."""
    t = np.linspace(0, 1, 41)
    ease = t * t * (3 - 2 * t)
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * ease + bend * 4 * t * (1 - t)
    return np.stack([x, y], axis=1)


def _label_at(graph: Graph, number: int) -> int:
    """The point of the curve that carries a wire's label: wires from one source carry theirs at different places."""
    source = graph.wires[number].source
    rank = sum(wire.source == source for wire in graph.wires[:number])
    return (18, 25, 13)[rank % 3]
