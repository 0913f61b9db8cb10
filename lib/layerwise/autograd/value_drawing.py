"""A picture of a graph of Values: the numbers going forward, and the slopes coming back.

matplotlib is imported when a picture is asked for; nothing else in layerwise needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .value import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORWARD, BACKWARD = "#222222", "#5E4FA2"  # black above the line, purple below; orange and blue mean signs here
SYMBOLS = {"*": "×", "-": "−", "/": "÷"}


def draw(result: Value, axes: Axes | None = None, backward: bool = True) -> Axes:
    """Draw the graph of `result`, inputs on the left; return the axes.

    Every value is a box under its label: the operation that made it, its data above the line, and its grad in purple
    below it. Arrows run forward. backward=False leaves the gradients out.

    axes: where to draw; None makes a new figure that fits the graph. Call result.backward() before.

    >>> x, y = Value(2.0, "x"), Value(3.0, "y")
    >>> f = x * y
    >>> f.backward()
    >>> [text.get_text() for text in draw(f).texts if text.get_text()]
    ['x', '2', '3', 'y', '3', '2', '×', '6', '1']
    """
    places = layout(result)
    columns = 1 + max(column for column, _ in places.values())
    rows = [row for _, row in places.values()]
    if axes is None:
        from matplotlib.figure import Figure

        height = 1.2 * (1 + max(rows) - min(rows))
        axes = Figure(figsize=(1.9 * columns, height), layout="constrained").add_subplot()
    for value, (x, y) in places.items():
        for parent, _ in value.parents:
            start_x, start_y = places[parent]
            arrow: dict[str, Any] = {"arrowstyle": "-|>", "color": "0.45", "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", xy=(x - 0.3, y), xytext=(start_x + 0.3, start_y), arrowprops=arrow)
    for value, (x, y) in places.items():
        _draw_box(axes, value, x, y, backward)
    axes.set(xlim=(-0.4, columns - 0.6), ylim=(min(rows) - 0.5, max(rows) + 0.5))
    axes.axis("off")
    return axes


def layout(result: Value) -> dict[Value, tuple[int, float]]:
    """A place (column, row) for each value, no two the same.

    Inputs stand above each other in order of use, each one column left of its first user. An operation stands one
    column right of its rightmost parent, at the height between its parents, or below what stands there already.

    >>> x, y = Value(2.0), Value(3.0)
    >>> f = x * y + 1.0
    >>> places = layout(f)
    >>> [places[value] for value in (x, y, f)]
    [(0, 0.0), (0, -1.0), (2, -1.25)]
    """
    order = result.topological_order()
    column: dict[Value, int] = {}
    for value in order:
        column[value] = 1 + max((column[parent] for parent, _ in value.parents), default=-1)
    for value in order:
        users = [column[user] for user in order if any(parent is value for parent, _ in user.parents)]
        if not value.parents and users:
            column[value] = min(users) - 1
    row: dict[Value, float] = {}
    inputs = 0
    for value in order:
        if not value.parents:
            row[value] = 0.0 - inputs
            inputs += 1
            continue
        wanted = sum(row[parent] for parent, _ in value.parents) / len(value.parents)
        while any(column[other] == column[value] and abs(row[other] - wanted) < 1 for other in row):
            wanted -= 0.5
        row[value] = wanted
    return {value: (column[value], row[value]) for value in order}


def _draw_box(axes: Axes, value: Value, x: float, y: float, backward: bool) -> None:
    """A box at (x, y) with the operation on its left, data above the line, grad below it; the label on top."""
    from matplotlib.patches import FancyBboxPatch

    style: dict[str, Any] = {"boxstyle": "round,pad=0.02", "facecolor": "white", "edgecolor": "0.35"}
    axes.add_patch(FancyBboxPatch((x - 0.28, y - 0.26), 0.56, 0.52, **style))

    def write(text: str, at: tuple[float, float], size: int, color: str) -> None:
        axes.text(*at, text, ha="center", va="center", fontsize=size, color=color)

    middle = x + 0.08 if value.op else x
    write(value.label, (x, y + 0.37), 11, "black")
    write(SYMBOLS.get(value.op, value.op), (x - 0.17, y), 12, "black")
    write(f"{value.data:.4g}", (middle, y + (0.13 if backward else 0)), 11, FORWARD)
    if backward:
        axes.plot([middle - 0.15, middle + 0.15], [y, y], color="0.8", linewidth=1)
        write(f"{value.grad:.3g}", (middle, y - 0.13), 11, BACKWARD)
