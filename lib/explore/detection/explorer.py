"""The detection explorer: a scene with the boxes that two thresholds leave, and precision over recall beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from ..style import INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import slider
from ..widgets.explorer import Explorer
from ..widgets.image_axes import fit, picture, without_axes
from .model import STEPS, DetectionModel
from .scenes import SCENES, SIZE

MOST_NAMED = 6  # boxes whose digit is written beside them
LEGEND = (
    "Left: the scene. Full blue boxes are hits, dashed orange ones are not: doubles, other digits, or nothing there. "
    f"Up to {MOST_NAMED} boxes say which digit, and how surely. Right: precision over recall of all boxes that "
    "suppression leaves, the surest first; grey is the envelope, the ring is where the score threshold cuts. A box is "
    "a hit if it names the digit, overlaps it by a half, and no surer box has hit it."
)


class DetectionExplorer(Explorer[DetectionModel]):
    """Move two thresholds, and see which boxes of a detector are left.

    iou_threshold, score_threshold: 0 to 1. number: the scene, 1 to 3. suppress, match, area: batched_nms,
    match_detections and average_precision; yours where they have passed, if none is given. on_goal: called once, with
    the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        iou_threshold: float = DetectionModel.iou_threshold,
        score_threshold: float = DetectionModel.score_threshold,
        number: int = 1,
        suppress: Callable[..., Any] | None = None,
        match: Callable[..., Any] | None = None,
        area: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = DetectionModel(iou_threshold, score_threshold, number, suppress, match, area)
        controls = {
            "iou_threshold": slider("IoU threshold", iou_threshold, 0.0, 1.0, 1 / STEPS, digits=2),
            "score_threshold": slider("score threshold", score_threshold, 0.0, 1 - 1 / STEPS, 1 / STEPS, digits=2),
            "number": slider("scene", number, 1, SCENES),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.0, 4.0], height=3.7)
        left, right = figure.axes
        with styled():
            self._picture = picture(left, cmap="gray_r", vmin=0, vmax=1)
            fit(self._picture, (0, SIZE, SIZE, 0))
            without_axes(left)
            self._misses = LineCollection([], colors=NEGATIVE, linewidths=1.2, linestyles="--")
            self._hits = LineCollection([], colors=POSITIVE, linewidths=2.2)
            for lines in (self._misses, self._hits):
                left.add_collection(lines)
            self._names = [left.text(0, 0, "", fontsize=9, va="bottom", fontweight="bold") for _ in range(MOST_NAMED)]
            right.set(xlim=(-0.03, 1.05), ylim=(-0.03, 1.08), xlabel="recall", ylabel="precision")
            (self._envelope,) = right.plot([], [], color=ZERO, linewidth=1.2, drawstyle="steps-pre")
            (self._curve,) = right.plot([], [], ".-", color=INK, linewidth=1.2, markersize=5)
            (self._ring,) = right.plot([], [], "o", color=POSITIVE, fillstyle="none", markersize=11, markeredgewidth=2)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(
            self._picture, self._misses, self._hits, *self._names, self._envelope, self._curve, self._ring,
            *self._titles,
        )  # fmt: skip
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model, shown = self.model, self.model.shown
        self._picture.set_data(model.looked_at.image)
        self._hits.set_segments(_outlines(shown.boxes[shown.hits]))
        self._misses.set_segments(_outlines(shown.boxes[~shown.hits]))
        named = len(shown.scores) if len(shown.scores) <= MOST_NAMED else 0
        for i, text in enumerate(self._names):
            text.set_visible(i < named)
            if i < named:
                x1, y1 = shown.boxes[i, :2]
                text.set_position((float(x1), float(max(y1 - 0.3, 3.0))))
                text.set_text(f"{shown.labels[i]}, {shown.scores[i]:.2f}")
                text.set_color(POSITIVE if shown.hits[i] else NEGATIVE)
        precision, recall = model.curve
        self._curve.set_data(recall, precision)
        best = np.maximum.accumulate(precision[::-1])[::-1]
        self._envelope.set_data([0.0, *recall], [best[0] if len(best) else 0.0, *best])
        self._ring.set_data(*([[model.point[1]], [model.point[0]]] if model.point else [[], []]))
        count = len(shown.scores)
        self._titles[0].set_text(f"{count} {'box' if count == 1 else 'boxes'}, {int(shown.hits.sum())} of them hits")
        self._titles[1].set_text(f"average precision {model.average_precision:.2f}")


def _outlines(boxes: np.ndarray) -> list[np.ndarray]:
    """The four sides of each box, as a closed line."""
    return [box[[0, 1, 2, 1, 2, 3, 0, 3, 0, 1]].reshape(5, 2) for box in boxes]
