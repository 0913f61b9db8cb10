"""The normalization explorer: a batch drawn point by point through batch normalization.

Left, every example on its way from x to y; right, what one example does to all the others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from ..style import INK, ZERO, sign_colour, sign_marker
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from .model import BATCH, MOVED, RUNNING, STAGES, NormalizationModel

LIMIT = 9.0
SIGNS = (-1.0, 0.0, 1.0)
_EPSILONS = [(f"{eps:g}", eps) for eps in (0.0, 1e-5, 0.01, 0.1, 0.5, 1.0, 5.0)]

LEGEND = (
    "Left: one line for each example; triangles up and blue are above the mean, triangles down and orange below; the "
    "ringed one can be dragged. Right: how far each y moves for each unit that the ringed x rises; in training all of "
    "them move. Running statistics: mean 1, spread 2."
)


class NormalizationExplorer(Explorer[NormalizationModel]):
    """Push a batch of nine through batch normalization, drag one of them, and watch the others.

    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(self, centre: float = 2.0, spread: float = 1.5, on_goal: Callable[[str], None] | None = None) -> None:
        model = NormalizationModel(centre=centre, spread=spread)
        controls = {
            "centre": slider("centre of x", centre, -4, 4, step=0.1),
            "spread": slider("spread of x", spread, 0.1, 3, step=0.1),
            "drag": slider("drag one point", 0.0, -6, 6, step=0.1),
            "weight": slider("weight", 1.0, -3, 3, step=0.1),
            "bias": slider("bias", 0.0, -4, 4, step=0.1),
            "eps": stops("eps", model.eps, _EPSILONS),
            "statistics": choice("statistics", [BATCH, RUNNING], BATCH),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[5.4, 3.6], height=3.3)
        way, pull = figure.axes
        places, rows = np.arange(4), np.arange(9)
        with styled():
            way.set(xlim=(-0.25, 3.25), ylim=(-LIMIT, LIMIT), ylabel="value")
            way.set_xticks(places, STAGES)
            pull.set(xlim=(-0.6, 8.6), ylim=(-1.5, 1.5), xlabel="example", ylabel="y moves by (per unit of x)")
            pull.set_xticks(rows)
            for axes in figure.axes:
                axes.axhline(0, color=ZERO, linewidth=0.6)
            self._lines, self._stems = LineCollection([], linewidths=0.8), LineCollection([], linewidths=1.6)
            way.add_collection(self._lines, autolim=False)
            pull.add_collection(self._stems, autolim=False)
            self._points, self._heads = _marks(way, 6), _marks(pull, 7)
            (self._ring,) = way.plot(places, places, "o", markersize=12, fillstyle="none", color=INK, linestyle="")
            (self._mark,) = pull.plot([MOVED], [0], "o", markersize=13, fillstyle="none", color=INK, linestyle="")
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            self._lines, *self._points, self._ring, self._stems, *self._heads, self._mark, *self._titles
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        stages, slopes = self.model.stages(), self.model.pull()
        seen = np.clip(stages, -LIMIT, LIMIT)
        places = np.arange(4)
        signs = np.sign(stages[1].round(9))
        self._lines.set_segments([np.column_stack([places, seen[:, row]]) for row in range(len(signs))])
        self._lines.set_color([sign_colour(sign) for sign in signs])
        for marks, sign in zip(self._points, SIGNS, strict=True):
            rows = np.flatnonzero(signs == sign)
            marks.set_data(np.tile(places, len(rows)), seen[:, rows].T.ravel())
        self._ring.set_data(places, seen[:, MOVED])
        shown = np.clip(slopes, -1.5, 1.5).round(12)
        self._stems.set_segments([[(row, 0.0), (row, height)] for row, height in enumerate(shown)])
        self._stems.set_color([sign_colour(height) for height in shown])
        for marks, sign in zip(self._heads, SIGNS, strict=True):
            rows = np.flatnonzero(np.sign(shown) == sign)
            marks.set_data(rows, shown[rows])
        self._mark.set_data([MOVED], [shown[MOVED]])
        self._titles[0].set_text(f"minus {self.model.mean:.2f}, divided by {self.model.std:.2f}, then weight and bias")
        moving = int((np.abs(np.delete(slopes, MOVED)) > 1e-9).sum())
        self._titles[1].set_text(f"one x moves, {moving} other y follow")


def _marks(axes: Axes, size: float) -> list[Line2D]:
    """The marks of each sign: one artist for all examples of that sign, because drawing many takes longer."""
    return [
        axes.plot([], [], sign_marker(sign), color=sign_colour(sign), markersize=size, linestyle="")[0]
        for sign in SIGNS
    ]
