"""The race explorer: six optimizers walk down a landscape, and every hyper-parameter can be turned.

Left, their ways across the landscape; in the middle, the value at each step; right, who is where after 100 steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets
import numpy as np

from ..style import INK, OPTIMIZER_LINES, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from .model import (
    ALL,
    DECAYS,
    EPSILONS,
    LANDSCAPES,
    LOW,
    MOMENTA,
    RATES,
    RUNNERS,
    STEPS,
    WEIGHT_DECAYS,
    RaceModel,
    result_text,
)

FLOOR, CEILING = 1e-12, 1e3  # the values panel ends here; what is smaller lies on its floor
FAR = 50.0  # how many times the picture's size a point may be away and still be drawn

LEGEND = (
    "Left: thin lines join points of equal height, + marks the lowest points, a dot each place after a step, a "
    "larger one the last. Middle: the value after each step; the dotted line is 1e-6. Right: the last value, and from "
    "which step on it is below 1e-6. A learning rate belongs to one optimizer, momentum to Momentum and Nesterov, eps "
    "and weight decay to all that have them. A new landscape comes with its usual start and rates."
)


def labelled(numbers: Iterable[float]) -> list[tuple[str, float]]:
    """Return the numbers as stops of a slider, written short."""
    return [(f"{number:g}", number) for number in numbers]


class RaceExplorer(Explorer[RaceModel]):
    """Let optimizers race down a landscape from a start of your choice, with every hyper-parameter in your hands.

    landscape: bowl, rosenbrock, saddle or wells. show: "all" or the name of one optimizer.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        landscape: str = "bowl",
        show: str = ALL,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        usual = LANDSCAPES[landscape].usual if landscape in LANDSCAPES else {}
        model = RaceModel(landscape=landscape, show=show, **usual)
        ground = model.ground
        rates = {
            f"{name.lower()}_lr": stops(f"{name} lr", usual[f"{name.lower()}_lr"], labelled(RATES)) for name in RUNNERS
        }
        controls = {
            "landscape": choice("landscape", list(LANDSCAPES), landscape),
            "show": choice("show", [ALL, *RUNNERS], show),
            "x": slider("start x", model.x, *ground.x_limits, step=0.01, digits=2),
            "y": slider("start y", model.y, *ground.y_limits, step=0.01, digits=2),
            **rates,
            "momentum": stops("momentum", model.momentum, list(MOMENTA)),
            "alpha": stops("alpha (RMSprop)", model.alpha, list(DECAYS)),
            "beta1": stops("beta1 (Adam)", model.beta1, list(MOMENTA)),
            "beta2": stops("beta2 (Adam)", model.beta2, list(DECAYS)),
            "eps": stops("eps", model.eps, labelled(EPSILONS)),
            "weight_decay": stops("weight decay", model.weight_decay, list(WEIGHT_DECAYS)),
        }
        super().__init__(model, controls, LEGEND, on_goal)
        in_groups = (list(controls)[:4], list(rates), list(controls)[4 + len(rates) :])
        rows = [ipywidgets.Box([controls[n] for n in names], layout={"flex_flow": "row wrap"}) for names in in_groups]
        self.widget.children = (*rows, self.picture, self.words)

    def set(self, **settings: Any) -> None:
        """Change settings by name; a new landscape brings its usual start and learning rates."""
        landscape = settings.get("landscape", self.model.landscape)
        if landscape != self.model.landscape and landscape in LANDSCAPES:
            ground = LANDSCAPES[landscape]
            settings = {**ground.usual, **settings}
            self._setting_controls, before = True, self._setting_controls
            for name, (low, high) in (("x", ground.x_limits), ("y", ground.y_limits)):
                # In one message: a slider that learns its limits before its value would answer with a value of its own.
                with self.controls[name].hold_sync(), self.controls[name].hold_trait_notifications():
                    self.controls[name].min, self.controls[name].max = low, high
                    self.controls[name].value = settings[name]
            self._setting_controls = before
        super().set(**settings)

    def _control_moved(self, name: str, value: Any) -> None:
        if name == "landscape" and not self._setting_controls:
            self.set(landscape=value)
        else:
            super()._control_moved(name, value)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.1, 3.6, 2.2], height=3.7)
        self._drawn = ""  # the landscape that is in the figure
        self._heights: Any = None
        plane, values, table = figure.axes
        with styled():
            plane.set(xlabel="x", ylabel="y")
            values.set(xlim=(0, STEPS), ylim=(FLOOR, CEILING), yscale="log", xlabel="steps", ylabel="value")
            values.set_yticks([10.0**power for power in range(-12, 4, 3)])
            values.minorticks_off()
            values.axhline(LOW, color=ZERO, linestyle=":", linewidth=1)
            table.set_axis_off()
            table.set(xlim=(0, 1), ylim=(-0.2, len(RUNNERS)))
            self._ways, self._ends, self._curves, self._rows = {}, {}, {}, {}
            for place, name in enumerate(RUNNERS):
                line = OPTIMIZER_LINES[name]
                (self._ways[name],) = plane.plot([], [], marker=".", markersize=3, linewidth=1.3, **line)
                (self._ends[name],) = plane.plot([], [], "o", color=line["color"], markersize=7, markeredgecolor="w")
                (self._curves[name],) = values.plot([], [], linewidth=1.5, **line)
                height = len(RUNNERS) - place - 0.5
                table.plot([-0.45, -0.22], [height, height], clip_on=False, **line)
                style = {"color": line["color"], "fontsize": 9}
                table.text(-0.16, height, name, va="bottom", **style)
                self._rows[name] = table.text(-0.16, height - 0.08, "", va="top", **style)
            (self._minima,) = plane.plot([], [], "+", color=INK, markersize=9)
            (self._start,) = plane.plot([], [], "s", color=INK, markersize=5, fillstyle="none")
            self._title = heading(plane)
            heading(values).set_text("value after each step")
            table.text(-0.45, len(RUNNERS) + 0.05, f"after {STEPS} steps")
        figure.moving(
            self._minima, self._start, *self._ways.values(), *self._ends.values(), *self._curves.values(),
            *self._rows.values(), self._title,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        if model.landscape != self._drawn:
            self._draw_landscape()
        size = FAR * np.ptp([model.ground.x_limits, model.ground.y_limits])
        for name in RUNNERS:
            seen = name in model.shown
            for artists in (self._ways, self._ends, self._curves, self._rows):
                artists[name].set_visible(seen)
            if seen:
                found = model.run(name)
                path = found.path[(np.abs(found.path) < size).all(axis=1)]
                self._ways[name].set_data(path.T)
                self._ends[name].set_data(path[-1:].T if np.isfinite(found.values[-1]) else [[], []])
                self._curves[name].set_data(np.arange(STEPS + 1), np.clip(found.values, FLOOR, None))
                self._rows[name].set_text(result_text(found).replace("below 1e-6 from step", "low from"))
        self._start.set_data([model.x], [model.y])
        self._title.set_text(f"{model.landscape} from ({model.x:g}, {model.y:g})")

    def _draw_landscape(self) -> None:
        """Put another landscape's contours in."""
        ground, axes = self.model.ground, self.figure.axes[0]
        x, y = np.linspace(*ground.x_limits, 81), np.linspace(*ground.y_limits, 61)
        height = np.array([[ground.f(np.array([a, b]))[0] for a in x] for b in y])
        if self._heights is not None:
            self._heights.remove()
        levels = np.quantile(height, np.linspace(0.01, 0.99, 14))
        with styled():
            self._heights = axes.contour(x, y, height, levels=np.unique(levels), linewidths=0.7, alpha=0.75)
        axes.set(xlim=ground.x_limits, ylim=ground.y_limits)
        self._minima.set_data(np.array(ground.minima, dtype=float).T)
        self.figure.redraw_all()
        self._drawn = self.model.landscape
