"""The attention explorer: where each of two heads looks, from which place to which, and what the network writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..style import INK, NEGATIVE, POSITIVE
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, line, slider
from ..widgets.explorer import RefusingExplorer
from .model import AttentionModel
from .reverser import HEADS, LEARNED, LENGTH, LOOKS

LEGEND = (
    "A square for each head: a row for each place that looks, a column for each that is looked at, yellow where the "
    "weight is 1, dark where it is 0; the frame marks the row of the slider. At the right end what the network writes "
    "at each place, blue where it is right, orange where it is wrong: it should be the digits in the opposite order."
)


class AttentionExplorer(RefusingExplorer[AttentionModel]):
    """Type ten digits, see where each head looks while they are turned round, and exchange a head.

    digits: ten digits. place: which is looked at, 1 to 10. hidden: what it may not look at, 0 for nothing. head1,
    head2: "as learned", "a plain mean", "off" or "by hand: the opposite place". attention: what computes the weights;
    your own scaled_dot_product_attention where it has passed, if none is given. on_goal: called once, with the goal's
    text, when the goal is reached.
    """

    def __init__(
        self,
        digits: str = AttentionModel.digits,
        place: int = 1,
        hidden: int = 0,
        head1: str = LEARNED,
        head2: str = LEARNED,
        attention: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = AttentionModel(digits, place, hidden, head1, head2, attention)
        controls = {
            "digits": line("ten digits", digits),
            "place": slider("place that looks", place, 1, LENGTH),
            "hidden": slider("place hidden from it", hidden, 0, LENGTH),
            "head1": choice("head 1", list(LOOKS), head1),
            "head2": choice("head 2", list(LOOKS), head2),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.6, 3.6, 1.6], height=3.6)
        *squares, right = figure.axes
        self._cells, self._frames, self._titles = [], [], []
        places = range(LENGTH)
        with styled():
            for axes in squares:
                empty = np.zeros((LENGTH, LENGTH))
                self._cells.append(axes.imshow(empty, vmin=0, vmax=1, cmap="viridis", interpolation="nearest"))
                axes.set(xticks=places, yticks=places, xlabel="looked at")
                axes.set_ylabel("place that looks" if axes is squares[0] else "")
                (frame,) = axes.plot([], [], color=NEGATIVE, linewidth=1.8)
                self._frames.append(frame)
                self._titles.append(heading(axes))
            right.set(xlim=(0, 1), ylim=(LENGTH - 0.5, -0.5), xticks=[], yticks=[])
            for spine in right.spines.values():
                spine.set_visible(False)
            self._written = [right.text(0.3, place, "", va="center", ha="center", fontsize=13) for place in places]
            self._titles.append(heading(right))
        self._labels: list[str] = []  # the digits that stand along the axes
        figure.moving(*self._cells, *self._frames, *self._written, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        labels = [str(one) for one in model.typed]
        for head in range(HEADS):
            axes, at = self.figure.axes[head], model.place - 1
            self._cells[head].set_data(model.turned.weights[head])
            if labels != self._labels:
                axes.set_xticklabels(labels)
                axes.set_yticklabels(labels)
                self.figure.redraw_all()
            left, top, end = -0.5, at - 0.5, LENGTH - 0.5
            self._frames[head].set_data([left, end, end, left, left], [top, top, top + 1, top + 1, top])
            self._titles[head].set_text(f"head {head + 1}: {model.looks[head].removeprefix('by hand: ')}")
        for text, one, wanted in zip(self._written, model.answer, labels[::-1], strict=True):
            text.set_text(one if one == wanted else f"{one} ✗")
            text.set_color(POSITIVE if one == wanted else NEGATIVE)
        self._titles[-1].set_text("writes")
        self._titles[-1].set_color(INK)
        self._labels = labels
