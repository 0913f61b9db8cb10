"""The rank explorer: slide the number of patterns, and see the photograph come out of them.

Left, the photograph made of k patterns; in the middle, what is left out; right, what each further pattern brings.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from layerwise.arguments import FloatArray

from ..style import CYCLE, INK, ORANGE_BLUE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider
from ..widgets.explorer import Explorer
from ..widgets.image_axes import fit, picture, signed, widen, without_axes
from .model import FAIR, MOST, PHOTOS, RankModel, photo

LINES = dict(zip(PHOTOS, ((CYCLE[2], "-."), (INK, "-"), (CYCLE[1], "--")), strict=True))
LOWEST, HIGHEST = 10.0, 60.0  # the axis of decibels
LEGEND = (
    "Left: the photograph made of its strongest patterns. Middle: what is left out, blue where the photograph is "
    "brighter than the picture, orange where it is darker; the colours are strongest at the largest difference. Right: "
    f"decibels against the number of patterns; the dotted line is {FAIR:g} dB, where a picture looks fair, the ring is "
    "this one. Shuffled: the temple's pixels in any order."
)


class RankExplorer(Explorer[RankModel]):
    """Slide the rank of a photograph, and see what is there, what is missing, and what it costs.

    photo: "flower", "temple" or "temple, shuffled". k: how many patterns to start with.
    approximate: makes the table of rank k; your own low_rank where it has passed, if none is given.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        photo: str = PHOTOS[0],
        k: int = 5,
        approximate: Callable[[FloatArray, int], FloatArray] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = RankModel(photo=photo, k=k, approximate=approximate)
        controls = {
            "photo": choice("photograph", list(PHOTOS), photo),
            "k": slider("patterns", k, 1, MOST),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.0, 4.0, 3.4], height=2.8)
        left, middle, right = figure.axes
        with styled():
            self._picture = picture(left, cmap="gray", vmin=0, vmax=1)
            self._left_out = picture(middle, cmap=ORANGE_BLUE)
            for image in (self._picture, self._left_out):
                fit(image, (0, photo(PHOTOS[0]).shape[1], photo(PHOTOS[0]).shape[0], 0))
                without_axes(image.axes)
                widen(image.axes)
            right.set(xlim=(1, MOST), ylim=(LOWEST, HIGHEST), xscale="log", xlabel="patterns", ylabel="decibels")
            right.set_xticks([1, 3, 10, 30, 100, 300], ["1", "3", "10", "30", "100", "300"])
            right.minorticks_off()
            right.axhline(FAIR, color=ZERO, linestyle=":", linewidth=1.2)
            self._curves = {}
            for name, (color, dash) in LINES.items():
                (self._curves[name],) = right.plot([], [], color=color, linestyle=dash)
            for place, (name, (color, _)) in enumerate(LINES.items()):
                right.text(0.04, 0.92 - 0.09 * place, name, color=color, fontsize=8.5, transform=right.transAxes)
            (self._ring,) = right.plot([], [], "o", color=INK, fillstyle="none", markersize=9)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(self._picture, self._left_out, *self._curves.values(), self._ring, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        self._picture.set_data(model.picture)
        self._left_out.set_data(model.left_out)
        signed(self._left_out, float(np.abs(model.left_out).max()))
        ranks = np.arange(1, MOST + 1)
        for name, line in self._curves.items():
            decibels = np.minimum(model.curves[name][1][1:], HIGHEST + 5)
            line.set_data(ranks, decibels)
            line.set_linewidth(2.4 if name == model.photo else 1.0)
        self._ring.set_data([model.k], [np.clip(model.decibels, LOWEST, HIGHEST)])
        self._titles[0].set_text(f"rank {model.k}, {model.runs.whose}")
        self._titles[1].set_text(f"left out, at most {np.abs(model.left_out).max():.2f}")
        self._titles[2].set_text(f"{model.decibels:.1f} dB")
