"""The boundary explorer: a decision boundary in the plane that bends as hidden units are added.

Left, the points, the ground each class holds, and the straight line of each hidden unit; right, the accuracy of
every number of units tried so far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from contourpy import LineType, contour_generator
from matplotlib.collections import LineCollection

from layerwise.arguments import FloatArray
from layerwise.functional.activation_table import ACTIVATIONS

from ..style import CLASS_COLOURS, CLASS_MARKERS, INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from ..widgets.night import mixed
from ..widgets.picture import ANY_PAGE, Page
from .model import DATASETS, EPOCH_STOPS, LAST_SEED, MOST_UNITS, SEPARATED, BoundaryModel

GRID = 90  # the ground is computed at GRID x GRID points
PALE = 0.45  # how strongly the ground is coloured where the network is certain

LEGEND = (
    "Left: the marker and its colour are the true class, the ground is the predicted one (none: undecided), the "
    "black line is the boundary, rings are points on the wrong side; each grey dashed line is where one hidden "
    "unit's input is zero. Right: the settings tried so far; filled squares are separated."
)


class BoundaryExplorer(Explorer[BoundaryModel]):
    """Add hidden units to a two-layer network and watch its boundary bend.

    dataset: circles, xor, moons or spiral. hidden_features: hidden units, 1 to 20.
    activation: a name in layerwise.ACTIVATIONS. epochs: steps of training, one of 0, 10, 30, 100, 300, 1000.
    seed: of the initial weights, 0 to 9. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        dataset: str = "circles",
        hidden_features: int = 2,
        activation: str = "tanh",
        epochs: int = 1000,
        seed: int = 0,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = BoundaryModel(dataset, hidden_features, activation, epochs, seed)
        controls = {
            "dataset": choice("data", list(DATASETS), dataset),
            "activation": choice("activation", list(ACTIVATIONS), activation),
            "hidden_features": slider("hidden units", hidden_features, 1, MOST_UNITS),
            "epochs": stops("epochs", epochs, list(EPOCH_STOPS)),
            "seed": slider("seed", seed, 0, LAST_SEED),
        }
        self._tried: dict[tuple[Any, ...], dict[int, float]] = {}
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.6, 3.5], height=3.6)
        self._drawn = ""  # the data set that is in the figure
        plane, score = figure.axes
        with styled():
            plane.set(xlabel="x1", ylabel="x2", aspect="equal", adjustable="box")
            score.set(xlim=(0, MOST_UNITS + 1), ylim=(0.3, 1.04))
            score.set(xlabel="hidden units", ylabel="accuracy (fraction right)")
            score.set_xticks([1, 5, 10, 15, 20])
            score.axhline(SEPARATED, color=ZERO, linestyle=":", linewidth=1)
            score.annotate(
                f"separated: {SEPARATED}", (MOST_UNITS + 1, SEPARATED), xytext=(0, -3),
                textcoords="offset points", ha="right", va="top", color=ZERO, fontsize=8.5,
            )  # fmt: skip

            self._ground = plane.imshow(np.ones((2, 2, 3)), origin="lower", interpolation="bilinear")
            self._unit_lines = LineCollection([], colors=ZERO, linestyles=[(0, (4, 3))], linewidths=0.9)
            self._boundary = LineCollection([], colors=INK, linewidths=1.8)
            plane.add_collection(self._unit_lines, autolim=False)
            plane.add_collection(self._boundary, autolim=False)
            self._points = [
                plane.plot([], [], marker, color=colour, markersize=4, markeredgecolor="w", markeredgewidth=0.4)[0]
                for marker, colour in zip(CLASS_MARKERS[:3], CLASS_COLOURS[:3], strict=True)
            ]
            (self._wrong,) = plane.plot(
                [], [], "o", markersize=7, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=0.9
            )
            (self._missed,) = score.plot([], [], "o", color=NEGATIVE, fillstyle="none", markersize=6)
            (self._separated,) = score.plot([], [], "s", color=POSITIVE, markersize=6)
            (self._now,) = score.plot([], [], "o", markersize=13, markerfacecolor="none", markeredgecolor=INK)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            self._ground, self._unit_lines, self._boundary, *self._points, self._wrong,
            self._missed, self._separated, self._now, *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        if model.dataset != self._drawn:
            self._draw_data()
        p = model.probabilities(self._x1, self._x2)
        self._ground.set_data(ground(p, self.figure.page))
        self._boundary.set_segments(boundary(self._x1, self._x2, p))
        self._unit_lines.set_segments(model.unit_lines(radius=10.0))
        X, y = model.run.X, model.run.y
        wrong = model.run.at(model.epochs).predict(X) != y
        self._wrong.set_data(X[wrong, 0], X[wrong, 1])

        setting = (model.dataset, model.activation, model.epochs, model.seed, model.runs)
        tried = self._tried.setdefault(setting, {})
        tried[model.hidden_features] = model.accuracy
        units, accuracy = np.array(list(tried)), np.array(list(tried.values()))
        done = accuracy >= SEPARATED
        self._separated.set_data(units[done], accuracy[done])
        self._missed.set_data(units[~done], accuracy[~done])
        self._now.set_data([model.hidden_features], [model.accuracy])

        self._titles[0].set_text(f"{model.units}, {model.epochs} epochs")
        self._titles[1].set_text(f"accuracy {model.accuracy:.3f}, {wrong.sum()} of {len(y)} wrong")

    def _draw_data(self) -> None:
        """Put another data set's points in, with square limits around them."""
        X, y = self.model.run.X, self.model.run.y
        for k, points in enumerate(self._points):
            points.set_data(X[y == k, 0], X[y == k, 1])
        middle = (X.min(axis=0) + X.max(axis=0)) / 2
        half = 1.12 * (X.max(axis=0) - X.min(axis=0)).max() / 2
        self._x1, self._x2 = (np.linspace(m - half, m + half, GRID) for m in middle)
        limits = (middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)
        self._ground.set_extent(limits)
        self.figure.axes[0].set(xlim=limits[:2], ylim=limits[2:])
        self.figure.redraw_all()
        self._drawn = self.model.dataset


def ground(p: FloatArray, page: Page = ANY_PAGE) -> FloatArray:
    """Return the colour of each grid point: the class's own, paler the less certain, the page's where undecided.

    p: probabilities of shape (rows, columns, C). Returns colours of shape (rows, columns, 3), each in 0 to 1.
    """
    C = p.shape[-1]
    certainty = np.clip((p - 1 / C) / (1 - 1 / C), 0, 1)
    return mixed(PALE * certainty, CLASS_COLOURS[:C], page)


def boundary(x1: FloatArray, x2: FloatArray, p: FloatArray) -> list[FloatArray]:
    """Return the lines, each of shape (points, 2), on which a class ties with the best of the others."""
    lines: list[FloatArray] = []
    classes = p.shape[-1]
    for k in range(1 if classes == 2 else classes):  # of two classes, both have the same boundary
        lead = p[..., k] - np.delete(p, k, axis=-1).max(axis=-1)
        lines.extend(contour_generator(x1, x2, lead, line_type=LineType.Separate).lines(0.0))  # type: ignore[arg-type]
    return lines
