"""The activation explorer: a curve, its slope at a movable input, and what that slope does to a gradient.

Three panels share the input x: the activation with its tangent, the derivative, and what is left of a gradient
of 1 after each of a row of such units.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from layerwise.functional.activation_table import ACTIVATIONS

from ..style import ACTIVATION_LINES, ZERO, sign_colour, sign_marker
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider
from ..widgets.explorer import Explorer
from .model import MOST_UNITS, X_LIMIT, ActivationModel

FLOOR = 1e-12  # the gradient panel ends here; what is smaller lies on its floor

LEGEND = (
    "Triangles up and blue: positive; triangles down and orange: negative; circles and grey: zero. "
    "Third panel: every unit sits at the same input x, with a weight of 1."
)


class ActivationExplorer(Explorer[ActivationModel]):
    """Move the input along an activation and watch its slope, and the gradient that survives a row of units.

    activation: a name in layerwise.ACTIVATIONS. x: the input, -6 to 6. units: how many units in a row, 1 to 20.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        activation: str = "sigmoid",
        x: float = 2.0,
        units: int = 10,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = ActivationModel(activation, x, units)
        controls = {
            "activation": choice("activation", list(ACTIVATIONS), activation),
            "x": slider("input x", x, -X_LIMIT, X_LIMIT, step=0.1),
            "units": slider("units in a row", units, 1, MOST_UNITS),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.1, 3.1, 3.1])
        self._x = np.linspace(-X_LIMIT, X_LIMIT, 481)
        self._drawn: tuple[str, Any] | None = None  # the activation whose curve is in the figure, and whose it is
        value_axes, slope_axes, gradient_axes = figure.axes
        with styled():
            for axes in (value_axes, slope_axes):
                axes.set(xlim=(-X_LIMIT, X_LIMIT), xlabel="input x")
                axes.axhline(0, color=ZERO, linewidth=0.6)
            slope_axes.set(ylim=(-0.08, 1.12), ylabel="slope")
            gradient_axes.set(
                xlim=(-0.7, MOST_UNITS + 0.7), ylim=(FLOOR / 4, 20), yscale="log",
                xlabel="units passed", ylabel="gradient left",
            )  # fmt: skip
            gradient_axes.set_xticks(range(0, MOST_UNITS + 1, 5))
            gradient_axes.set_yticks([10.0**power for power in range(-12, 1, 3)])
            gradient_axes.minorticks_off()

            (self._curve,) = value_axes.plot([], [])
            (self._slopes,) = slope_axes.plot([], [])
            self._guides = [axes.axvline(0, color=ZERO, linewidth=0.8) for axes in (value_axes, slope_axes)]
            (self._tangent,) = value_axes.plot([], [], linestyle="--", linewidth=1.4)
            (self._value_point,) = value_axes.plot([], [], markersize=9, linestyle="")
            (self._slope_point,) = slope_axes.plot([], [], markersize=9, linestyle="")
            (self._gradients,) = gradient_axes.plot([], [], linestyle="-", linewidth=0.8, markersize=5)
            (self._underflow,) = gradient_axes.plot([], [], linestyle="", marker="v", markersize=5)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            self._curve, self._slopes, *self._guides, self._tangent, self._value_point, self._slope_point,
            self._gradients, self._underflow, *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model, x = self.model, self._x
        if (model.activation, model.runs) != self._drawn:
            self._draw_activation()
        value, slope = model.value, model.slope
        for guide in self._guides:
            guide.set_xdata([model.x, model.x])
        self._tangent.set(data=(x, model.tangent(x)), color=sign_colour(slope))
        self._value_point.set(data=([model.x], [value]), color=sign_colour(value), marker=sign_marker(value))
        self._slope_point.set(data=([model.x], [slope]), color=sign_colour(slope), marker=sign_marker(slope))

        left = model.gradient_after()
        passed = np.arange(len(left))
        size = np.abs(left)  # a slope of a learner's may have any sign
        seen = size >= FLOOR
        self._gradients.set(data=(passed[seen], size[seen]), color=sign_colour(1.0), marker="^")
        self._underflow.set(data=(passed[~seen], np.full((~seen).sum(), FLOOR / 2)))
        self._underflow.set(color=sign_colour(left[-1]), marker="o" if left[-1] == 0 else "^", fillstyle="none")

        units = "1 unit" if model.units == 1 else f"{model.units} units"
        self._titles[0].set_text(f"value {value:.3g} at x = {model.x:.1f}")
        self._titles[1].set_text(f"slope {slope:.3g}")
        self._titles[2].set_text(f"after {units}: {left[-1]:.2g}" + (", stopped" if left[-1] == 0 else ""))

    def _draw_activation(self) -> None:
        """Put another activation's curve and derivative in, with limits that fit the curve."""
        y, slopes = self.model.curve(self._x), self.model.slopes(self._x)
        self.figure.axes[1].set_ylim(min(-0.08, 1.1 * slopes.min()), max(1.12, 1.1 * slopes.max()))
        slopes[np.abs(np.diff(slopes, append=slopes[-1])) > 0.3] = np.nan  # a jump is a gap, not a steep line
        line = ACTIVATION_LINES[self.model.activation]
        self._curve.set(data=(self._x, y), **line)
        self._slopes.set(data=(self._x, slopes), **line)
        margin = 0.12 * (y.max() - y.min()) or 1.0
        axes = self.figure.axes[0]
        axes.set(ylim=(y.min() - margin, y.max() + margin), ylabel=f"{self.model.named}(x)")
        self.figure.redraw_all()
        self._drawn = self.model.activation, self.model.runs
