"""The capacity explorer: one network, from too small to far too large, and everything that holds it back.

Left, the fit; in the middle, the errors over training; right, the errors over the number of hidden units.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..style import CYCLE, DASHES, INK, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import slider, stops
from ..widgets.explorer import Explorer
from .model import (
    CHECKS,
    DRAWS,
    DROPOUTS,
    GRID,
    NOISES,
    OFF,
    PATIENCES,
    SAMPLES,
    STEPS,
    UNITS,
    WEIGHT_DECAYS,
    CapacityModel,
    truth,
)

FLOOR, CEILING = 1e-3, 10.0  # the error axes end here, and what lies beyond is drawn at the end
FARTHEST = 2 * STEPS[-1]  # the axis of the steps
LOW, HIGH = -2.2, 2.2  # the axis of the fit
LINES = {name: {"color": CYCLE[i], "linestyle": DASHES[i]} for i, name in enumerate(("training", "validation", "test"))}

LEGEND = (
    "Left: training examples (circles), the true curve (dotted), this draw's fit (thick) and those of the four other "
    "draws (thin). Middle: the errors of this draw after each step of gradient descent; the thin vertical line is "
    "where training ends, the rings the weights that are kept. Right: medians over five draws, with the range of the "
    "test error; the vertical line marks your choice. The grey dotted line is the error that the noise alone makes; "
    "what lies beyond an axis is drawn at its end. Only the last layer is trained. Dropout is averaged over all its "
    "masks. Early stopping waits so many checks; about ten lead to ten times as many steps."
)


class CapacityExplorer(Explorer[CapacityModel]):
    """Give a network too much capacity, watch it overfit, and hold it back.

    units: hidden units. samples: training examples. noise: standard deviation of the noise. All three have the values
    at which their sliders stop. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        units: int = 60,
        samples: int = 20,
        noise: float = 0.3,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = CapacityModel(units=units, samples=samples, noise=noise)
        patience = [("off" if checks == OFF else f"after {checks}", checks) for checks in PATIENCES]
        controls = {
            "units": stops("hidden units", units, list(UNITS)),
            "samples": stops("samples", samples, list(SAMPLES)),
            "noise": stops("noise", noise, list(NOISES)),
            "weight_decay": stops("λ (L2)", model.weight_decay, [(f"{value:g}", value) for value in WEIGHT_DECAYS]),
            "dropout": stops("dropout p", model.dropout, list(DROPOUTS)),
            "patience": stops("early stopping", model.patience, patience),
            "steps": stops("steps at most", model.steps, [(f"{count:,}", count) for count in STEPS]),
            "number": slider("draw", model.number, 0, DRAWS - 1),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.4, 3.4, 3.0], height=3.3)
        fit, steps, units = figure.axes
        with styled():
            fit.set(xlim=(-1, 1), ylim=(LOW, HIGH), xlabel="x", ylabel="y")
            steps.set(xlim=(1, FARTHEST), xscale="log", xlabel="steps", ylabel="error (mean square)")
            units.set(xlim=(0.9, 70), xscale="log", xlabel="hidden units", ylabel="error (mean square)")
            units.set_xticks([1, 3, 10, 30, 60], ["1", "3", "10", "30", "60"])
            steps.set_xticks([1, 100, 10_000, 1_000_000])
            for axes in (steps, units):
                axes.set(ylim=(FLOOR, CEILING), yscale="log")
                axes.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
                axes.minorticks_off()
            fit.plot(GRID, truth(GRID), color=INK, linestyle=":", linewidth=1.3)
            self._others = [fit.plot([], [], color=ZERO, linestyle="-", linewidth=0.6)[0] for _ in range(DRAWS - 1)]
            (self._fit,) = fit.plot([], [], color=LINES["test"]["color"], linestyle="-", linewidth=2.2)
            (self._examples,) = fit.plot([], [], "o", color=INK, markersize=4, markerfacecolor="w")

            self._noise = [axes.plot([], [], color=ZERO, linestyle=":", linewidth=1.2)[0] for axes in (steps, units)]
            self._curves = {name: steps.plot([], [], linewidth=1.6, **line)[0] for name, line in LINES.items()}
            (self._end,) = steps.plot([], [], color=INK, linestyle="-", linewidth=0.8)
            self._kept = [
                steps.plot([], [], "o", color=line["color"], fillstyle="none", markersize=8)[0]
                for line in LINES.values()
            ]
            (self._chosen,) = units.plot([], [], color=INK, linestyle="-", linewidth=0.8)
            (self._range,) = units.plot(
                [], [], color=LINES["test"]["color"], linestyle="-", marker="_", markersize=4, linewidth=1, alpha=0.55
            )
            self._medians = {
                name: units.plot([], [], marker=marker, markersize=4, linewidth=1.4, **LINES[name])[0]
                for name, marker in (("training", "o"), ("test", "s"))
            }
            for place, (name, line) in enumerate(LINES.items()):
                height = 0.94 - 0.08 * place
                steps.plot([0.5, 0.62], [height] * 2, transform=steps.transAxes, linewidth=1.6, **line)
                steps.text(0.65, height, name, color=line["color"], fontsize=8.5, transform=steps.transAxes,
                           va="center")  # fmt: skip
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            *self._others, self._examples, self._fit, *self._noise, self._end, *self._curves.values(), *self._kept,
            self._chosen, self._range, *self._medians.values(), *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        fits = model.fits()
        for line, other in zip(self._others, np.delete(fits, model.number, axis=0), strict=True):
            line.set_data(GRID, other)
        self._fit.set_data(GRID, fits[model.number])
        x, y = model.examples()
        self._examples.set_data(x, np.clip(y, LOW, HIGH))

        run = model.run(model.number)
        end, kept = model.stop(run)
        curves = zip(self._curves.values(), self._kept, (run.train, run.val, run.test), strict=True)
        for line, ring, errors in curves:
            line.set_data(CHECKS[: end + 1], np.clip(errors[: end + 1], FLOOR, CEILING))
            ring.set_data(CHECKS[kept : kept + 1], np.clip(errors[kept : kept + 1], FLOOR, CEILING))
        self._end.set_data([CHECKS[end]] * 2, [FLOOR, CEILING])
        for line, ends in zip(self._noise, ((1, FARTHEST), (0.9, 70)), strict=True):
            line.set_data(ends, [max(model.floor, FLOOR)] * 2)

        errors = np.array([model.errors(units) for units in UNITS])  # (units, 2, draws)
        medians = np.clip(np.median(errors, axis=2), FLOOR, CEILING)
        for column, line in enumerate(self._medians.values()):
            line.set_data(UNITS, medians[:, column])
        low, high = (np.clip(bound, FLOOR, CEILING) for bound in (errors[:, 1].min(axis=1), errors[:, 1].max(axis=1)))
        gap = np.full(len(UNITS), np.nan)
        self._range.set_data(np.repeat(UNITS, 3), np.column_stack([low, high, gap]).ravel())
        self._chosen.set_data([model.units] * 2, [FLOOR, CEILING])

        unit = "unit" if model.units == 1 else "units"
        self._titles[0].set_text(f"{model.verdict}: {model.units} {unit}, {model.samples} samples")
        self._titles[1].set_text(f"test {run.test[kept]:.3g} at step {CHECKS[kept]:,}")
        self._titles[2].set_text(f"five draws: test {np.median(model.errors()[1]):.3g}")
