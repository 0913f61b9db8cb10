"""The graph explorer: an expression of the learner's own as a graph, forward and backward one node at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import line, slider
from ..widgets.explorer import Explorer
from .drawing import GraphDrawing
from .expression import ExpressionError
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
        self._complaint = ""
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
        self._title.set_text(self.model.heading)
        self._complaint = ""
        self._fit_the_slider()

    def _fit_the_slider(self) -> None:
        """A longer expression has more steps."""
        self._setting_controls, before = True, self._setting_controls
        self.controls["step"].max = self.model.last_step
        self.controls["step"].value = self.model.at
        self._setting_controls = before

    def _control_moved(self, name: str, value: Any) -> None:
        """Read all controls: an expression that had no values yet may have them now.

        What cannot be read is said, and changes nothing.
        """
        if self._setting_controls:
            return
        try:
            self.model = replace(self.model, **{name: control.value for name, control in self.controls.items()})
        except ExpressionError as error:
            self._complaint = str(error)
            self._say()
        else:
            self._show()
