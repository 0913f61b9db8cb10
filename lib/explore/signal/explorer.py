"""The signal explorer: what becomes of the signal and of the gradient in a deep network before its first step.

Left, a histogram of every layer's activations; in the middle, one of every layer's gradients; right, the size of
both, layer by layer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.collections import PolyCollection

from layerwise.arguments import FloatArray, one_of
from layerwise.functional.activation_table import ACTIVATIONS

from ..style import INK, NEGATIVE, POSITIVE
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, log_slider, slider, stops
from ..widgets.explorer import Explorer
from .model import (
    BINS,
    CEILING,
    DEAD,
    EXPLODED,
    FLOOR,
    HIGHEST_GAIN,
    LAST_SEED,
    LOWEST_GAIN,
    MOST_LAYERS,
    RANGES,
    TASKS,
    WIDTHS,
    SignalModel,
    layer_status,
    states,
)

GRADIENT = "#B0427E"  # the gradient's line; the signal's is INK
FACES = {"alive": POSITIVE, "dead": "#D0D0D0", "exploded": NEGATIVE}

LEGEND = (
    "Left and middle: one sideways histogram for each layer, blue while its signal (left) or its gradient (middle) is "
    "alive, grey when dead, orange when exploded; exact zeros are left out, and what lies beyond an axis is counted at "
    "its end. Right: the signal (circles) is the spread that 100 examples make in a unit; the gradient (triangles) "
    "starts as 1 at the last output and is measured at z. Alive is the blue band, 0.01 to 100."
)


class SignalExplorer(Explorer[SignalModel]):
    """Set depth, width, gain and activation of a network and watch signal and gradient live, die or explode.

    task: "kill layer 3" or "keep 20 layers alive". activation: a name in layerwise.ACTIVATIONS. depth: layers, 1 to 20.
    width: units in a layer, 10, 25, 50, 100 or 200. gain: 0.1 to 10; the weights' std is gain / sqrt(width).
    seed: of weights and inputs, 0 to 9. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        task: str = "kill layer 3",
        activation: str = "tanh",
        depth: int = 5,
        width: int = 100,
        gain: float = 1.0,
        seed: int = 0,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = TASKS[one_of(task, "task", TASKS)](activation, depth, width, gain, seed)
        controls = {
            "activation": choice("activation", list(ACTIVATIONS), activation),
            "depth": slider("layers", depth, 1, MOST_LAYERS),
            "width": stops("units in a layer", width, list(WIDTHS)),
            "gain": log_slider("gain", gain, LOWEST_GAIN, HIGHEST_GAIN),
            "seed": slider("seed", seed, 0, LAST_SEED),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.4, 3.4, 3.0], height=3.3)
        self._drawn: tuple[str, int] | None = None  # activation and depth whose axes are in the figure
        values, gradients, sizes = figure.axes
        with styled():
            for axes in figure.axes:
                axes.set_xlabel("layer (1 is next to the input)")
            values.set_ylabel("activation")
            for axes, label in ((gradients, "size of the gradient at z"), (sizes, "size")):
                axes.set(yscale="log", ylim=(FLOOR, CEILING), ylabel=label)
                axes.set_yticks([10.0**power for power in range(-12, 9, 4)])
                axes.minorticks_off()
                axes.axhspan(DEAD, EXPLODED, color=POSITIVE, alpha=0.1, linewidth=0)
            self._values, self._gradients = (PolyCollection([], edgecolors=INK, linewidths=0.4) for _ in range(2))
            values.add_collection(self._values, autolim=False)
            gradients.add_collection(self._gradients, autolim=False)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.8}
            names = [
                sizes.text(0.04, height, text, color=colour, transform=sizes.transAxes, va="top", fontsize=9, bbox=box)
                for height, text, colour in ((0.98, "● signal", INK), (0.88, "▲ gradient", GRADIENT))
            ]
            (self._signal,) = sizes.plot([], [], "o-", color=INK, markersize=4, linewidth=1.3)
            (self._gradient,) = sizes.plot([], [], "^--", color=GRADIENT, markersize=4, linewidth=1.3)
            self._titles = [heading(axes) for axes in figure.axes]
        layers = [axes.xaxis for axes in figure.axes]  # another depth moves no more than them
        figure.moving(*layers, self._values, self._gradients, self._signal, self._gradient, *names, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        if (model.activation, model.depth) != self._drawn:
            self._draw_axes()
        run = model.run
        low, high = RANGES[model.activation]
        self._values.set_verts(horizontal_histogram(run.activations, np.linspace(low, high, BINS + 1)))
        self._gradients.set_verts(horizontal_histogram(run.gradients, np.geomspace(FLOOR, CEILING, BINS + 1)))
        self._values.set_facecolor([FACES[state] for state in states(run.signal)])
        self._gradients.set_facecolor([FACES[state] for state in states(run.gradient)])
        layers = np.arange(1, model.depth + 1)
        self._signal.set_data(layers, np.clip(run.signal, 1.5 * FLOOR, CEILING / 1.5))
        self._gradient.set_data(layers, np.clip(run.gradient, 1.5 * FLOOR, CEILING / 1.5))
        self._titles[0].set_text(f"signal {layer_status(run.signal)}")
        self._titles[1].set_text(f"gradient {layer_status(run.gradient)}")
        self._titles[2].set_text(f"{model.named}, std of weights {model.std:.2g}")

    def _draw_axes(self) -> None:
        """Fit the axes to another activation or another number of layers."""
        model = self.model
        low, high = RANGES[model.activation]
        margin = 0.04 * (high - low)
        self.figure.axes[0].set_ylim(low - margin, high + margin)
        step = 1 if model.depth <= 7 else 2 if model.depth <= 12 else 5
        ticks = [1, *range(step, model.depth + 1, step)] if step == 5 else range(1, model.depth + 1, step)
        for bars in (self._values, self._gradients):
            bars.set_linewidth(0.4 if model.depth <= 10 else 0.0)  # thin bars would be all outline
        for axes, room in zip(self.figure.axes, (1.0, 1.0, 0.5), strict=True):
            axes.set(xlim=(0.5, model.depth + room), xticks=list(ticks))
        if self._drawn is None or self._drawn[0] != model.activation:
            self.figure.redraw_all()
        self._drawn = (model.activation, model.depth)


def horizontal_histogram(shares: FloatArray, edges: FloatArray) -> list[FloatArray]:
    """Return the outline of each layer's histogram, standing on the vertical line of its layer.

    shares: (depth, bins). edges: (bins + 1,). The longest bar of each layer reaches nine tenths of the way to the next.
    """
    y = np.repeat(edges, 2)[1:-1]  # (2 * bins,)
    longest = np.maximum(shares.max(axis=1, keepdims=True), 1e-9)
    x = np.arange(1, len(shares) + 1)[:, None] + 0.9 * np.repeat(shares / longest, 2, axis=1)
    ends = [[(layer, y[-1]), (layer, y[0])] for layer in range(1, len(shares) + 1)]
    return [np.vstack([np.column_stack([row, y]), end]) for row, end in zip(x, ends, strict=True)]
