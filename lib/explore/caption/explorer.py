"""The caption explorer: two things in a picture, the sentence that a captioner says, and how likely each word was.

Left, the picture, with the caption below it; right, the chances of all words at the place that the slider shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from layerwise.datasets.captioned_scenes import SIDE, VOCABULARY

from ..style import INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider
from ..widgets.explorer import Explorer
from ..widgets.image_axes import fit, picture, without_axes
from .captioner import LONGEST
from .model import HIGHEST, KINDS, LOWEST, CaptionModel

SHOWN = (2, *range(3, len(VOCABULARY)))  # the end, and the words
NAMES = ("(the end)", *VOCABULARY[3:])
LEGEND = (
    "Left: the picture as the captioner gets it, 24 by 24 pixels; later things lie on earlier ones. Below it the "
    "caption, blue where it is right and orange where it is not. Right: how likely each word is at the place that the "
    "slider shows, 0 to 1; the one that was taken is dark."
)


class CaptionExplorer(Explorer[CaptionModel]):
    """Place two things, and read what a captioner says of them.

    one, other: such as "small red circle", with places in pixels from the upper left, 3 to 20. word: which place of the
    caption is looked at. say: what makes a sentence of steps; your own greedy_caption where it has passed, if none
    is given. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        one: str = CaptionModel.one,
        one_across: int = CaptionModel.one_across,
        one_down: int = CaptionModel.one_down,
        other: str = CaptionModel.other,
        other_across: int = CaptionModel.other_across,
        other_down: int = CaptionModel.other_down,
        word: int = CaptionModel.word,
        say: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = CaptionModel(one, one_across, one_down, other, other_across, other_down, word, say)
        controls = {
            "one": choice("one thing", list(KINDS), one),
            "one_across": slider("one across", one_across, LOWEST, HIGHEST),
            "one_down": slider("one down", one_down, LOWEST, HIGHEST),
            "other": choice("the other", list(KINDS), other),
            "other_across": slider("other across", other_across, LOWEST, HIGHEST),
            "other_down": slider("other down", other_down, LOWEST, HIGHEST),
            "word": slider("word", word, 1, LONGEST),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.2, 3.6], height=4.2)
        left, right = figure.axes
        with styled():
            self._picture = picture(left)
            fit(self._picture, (0, SIDE, SIDE, 0))
            without_axes(left)
            self._caption = left.text(
                0.5, -0.02, "", transform=left.transAxes, ha="center", va="top", fontsize=10, linespacing=1.4
            )
            places = np.arange(len(NAMES))
            self._bars = right.barh(places, np.zeros(len(NAMES)), color=ZERO, height=0.75)
            right.set(xlim=(0, 1), ylim=(len(NAMES) - 0.4, -0.6), xlabel="how likely, 0 to 1")
            right.set_yticks(places, NAMES)
            self._title = heading(right)
        figure.moving(self._picture, self._caption, *self._bars, self._title)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        self._picture.set_data(model.picture.transpose(1, 2, 0))
        words = model.caption.split()
        lines = [" ".join(words[:6]), " ".join(words[6:])]
        self._caption.set_text("\n".join(lines))
        self._caption.set_color(POSITIVE if model.caption in model.right else NEGATIVE)
        row = model.chances[model.at]
        taken = model.said[model.at] if model.at < len(model.said) else SHOWN[0]
        for bar, word in zip(self._bars, SHOWN, strict=True):
            bar.set_width(float(row[word]))
            bar.set_color(INK if word == taken else ZERO)
        spoken = " ".join(VOCABULARY[word] for word in model.said[: model.at][-3:])
        self._title.set_text(f"after “… {spoken}”" if model.at else "the first word")
