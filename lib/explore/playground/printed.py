"""The playground on a page without widgets: the network with what each unit does, the plane, and the losses."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from ..style import INK, NEGATIVE, ORANGE_BLUE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from .data import LIMIT
from .features import FEATURES
from .pictures import feature_maps
from .run import Run

_SQUARE = 0.36  # half the side of a unit's picture; units stand 1 apart


class Still:
    """Draws into one figure of three panels."""

    def __init__(self) -> None:
        self.figure = PersistentFigure(widths=[4.6, 2.7, 2.7], height=2.9)
        network, plane, loss = self.figure.axes
        with styled():
            network.set_axis_off()
            plane.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), xlabel="x1", ylabel="x2")
            plane.set_xticks([-6, 0, 6])
            plane.set_yticks([-6, 0, 6])
            self._ground = plane.imshow(
                np.zeros((2, 2)), extent=(-LIMIT, LIMIT, -LIMIT, LIMIT), origin="lower", cmap=ORANGE_BLUE, alpha=0.75,
                vmin=-1, vmax=1, interpolation="bilinear", aspect="auto",
            )  # fmt: skip
            self._dots = [
                plane.plot([], [], linestyle="", marker=marker, markersize=4, color=colour, markeredgecolor="white",
                           markeredgewidth=0.4)[0]
                for marker, colour in (("o", NEGATIVE), (".", ZERO), ("s", POSITIVE))
            ]  # fmt: skip
            loss.set(xlabel="epoch", ylabel="loss")
            (self._train,) = loss.plot([], [], color=INK, linestyle="-")
            (self._test,) = loss.plot([], [], color=ZERO, linestyle="--")
            self._titles = [heading(axes) for axes in self.figure.axes]
        self._drawn: list[Any] = []

    def draw(self, run: Run, maps: list[Any]) -> None:
        """Show a run. maps: of each layer, and of the output."""
        self._network(run, maps)
        self._plane(run, maps[-1])
        self._losses(run)
        self.figure.redraw_all()

    def _network(self, run: Run, maps: list[Any]) -> None:
        for artist in self._drawn:
            artist.remove()
        axes = self.figure.axes[0]
        on = [i for i, name in enumerate(FEATURES) if name in run.settings.features]
        shown = [np.stack([feature_maps()[i] for i in on]), *maps[:-1]]
        places = [[(x, len(layer) / 2 - 0.5 - i) for i in range(len(layer))] for x, layer in enumerate(shown)]
        lines, colours, widths = [], [], []
        for x, layer in enumerate(run.network.layers):
            weight = np.asarray(layer.linear.weight.data)
            most = max(float(np.abs(weight).max()), 1e-9)
            for row, column in np.ndindex(weight.shape):
                lines.append([places[x][column], places[x + 1][row]])
                colours.append(POSITIVE if weight[row, column] > 0 else NEGATIVE)
                widths.append(0.3 + 2.2 * abs(weight[row, column]) / most)
        with styled():
            links = LineCollection(lines, colors=colours, linewidths=widths, alpha=0.8, zorder=1)
            self._drawn = [axes.add_collection(links)]
            tall = max(len(layer) for layer in shown)
            wide = max(1.0, tall / 2 / len(shown))  # how wide a unit is beside its height, as the panel is wide
            for layer, spots in zip(shown, places, strict=True):
                most = max(float(np.abs(layer).max()), 1e-9)
                for map_, (x, y) in zip(layer, spots, strict=True):
                    side = _SQUARE / wide if wide > 1 else _SQUARE
                    self._drawn.append(axes.imshow(
                        map_, extent=(x - side * 0.6, x + side * 0.6, y - _SQUARE, y + _SQUARE), origin="lower",
                        cmap=ORANGE_BLUE, vmin=-most, vmax=most, aspect="auto", zorder=2,
                    ))  # fmt: skip
        axes.set(xlim=(-0.5, len(shown) - 0.5), ylim=(-tall / 2 - 0.1, tall / 2 + 0.1))
        sizes = "-".join(str(len(layer)) for layer in shown)
        hidden = f", {run.settings.activation}" if run.settings.layers else ""
        self._titles[0].set_text(f"{sizes}{hidden}: what each unit does")

    def _plane(self, run: Run, output: Any) -> None:
        self._ground.set_data(output if run.settings.regression else 2 * output - 1)
        value = run.points.target if run.settings.regression else 2 * run.points.target - 1
        for dots, rows in zip(self._dots, (value < -0.1, np.abs(value) <= 0.1, value > 0.1), strict=True):
            dots.set_data(run.points.x[rows, 0], run.points.x[rows, 1])
        self._titles[1].set_text(f"after {run.epoch:.0f} epochs")

    def _losses(self, run: Run) -> None:
        axes = self.figure.axes[2]
        history = np.array(run.history).reshape(-1, 3)
        self._train.set_data(history[:, 0], history[:, 1])
        self._test.set_data(history[:, 0], history[:, 2])
        seen = history[:, 1:][np.isfinite(history[:, 1:])]
        axes.set(xlim=(0, max(10.0, run.epoch)), ylim=(0, 1.1 * max(seen, default=1.0)))
        self._titles[2].set_text("training —, test - -" if len(history) else "not trained yet")
