"""The graph explorer: an expression of the learner's own as a graph, forward and backward one node at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import line, slider
from ..widgets.explorer import Explorer
from .drawing import GraphDrawing
from .expression import ExpressionError, read_expression, read_values
from .model import GraphModel

LEGEND = (
    "Squares are variables and numbers, circles are operations; the grey one with the thick ring works now. The upper "
    "number at a node is its value, the lower one the gradient of f with respect to it, as far as it has arrived "
    "(blue: positive, orange: negative, grey: zero). On a wire, going backward: local gradient · upstream gradient = "
    "what is sent on."
)


class GraphExplorer(Explorer[GraphModel]):
    """Type an expression, give its variables values, and run it forward and backward, one node at a time.

    expression: numbers, variables, + - * / ** and a few functions. values: such as "x = -2, y = 5".
    step: where to start, 0 or more. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        expression: str = "(x + y) * z",
        values: str = "x = -2, y = 5, z = -4",
        step: int = 0,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = GraphModel(expression, values, step)
        controls = {
            "expression": line("f =", expression),
            "values": line("values", values),
            "step": slider("step", model.at, 0, model.last_step),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[9.3], height=3.9)
        with styled():
            self._drawing = GraphDrawing(figure.axes[0])
            self._title = heading(figure.axes[0])
        figure.moving(*self._drawing.artists, self._title)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        self._drawing.show(self.model)
        value = self.model.runs["Value"]
        self._title.set_text(self.model.heading + (f", by {value.whose}" if value.own else ""))
        self._fit_the_slider()

    def _fit_the_slider(self) -> None:
        """A longer expression has more steps."""
        self._setting_controls, before = True, self._setting_controls
        self.controls["step"].max = self.model.last_step
        self.controls["step"].value = self.model.at
        self._setting_controls = before

    def _control_moved(self, name: str, value: Any) -> None:
        """Read all controls: an expression that could not be read with the old values may be with the new ones.

        What cannot be read is said, and changes nothing.
        """
        if self._setting_controls:
            return
        typed = {one: self.controls[one].value for one in ("expression", "values", "step")}
        try:
            typed["values"] = with_ones(typed["expression"], typed["values"])
            self._go_to(typed | {name: typed.get(name, value)})
        except ExpressionError as error:
            self._complaint = str(error)
            self._say()
        else:
            self._setting_controls = True
            self.controls["values"].value = typed["values"]
            self._setting_controls = False


def with_ones(expression: str, values: str) -> str:
    """Return the values with 1 for each variable of the expression that has none yet.

    >>> with_ones("x * w", "x = 2")
    'x = 2, w = 1'
    """
    given = read_values(values)
    missing = [node.name for node in read_expression(expression) if node.kind == "variable" and node.name not in given]
    return ", ".join([*filter(None, [values.strip().rstrip(",;")]), *(f"{name} = 1" for name in missing)])
