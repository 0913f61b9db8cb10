"""The dream explorer: hold one half of an image, announce a digit, and let the machine dream the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, float_array

from ..style import INK, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.editors import PixelGrid
from ..widgets.explorer import Explorer, together
from ..widgets.image_axes import COLUMNS, fit, outlined, picture, sheet, widen, without_axes
from .model import DIGIT, DRAWN, DREAMS, HALVES, SIDE, SOURCES, STEPS, DreamModel, Machine, Sampler, trained_machine

_FREE = 0.35  # the grey of the half that is left to the machine

LEGEND = (
    "Left: the half that is held; grey is what the machine has to find. Middle: eight dreams, each with draws of its "
    "own. In a step the hidden units are drawn, and the free pixels take the probabilities that these give them. "
    "Right: what a network that was trained with labels reads in the eight; the digit you announced is blue and "
    "hatched. The digits shown are none of those that the machine learned from."
)


class DreamExplorer(Explorer[DreamModel]):
    """Hold one half of an image still and watch a Boltzmann machine complete it.

    machine: W (H, 64), a (64,), b (H,), trained on digits of 8 × 8 pixels; None trains one. sample: a function like
    layerwise.pretraining.sample_hidden; your own where it has passed, if none is given.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        machine: Sequence[FloatArray] | None = None,
        sample: Sampler | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        W, a, b = _parts(trained_machine()) if machine is None else (float_array(part, "machine") for part in machine)
        model = DreamModel(machine=Machine(W, a, b, sample))
        controls = {
            "source": choice("hold a half of", list(SOURCES), model.source),
            "half": choice("which half", list(HALVES), model.half),
            "digit": slider("digit", model.digit, 0, 9),
            "drawn": PixelGrid(SIDE, model.drawn),
            "announced": slider("you announce", model.announced, 0, 9),
            "steps": stops("steps of dreaming", model.steps, list(STEPS)),
            "seed": slider("draws", model.seed, 0, 9),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def _side(self) -> list[Any]:
        """Return the controls, and the sheet to draw on below them."""
        return [together(self.controls[name] for name in self.controls if name != "drawn"), self.controls["drawn"]]

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[2.3, 4.2, 3.0], height=2.9)
        held, dreams, read = figure.axes
        with styled():
            for axes in (held, dreams):
                without_axes(axes)
                widen(axes)
            outlined(held)
            self._held = picture(held, cmap="gray", vmin=0, vmax=1)
            fit(self._held, (0, SIDE, SIDE, 0))
            self._dreams = picture(dreams, cmap="gray", vmin=0, vmax=1)
            fit(self._dreams, (0, COLUMNS, DREAMS // COLUMNS, 0))
            read.set(xlim=(-0.6, 9.6), ylim=(0, DREAMS + 0.4), xlabel="read as", ylabel=f"dreams, of {DREAMS}")
            read.set_xticks(range(10))
            read.set_yticks(range(0, DREAMS + 1, 2))
            self._bars = list(read.bar(range(10), np.zeros(10), color=ZERO, edgecolor=INK, linewidth=0.6))
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(self._held, self._dreams, *self._bars, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        self.controls_that_matter()
        self._held.set_data(np.where(model.held, model.image, _FREE).reshape(SIDE, SIDE))
        self._dreams.set_data(sheet(model.dreams.reshape(DREAMS, SIDE, SIDE)))
        for digit, (bar, times) in enumerate(zip(self._bars, model.seen, strict=True)):
            announced = digit == model.announced
            bar.set(height=times, facecolor=POSITIVE if announced else ZERO, hatch="//" if announced else "")
        steps = "1 step" if model.steps == 1 else f"{model.steps} steps"
        self._titles[0].set_text(model.half)
        sample = model.runs["sample_hidden"]
        self._titles[1].set_text(f"after {steps}" + (f", {sample.whose}" if sample.own else ""))
        self._titles[2].set_text(f"announced: {model.announced}")

    def controls_that_matter(self) -> None:
        """Show the slider of the digit, or the sheet to draw on."""
        controls: dict[str, Any] = getattr(self, "controls", {})
        for name, source in (("digit", DIGIT), ("drawn", DRAWN)):
            if controls:
                controls[name].layout.display = None if self.model.source == source else "none"


def _parts(machine: Machine) -> tuple[FloatArray, FloatArray, FloatArray]:
    return machine.W, machine.a, machine.b
