"""The sequential explorer: left, what each layer of a stack learns; right, five epochs of training on digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..style import INK, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from .model import ACTIVATIONS, BATCH_SIZES, DEPTHS, ENOUGH, EPOCHS, OPTIMIZERS, UNITS, Parts, SequentialModel

MOST = DEPTHS[-1] + 1  # layers
FARTHEST = 60_000  # the axis of the counts

LEGEND = (
    "Left: how many numbers each layer learns, the first layer at the top. Right: the part that is right after each "
    "epoch, of the digits learned from (black, solid) and of new ones (blue, dashed); the dotted line is the goal's. "
    "Ten softmax units come last in any case; the optimizers have Keras's settings."
)


class SequentialExplorer(Explorer[SequentialModel]):
    """Stack layers on digits, count what they learn, and train for five epochs.

    depth: hidden layers, 0 to 3. units, activation: of each of them. optimizer: "sgd", "adam" or "rmsprop".
    batch_size: one of the slider's stops. parts: five lines to run; yours where they have passed, if none
    are given.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        depth: int = 1,
        units: int = 32,
        activation: str = "relu",
        optimizer: str = "sgd",
        batch_size: int = 32,
        parts: Parts | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = SequentialModel(depth, units, activation, optimizer, batch_size, parts)
        controls = {
            "depth": slider("hidden layers", depth, DEPTHS[0], DEPTHS[-1]),
            "units": stops("units in each", units, list(UNITS)),
            "activation": choice("activation", list(ACTIVATIONS), activation),
            "optimizer": choice("optimizer", list(OPTIMIZERS), optimizer),
            "batch_size": stops("batch size", batch_size, list(BATCH_SIZES)),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.2, 3.6], height=3.0)
        counts, curves = figure.axes
        epochs = np.arange(1, EPOCHS + 1)
        with styled():
            counts.set(xscale="log", xlim=(30, FARTHEST), ylim=(-0.6, MOST - 0.4), xlabel="numbers to learn")
            counts.set_xticks([100, 1000, 10_000], ["100", "1000", "10 000"])
            counts.set_yticks([])
            counts.minorticks_off()
            self._bars = [counts.plot([], [], color=ZERO, linewidth=9, linestyle="-")[0] for _ in range(MOST)]
            self._labels = [counts.text(34, 0, "", va="bottom", fontsize=9, color=INK) for _ in range(MOST)]
            curves.set(xlim=(0.8, EPOCHS + 0.2), ylim=(0, 1.03), xlabel="epochs", ylabel="accuracy")
            curves.set_xticks(epochs)
            curves.axhline(ENOUGH, color=ZERO, linestyle=":", linewidth=1)
            (self._train,) = curves.plot([], [], color=INK, linestyle="-", marker="o", markersize=4)
            (self._new,) = curves.plot([], [], color=POSITIVE, linestyle="--", marker="s", markersize=4)
            for height, name, colour in ((0.16, "learned from", INK), (0.06, "new digits", POSITIVE)):
                curves.text(0.97, height, name, color=colour, fontsize=9, ha="right", transform=curves.transAxes)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(*self._bars, *self._labels, self._train, self._new, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        rows, accuracies = self.model.run
        for i, (bar, label) in enumerate(zip(self._bars, self._labels, strict=True)):
            if i < len(rows):
                height = MOST - 1 - i - 0.15
                bar.set_data([30, max(rows[i][1], 31)], [height, height])
                label.set_position((34, height + 0.2))
                label.set_text(f"{rows[i][0]}   {rows[i][1]:,}")
            else:
                bar.set_data([], [])
                label.set_text("")
        epochs = np.arange(1, EPOCHS + 1)
        self._train.set_data(epochs, accuracies[:, 0])
        self._new.set_data(epochs, accuracies[:, 1])
        self._titles[0].set_text(f"{self.model.total:,} numbers in all")
        self._titles[1].set_text(f"{self.model.accuracy:.3f} on new digits")
