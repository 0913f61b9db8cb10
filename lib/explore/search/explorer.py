"""The search explorer: above the ground that is being dug, below what a dig would be worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from ..style import INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider
from ..widgets.explorer import Explorer
from .model import DIGS, GROUNDS, HELP, LINE, SearchModel

LOW, HIGH = -11.0, 19.0  # the axis of the heights
WORTH = "#B0427E"  # as expected improvement in the chapter

LEGEND = (
    "Left: your digs (black, numbered), the Gaussian process's guess (blue line) with twice its doubt (blue band), and "
    "where you are about to dig (vertical line). When it is over: the ground (dotted) and the machine's digs (orange "
    "triangles). Right: what a dig is worth on average, the expected improvement, if you ask for it."
)


class DigControl(ipywidgets.HBox):
    """A button that digs where the slider stands, and one that fills all holes again.

    value: the places dug so far, in their order.
    """

    value: Any = traitlets.Tuple()

    def __init__(self, place: Any) -> None:
        self._place = place
        self.dig = ipywidgets.Button(description="dig here", tooltip="dig where the slider stands")
        self.again = ipywidgets.Button(description="start again", tooltip="fill all holes and start again")
        self.dig.on_click(lambda _: self._dig())
        self.again.on_click(lambda _: setattr(self, "value", ()))
        super().__init__([self.dig, self.again], layout={"margin": "2px 1.5em 2px 0"})
        self.observe(lambda _: self._show(), names="value")

    def _dig(self) -> None:
        """Dig, unless all digs are used or there is a hole already."""
        place = round(self._place.value, 2)
        if len(self.value) < DIGS and place not in self.value:
            self.value = (*self.value, place)

    def _show(self) -> None:
        self.dig.disabled = len(self.value) >= DIGS


class SearchExplorer(Explorer[SearchModel]):
    """Dig for the lowest place of a hidden ground, and then see what your own loop finds from the same start.

    gp_posterior, expected_improvement, bayes_opt: yours where they have passed, if none is given.
    number: which of ten grounds. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        gp_posterior: Callable[..., Any] | None = None,
        expected_improvement: Callable[..., Any] | None = None,
        bayes_opt: Callable[..., Any] | None = None,
        number: int = 0,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = SearchModel(
            number=number,
            gp_posterior=gp_posterior,
            expected_improvement=expected_improvement,
            bayes_opt=bayes_opt,
        )
        place = slider("dig at x", model.x, 0.0, 1.0, 0.01, digits=2)
        controls = {
            "x": place,
            "digs": DigControl(place),
            "number": slider("ground", model.number, 0, GROUNDS - 1),
            "help": choice("help", list(HELP), model.help),
        }
        super().__init__(model, controls, LEGEND, on_goal)
        controls["number"].observe(lambda _: setattr(controls["digs"], "value", ()), names="value")  # other ground

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[6.0, 4.0], height=3.4)
        ground, worth = figure.axes
        with styled():
            ground.set(xlim=(0, 1), ylim=(LOW, HIGH), xlabel="x", ylabel="height")
            worth.set(xlim=(0, 1), ylim=(0, 1), xlabel="x", ylabel="worth (rescaled)")
            worth.set_yticks([])
            self._band = ground.fill_between(LINE, LINE, LINE, color=POSITIVE, alpha=0.15)
            (self._mean,) = ground.plot([], [], color=POSITIVE, linestyle="-")
            (self._true,) = ground.plot([], [], color=INK, linestyle=":", linewidth=1.3)
            (self._machine,) = ground.plot([], [], "^", color=NEGATIVE, markersize=6, markerfacecolor="w")
            (self._digs,) = ground.plot([], [], "o", color=INK, markersize=5)
            box = {"boxstyle": "round,pad=0.1", "facecolor": "w", "edgecolor": "none", "alpha": 0.8}
            self._numbers = [
                ground.annotate(
                    "", (0, 0), xytext=(0, 9), textcoords="offset points", fontsize=8.5, ha="center", bbox=box
                )
                for _ in range(DIGS)
            ]
            self._here = [axes.plot([], [], color=ZERO, linestyle="-", linewidth=1)[0] for axes in figure.axes]
            (self._worth,) = worth.plot([], [], color=WORTH, linestyle="-")
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            self._here[0], self._here[1], self._band, self._mean, self._true, self._machine, self._digs, *self._numbers,
            self._worth, *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        depths = model.depths() if model.digs else np.array([])
        self._digs.set_data(model.digs, np.clip(depths, LOW, HIGH))
        for number, text in enumerate(self._numbers):
            dug = number < len(model.digs)
            text.set_text(str(number + 1) if dug else "")
            if dug:
                text.xy = (model.digs[number], float(np.clip(depths[number], LOW, HIGH)))
        nothing = LINE * np.nan
        mean, std = (model.guess() if model.help != HELP[0] else None) or (nothing, nothing)
        self._mean.set_data(LINE, np.clip(mean, LOW, HIGH))
        self._band.set_data(LINE, np.clip(mean - 2 * std, LOW, HIGH), np.clip(mean + 2 * std, LOW, HIGH))
        self._true.set_data(LINE, model.ground if model.over else nothing)
        places, heights = (model.machine() if model.over else None) or (nothing, nothing)
        self._machine.set_data(places, heights)
        for line, ends in zip(self._here, ((LOW, HIGH), (0, 1)), strict=True):
            line.set_data([model.x] * 2, ends)
        worth = model.worth() if model.help == HELP[2] else None
        most = 0.0 if worth is None else float(worth.max())
        self._worth.set_data(LINE, nothing if worth is None else worth / (most or 1.0) * 0.95)

        self._titles[0].set_text(f"ground {model.number}: {len(model.digs)} of {DIGS} digs")
        if worth is not None:
            self._titles[1].set_text(f"worth: {most:.2g} at {LINE[worth.argmax()]:.2f}")
        elif model.help == HELP[2]:
            self._titles[1].set_text("worth: from the second dig on")
        else:
            self._titles[1].set_text("worth: not asked for")
