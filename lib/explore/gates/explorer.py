"""The gates explorer: a review from top to bottom, what each unit of an LSTM does at each word, and what it concludes.

Left, a row for each word and a column for each unit: the memory, or one of the gates; right, how kind the LSTM and the
network that counts words find what they have seen so far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.colors import Normalize

from ..style import INK, ORANGE_BLUE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, line, slider
from ..widgets.explorer import RefusingExplorer
from .model import MEMORY, MOST_WORDS, SHOWN, GatesModel
from .reader import UNITS, VOCABULARY

LARGEST = 2.0  # of the memory's colours

LEGEND = (
    "Left: a row for each word, a column for each of the LSTM's eight units; the memory is blue above 0 and orange "
    "below, a gate yellow where it is open and dark where it is shut. Right: how kind each network finds it so far, "
    "0 to 1; circles the LSTM, crosses the network that counts words. The line marks the word of the slider. The words "
    "that they know: " + ", ".join(VOCABULARY) + "."
)


class GatesExplorer(RefusingExplorer[GatesModel]):
    """Type a review, and watch an LSTM read it word by word, beside a network that counts words.

    text: the review. word: which is looked at, 1 to 16. show: "memory c", "forget gate", "input gate" or "output gate".
    cell: what computes a step; your own lstm_cell where it has passed, if none is given. on_goal: called once, with the
    goal's text, when the goal is reached.
    """

    def __init__(
        self,
        text: str = GatesModel.text,
        word: int = MOST_WORDS,
        show: str = MEMORY,
        cell: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = GatesModel(text, word, show, cell)
        controls = {
            "text": line("review", text),
            "word": slider("word", model.at + 1, 1, MOST_WORDS),
            "show": choice("show", list(SHOWN), show),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.6, 4.2], height=4.4)
        self._drawn: tuple[tuple[str, ...], str, Any] | None = (
            None  # words, what is shown and by whose parts, in the axes
        )
        left, right = figure.axes
        with styled():
            empty = np.zeros((1, UNITS))
            self._cells = left.imshow(empty, aspect="auto", cmap=ORANGE_BLUE, vmin=-1, vmax=1, interpolation="nearest")
            left.set(xticks=range(UNITS), xticklabels=range(1, UNITS + 1), xlabel="unit")
            right.set(xlim=(-0.03, 1.03), xlabel="from unkind, 0, to kind, 1", xticks=[0, 0.25, 0.5, 0.75, 1])
            right.axvline(0.5, color=ZERO, linewidth=0.8)
            for place, text, colour in ((0.47, "● LSTM", INK), (0.5, "× counts words", ZERO)):
                ha = "right" if colour == INK else "left"
                right.text(place, 1.03, text, color=colour, ha=ha, transform=right.transAxes, fontsize=9)
            (self._counts,) = right.plot([], [], "x--", color=ZERO, markersize=6, linewidth=1.2)
            (self._reads,) = right.plot([], [], "o-", color=INK, markersize=5, linewidth=1.5)
            self._marks = [axes.axhline(0, color=INK, linewidth=0.9, linestyle=":") for axes in figure.axes]
            self._title = heading(left)
        figure.moving(self._counts, self._reads, *self._marks, self._title)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        if (model.words, model.show, model.runs) != self._drawn:
            self._draw_axes()
        places = np.arange(len(model.words))
        self._reads.set_data(model.reading.reads, places)
        self._counts.set_data(model.reading.counts, places)
        cell = model.runs["lstm_cell"]
        for mark in self._marks:
            mark.set_ydata([model.at + 0.5] * 2)
        self._title.set_text(f"{model.show}, word by word" + (f", {cell.whose}" if cell.own else ""))

    def _draw_axes(self) -> None:
        """Write other words beside the axes, and colour the cells."""
        model, words = self.model, self.model.words
        memory = model.show == MEMORY
        self._cells.set_data(model.values)
        self._cells.set_cmap(ORANGE_BLUE if memory else "viridis")
        self._cells.set_norm(Normalize(-LARGEST, LARGEST) if memory else Normalize(0, 1))
        self._cells.set_extent((-0.5, UNITS - 0.5, len(words) - 0.5, -0.5))
        for axes in self.figure.axes:
            axes.set_ylim(len(words) - 0.5, -0.5)
            axes.set_yticks(range(len(words)), words)
        self.figure.redraw_all()
        self._drawn = words, model.show, model.runs
