"""The transfer explorer: labels per class and depth of freezing against accuracy.

Left, accuracy against labels for the chosen depth; right, accuracy against depth for the chosen number of labels. All
of it was measured beforehand, so every answer is a look into a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from layerwise.arguments import FloatArray, IntArray

from ..style import CYCLE, INK, ZERO, sign_colour, sign_marker
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from .model import BLOCKS, LABELS, TASKS, TransferModel, counted

PRETRAINED, SCRATCH = CYCLE[1], INK
TICKS = (0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99)
LIMITS = (0.33, 0.992)

LEGEND = (
    "Lines: the mean over five seeds; bands: from the lowest to the highest. Green and solid: pretrained on letters; "
    "black and dashed: from scratch. The triangle is your setting: up and blue where transfer gains, down and orange "
    "where it loses. 500 test images; the scale is stretched towards 1, where a step is harder. Scrambled digits: the "
    "same images, their pixels in an order that was drawn once."
)


class TransferExplorer(Explorer[TransferModel]):
    """Find out how many labels and how many frozen blocks make transfer worth it, and for which task.

    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(self, on_goal: Callable[[str], None] | None = None) -> None:
        model = TransferModel()
        controls = {
            "task": choice("task", list(TASKS), model.task),
            "labels": stops("labels per class", model.labels, list(LABELS)),
            "depth": slider("frozen blocks", model.depth, 0, BLOCKS),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[5.0, 4.2], height=3.4)
        by_labels, by_depth = figure.axes
        with styled():
            by_labels.set(xscale="log", xlim=(0.85, 190), xlabel="labels per class", ylabel="test accuracy")
            by_labels.set_xticks(LABELS, [str(n) for n in LABELS])
            by_depth.set(xlim=(-0.3, BLOCKS + 0.3), xlabel="frozen blocks (4: only the head learns)")
            by_depth.set_xticks(range(BLOCKS + 1))
            for axes in figure.axes:
                axes.minorticks_off()
                _stretched(axes)
            self._choices = [axes.axvline(1, color=ZERO, linestyle=":", linewidth=1) for axes in figure.axes]
            self._bands = [[_band(axes, colour) for colour in (SCRATCH, PRETRAINED)] for axes in figure.axes]
            lines: list[dict[str, Any]] = [
                {"color": SCRATCH, "linestyle": "--", "marker": "o", "markersize": 3.5},
                {"color": PRETRAINED, "linestyle": "-", "marker": "o", "markersize": 3.5},
            ]
            self._lines = [[axes.plot([], [], **line)[0] for line in lines] for axes in figure.axes]
            self._lines[1][0].set_marker("")  # there is no depth of freezing in a network from scratch
            self._marks = [axes.plot([], [], linestyle="", markersize=10)[0] for axes in figure.axes]
            self._names = [
                by_labels.annotate(
                    name, (100, 0.5), xytext=(9, 0), textcoords="offset points", color=colour, va="center",
                    annotation_clip=False,
                )
                for name, colour in (("scratch", SCRATCH), ("pretrained", PRETRAINED))
            ]  # fmt: skip
            self._titles = [heading(axes) for axes in figure.axes]
        for k in (0, 1):
            figure.moving(self._choices[k], *self._bands[k], *self._lines[k], self._marks[k])
        figure.moving(*self._names, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        depths, labels = np.arange(BLOCKS + 1), np.array(LABELS)
        scratch, pretrained = model.scratch, model.pretrained
        alone = np.repeat(scratch[model.place][None], BLOCKS + 1, axis=0)
        self._show_panel(0, labels, (scratch, pretrained[model.depth]), model.labels)
        self._show_panel(1, depths, (alone, pretrained[:, model.place]), model.depth)
        ends = _logit(np.array([scratch[-1].mean(), pretrained[model.depth, -1].mean()]))
        middle, apart = ends.mean(), max(float(np.ptp(ends)), 0.42) / 2  # names that would touch move apart
        upper = int(ends[1] >= ends[0])
        for which, name in enumerate(self._names):
            name.xy = (100, _accuracy(middle + (apart if which == upper else -apart)))
        frozen = ("nothing frozen", *(f"{counted(k, 'block')} frozen" for k in range(1, BLOCKS + 1)))[model.depth]
        self._titles[0].set_text(f"{model.task}, {frozen}")
        self._titles[1].set_text(f"{counted(model.labels, 'label')} a class: transfer {100 * model.gain:+.1f} points")

    def _show_panel(self, panel: int, x: IntArray, arms: tuple[FloatArray, FloatArray], chosen: int) -> None:
        """Draw the two arms, (x, seeds) each, and mark the chosen place on the pretrained one."""
        for accuracies, band, line in zip(arms, self._bands[panel], self._lines[panel], strict=True):
            low, high = np.clip([accuracies.min(axis=1), accuracies.max(axis=1)], *LIMITS)
            band.set_xy(np.column_stack([np.r_[x, x[::-1]], np.r_[low, high[::-1]]]))
            line.set_data(x, np.clip(accuracies.mean(axis=1), *LIMITS))
        self._choices[panel].set_xdata([chosen, chosen])
        here = float(arms[1][list(x).index(chosen)].mean())
        gain = round(self.model.gain, 6)
        self._marks[panel].set(data=([chosen], [here]), color=sign_colour(gain), marker=sign_marker(gain))


def _stretched(axes: Axes) -> None:
    """Give the axes an accuracy scale on which 0.98 is as far from 0.95 as its error is smaller."""
    axes.set_yscale("function", functions=(_logit, _accuracy))
    axes.set(ylim=LIMITS)
    axes.set_yticks(TICKS, [f"{tick:g}" for tick in TICKS])


def _band(axes: Axes, colour: str) -> Any:
    (band,) = axes.fill([1, 1, 1], [0.5, 0.5, 0.5], color=colour, alpha=0.18, linewidth=0)
    return band


def _logit(accuracy: FloatArray) -> FloatArray:
    accuracy = np.clip(accuracy, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(accuracy / (1 - accuracy)))


def _accuracy(logit: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(logit)))
