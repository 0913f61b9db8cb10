"""The architecture explorer: three panels, a mark for each layer: its parameters, its products, how far it sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..style import INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider, stops
from ..widgets.explorer import Explorer
from .model import FAMILIES, FIELD, HEADS, MOST_BLOCKS, WIDTHS, ArchitectureModel

MOST_LAYERS = 62

LEGEND = (
    "A mark for each layer that learns, from the image to the scores: circles are convolutions, with their "
    "normalization, squares the linear layers of the head. Left: parameters. Middle: products for one image. Right: "
    "how many pixels across one number after the layer sees; the grey line is the image. Every stage begins with half "
    "the sides and twice the channels. The convolution of a shortcut stands after its block."
)


class ArchitectureExplorer(Explorer[ArchitectureModel]):
    """Choose what a network is made of, and see where its parameters, its work and its sight are.

    family, blocks, width, head: see ArchitectureModel. cost: what counts a layer; your own
    conv_cost where it has passed, if none is given.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        family: str = ArchitectureModel.family,
        blocks: int = ArchitectureModel.blocks,
        width: int = ArchitectureModel.width,
        head: str = ArchitectureModel.head,
        cost: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        controls = {
            "family": choice("family", list(FAMILIES), family),
            "blocks": slider("blocks in a stage", blocks, 1, MOST_BLOCKS),
            "width": stops("channels at first", width, list(WIDTHS)),
            "head": choice("head", list(HEADS), head),
        }
        super().__init__(ArchitectureModel(family, blocks, width, head, cost), controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.4, 3.4, 3.2], height=3.2)
        parameters, products, sight = figure.axes
        with styled():
            for axes, name, limits in (
                (parameters, "parameters", (1e1, 1e8)),
                (products, "products for an image", (1e2, 1e10)),
                (sight, "pixels across", (1, 1e3)),
            ):
                axes.set(xlim=(0, MOST_LAYERS), ylim=limits, yscale="log", xlabel="layer", ylabel=name)
                axes.minorticks_off()
            sight.axhline(FIELD, color=ZERO, linewidth=0.9)
            sight.text(MOST_LAYERS, 0.92 * FIELD, "the image", color=ZERO, ha="right", va="top", fontsize=8.5)
            self._circles = [
                axes.plot([], [], "o-", color=POSITIVE, markersize=4, linewidth=0.8)[0] for axes in figure.axes
            ]
            self._squares = [
                axes.plot([], [], "s", linestyle="", color=NEGATIVE, markersize=5)[0] for axes in figure.axes[:2]
            ]
            (self._farthest,) = sight.plot([], [], "o", color=INK, markersize=8, fillstyle="none")
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(*self._circles, *self._squares, self._farthest, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        table = np.array(model.layers, dtype=float)
        places, in_head = np.arange(1, len(table) + 1), table[:, 2] == 0
        for column, circles in enumerate(self._circles):
            circles.set_data(places[~in_head], table[~in_head, column])
        for column, squares in enumerate(self._squares):
            squares.set_data(places[in_head], table[in_head, column])
        last = int(np.argmax(table[:, 2]))
        self._farthest.set_data([places[last]], [table[last, 2]])
        said = f"{model.parameters:,}", f"{model.multiply_adds / 1e6:,.1f} million", f"{model.field} × {model.field}"
        for title, text in zip(self._titles, said, strict=True):
            title.set_text(text)
