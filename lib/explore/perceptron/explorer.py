"""The perceptron explorer: what two lines and a third can do that one cannot.

Left, the plane with the two lines and the answer; in the middle, the same four corners as the third line sees them;
right, its mistakes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray

from ..style import CLASS_COLOURS, CLASS_MARKERS, CYCLE, INK, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import slider
from ..widgets.explorer import Explorer
from ..widgets.night import mixed
from ..widgets.picture import Page
from .model import CORNERS, HIGH, LOW, MOST_LOOKS, ROUND, WANTED, PerceptronModel, Rule

NEAR, FAR = -0.6, 1.6  # the axes of the two planes
GRID = 120
LINES: tuple[Any, Any] = ({"color": CYCLE[3], "linestyle": "-"}, {"color": CYCLE[1], "linestyle": "--"})
ASIDE = np.array([[-0.07, -0.07], [-0.07, 0.07], [0.07, -0.07], [0.07, 0.07]])  # so that corners that meet are seen

LEGEND = (
    "Left: squares should be on (1), circles off (0); the ground is the answer, blue for on, orange for off; each "
    "line's arrow points to the side where it is on. Middle: the same corners, placed by what line 1 and line 2 say of "
    "them; the black line is the third one. Corners that meet are drawn side by side. Right: the third line looks at "
    "the corners in turn; its mistakes in each round of four looks."
)


class PerceptronExplorer(Explorer[PerceptronModel]):
    """Move two lines over the corners of XOR, and let a third learn from their answers.

    angle1, shift1, angle2, shift2: where the lines lie at first. looks: how long the third line learns.
    rule: a perceptron_step; your own where it has passed, if none is given.
    on_goal: called once, with the goal's text, when it is reached.
    """

    def __init__(
        self,
        angle1: int = 0,
        shift1: float = 0.5,
        angle2: int = 90,
        shift2: float = 0.5,
        looks: int = 40,
        rule: Rule | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = PerceptronModel(angle1, shift1, angle2, shift2, looks, rule)
        controls = {
            "angle1": slider("angle of line 1", angle1, -180, 180, 5),
            "shift1": slider("shift of line 1", shift1, LOW, HIGH, 0.05, digits=2),
            "angle2": slider("angle of line 2", angle2, -180, 180, 5),
            "shift2": slider("shift of line 2", shift2, LOW, HIGH, 0.05, digits=2),
            "looks": slider("looks of the third", looks, 0, MOST_LOOKS),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.3, 3.3, 3.1], height=3.2)
        plane, seen, rounds = figure.axes
        side = np.linspace(NEAR, FAR, GRID)
        self._grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        with styled():
            for axes, names in ((plane, ("x1", "x2")), (seen, ("line 1 says", "line 2 says"))):
                axes.set(xlim=(NEAR, FAR), ylim=(NEAR, FAR), xlabel=names[0], ylabel=names[1], xticks=[0, 1],
                         yticks=[0, 1], aspect="equal")  # fmt: skip
            rounds.set(xlim=(0, MOST_LOOKS / ROUND + 1), ylim=(-0.2, ROUND + 0.3), xlabel="round of four looks",
                       ylabel="mistakes", yticks=range(ROUND + 1))  # fmt: skip
            rounds.axhline(0, color=ZERO, linestyle=":", linewidth=1)
            self._grounds = [
                axes.imshow(np.ones((2, 2, 3)), origin="lower", extent=(NEAR, FAR, NEAR, FAR), interpolation="nearest")
                for axes in (plane, seen)
            ]
            self._lines = [plane.plot([], [], linewidth=2, **look)[0] for look in LINES]
            self._arrows = [
                plane.annotate("", (0, 0), (0, 0), annotation_clip=True,
                               arrowprops={"arrowstyle": "-|>", "color": look["color"], "linewidth": 1.4})
                for look in LINES
            ]  # fmt: skip
            self._names = [
                plane.text(0, 0, name, color=look["color"], ha="center", va="center", fontsize=8.5, clip_on=True)
                for name, look in zip("12", LINES, strict=True)
            ]
            (self._third,) = seen.plot([], [], color=INK, linestyle="-", linewidth=2)
            self._corners = [
                [axes.plot([], [], CLASS_MARKERS[k], color=CLASS_COLOURS[k], markersize=9, markeredgecolor=INK)[0]
                 for k in (0, 1)]
                for axes in (plane, seen)
            ]  # fmt: skip
            (self._mistakes,) = rounds.plot([], [], color=INK, linestyle="-", marker="o", markersize=4)
            self._titles = [heading(axes) for axes in figure.axes]
        for k, points in enumerate(self._corners[0]):
            points.set_data(*CORNERS[k == WANTED].T)
        figure.moving(
            *self._grounds, *self._lines, *self._arrows, *self._names, self._third,
            *self._corners[0], *self._corners[1], self._mistakes, *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        W1, b1 = model.lines
        for line, arrow, name, side, w, b in zip(
            self._lines, self._arrows, self._names, (0.12, -0.12), W1, b1, strict=True
        ):
            line.set_data(*_across(w, float(b)).T)
            foot = 0.5 + w * (-b - w.sum() / 2)  # the point of the line that is nearest to the middle
            arrow.set_position(foot)
            arrow.xy = foot + 0.3 * w
            name.set_position(foot + 0.2 * w + side * np.array([-w[1], w[0]]))
        v, c = model.third
        self._third.set_data(*_across(v, c).T)
        self._grounds[0].set_data(_ground(model.output(self._grid), self.figure.page))
        self._grounds[1].set_data(_ground(self._grid @ v + c > 0, self.figure.page))
        places = model.hidden(CORNERS) + ASIDE
        for k, points in enumerate(self._corners[1]):
            points.set_data(*places[k == WANTED].T)
        counts = model.mistakes
        self._mistakes.set_data(np.arange(1, len(counts) + 1), counts)

        self._titles[0].set_text(f"{model.right} of 4 corners right")
        self._titles[1].set_text("what the third line sees")
        self._titles[2].set_text(f"{sum(counts)} mistakes in {model.looks} looks")


def _across(w: FloatArray, b: float) -> FloatArray:
    """Return two points of the line w @ x + b = 0, far outside on both sides, (2, 2); nothing where w is 0."""
    size = float(w @ w)
    if size == 0:
        return np.full((2, 2), np.nan)
    foot, along = -b * w / size, np.array([-w[1], w[0]]) / np.sqrt(size)
    return np.stack([foot - 9 * along, foot + 9 * along])


def _ground(on: Any, page: Page) -> FloatArray:
    """Return the pale colour of each grid point's answer, (GRID, GRID, 3)."""
    shares = 0.3 * np.eye(2)[np.asarray(on).astype(int)]
    return mixed(shares, CLASS_COLOURS[:2], page).reshape(GRID, GRID, 3)
