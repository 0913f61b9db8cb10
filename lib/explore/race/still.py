"""The still picture of a race, drawn by matplotlib for pages without widgets."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import INK, OPTIMIZER_LINES, OPTIMIZER_MARKERS, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from .grounds import COLUMNS, ROWS, Landscape, heights, levels
from .model import LOW, RUNNERS, STEPS, RaceModel, result_text

FLOOR, CEILING = 1e-12, 1e3  # the values panel ends here; what is smaller lies on its floor
FAR = 50.0  # how many times the picture's size a point may be away and still be drawn


class Still:
    """Three panels: the ways across the landscape, the value after each step, and how each of them ended."""

    def __init__(self) -> None:
        self.figure = PersistentFigure(widths=[4.1, 3.6, 2.2], height=3.7)
        self._ground: Landscape | None = None  # the one that is in the figure
        self._heights: Any = None
        plane, values, table = self.figure.axes
        with styled():
            plane.set(xlabel="x", ylabel="y")
            values.set(xlim=(0, STEPS), ylim=(FLOOR, CEILING), yscale="log", xlabel="steps", ylabel="value")
            values.set_yticks([10.0**power for power in range(-12, 4, 3)])
            values.minorticks_off()
            values.axhline(LOW, color=ZERO, linestyle=":", linewidth=1)
            table.set_axis_off()
            table.set(xlim=(0, 1), ylim=(-0.2, len(RUNNERS)))
            self._of: dict[str, dict[str, Any]] = {}
            for name in RUNNERS:
                line = OPTIMIZER_LINES[name]
                colour = line["color"]
                style = {"color": colour, "fontsize": 9}
                mark = {"marker": OPTIMIZER_MARKERS[name], "markersize": 7, "markeredgecolor": "w", "color": colour}
                self._of[name] = {
                    "way": plane.plot([], [], marker=".", markersize=3, linewidth=1.3, **line)[0],
                    "end": plane.plot([], [], linestyle="", **mark)[0],
                    "curve": values.plot([], [], linewidth=1.5, **line)[0],
                    "sample": table.plot([-0.45, -0.22], [0, 0], clip_on=False, **line)[0],
                    "mark": table.plot([-0.33], [0], linestyle="", clip_on=False, **mark)[0],
                    "name": table.text(-0.16, 0, name, va="bottom", **style),
                    "result": table.text(-0.16, 0, "", va="top", **style),
                }
            (self._minima,) = plane.plot([], [], "+", color=INK, markersize=9)
            (self._start,) = plane.plot([], [], "s", color=INK, markersize=5, fillstyle="none")
            self._title = heading(plane)
            heading(values).set_text("value after each step")
            table.text(-0.45, len(RUNNERS) + 0.05, f"after {STEPS} steps")
        each = [artists[kind] for kind in next(iter(self._of.values())) for artists in self._of.values()]
        self.figure.moving(self._minima, self._start, *each, self._title)

    def show(self, model: RaceModel) -> None:
        """Let the picture follow the model."""
        if model.ground is not self._ground:
            self._put(model.ground)
        for place, name in enumerate(model.shown):
            height = len(RUNNERS) - place - 0.5
            self._of[name]["sample"].set_ydata([height, height])
            self._of[name]["mark"].set_ydata([height])
            self._of[name]["name"].set_y(height)
            self._of[name]["result"].set_y(height - 0.08)
        size = FAR * np.ptp([model.ground.x_limits, model.ground.y_limits])
        for name, artists in self._of.items():
            for artist in artists.values():
                artist.set_visible(name in model.shown)
            if name in model.shown:
                found = model.run(name)
                path = found.path[(np.abs(found.path) < size).all(axis=1)]
                artists["way"].set_data(path.T)
                artists["end"].set_data(path[-1:].T if np.isfinite(found.values[-1]) else [[], []])
                artists["curve"].set_data(np.arange(STEPS + 1), np.clip(found.values, FLOOR, None))
                words = "did not run" if found.error else result_text(found)
                artists["result"].set_text(words.replace("below 1e-6 from step", "low from"))
        self._start.set_data([model.x], [model.y])
        self._title.set_text(f"{model.landscape} from ({model.x:g}, {model.y:g})")

    def _put(self, ground: Landscape) -> None:
        """Put another landscape's lines of equal height in."""
        axes = self.figure.axes[0]
        if self._heights is not None:
            self._heights.remove()
        x, y = np.linspace(*ground.x_limits, COLUMNS), np.linspace(*ground.y_limits, ROWS)
        with styled():
            at = levels(ground)
            self._heights = axes.contour(x, y, heights(ground), levels=at, linewidths=0.7, alpha=0.75)
        axes.set(xlim=ground.x_limits, ylim=ground.y_limits)
        self._minima.set_data(np.array(ground.minima, dtype=float).T)
        self.figure.redraw_all()
        self._ground = ground
