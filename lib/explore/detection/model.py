"""What the detection explorer computes: which boxes two thresholds leave, which of them are hits, and the curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerwise.arguments import FloatArray, IntArray, real_number, whole_number
from layerwise.ops import average_precision, batched_nms, match_detections, precision_recall_curve

from ..own_parts import RunsParts
from .scenes import SCENES, Scene, scenes

STEPS = 20  # of a threshold, from 0 to 1
OVERLAP = 0.5  # that makes a box a hit


class Kept(NamedTuple):
    """What suppression leaves, by falling score: boxes (K, 4), scores (K,), digits (K,), and which are hits (K,)."""

    boxes: FloatArray
    scores: FloatArray
    labels: IntArray
    hits: NDArray[np.bool_]


def settings() -> Iterator[tuple[float, float]]:
    """Every pair of thresholds that the sliders have."""
    for iou in range(STEPS + 1):
        for score in range(STEPS):
            yield iou / STEPS, score / STEPS


@dataclass(frozen=True)
class DetectionModel(RunsParts):
    """A scene with three digits, and two thresholds.

    iou_threshold: boxes of one digit's class that overlap a better one by more are thrown away. score_threshold: boxes
    with a lower score are not believed. number: which scene, 1 to 3. suppress, match, area: batched_nms,
    match_detections and average_precision; None for the learner's where they have passed. scene: another one than those
    that are stored.

    >>> model = DetectionModel(iou_threshold=1.0, score_threshold=0.0)
    >>> len(model.shown.scores) > 50, model.reached
    (True, False)
    """

    iou_threshold: float = 0.9
    score_threshold: float = 0.1
    number: int = 1
    suppress: Callable[..., Any] | None = field(default=None, repr=False)
    match: Callable[..., Any] | None = field(default=None, repr=False)
    area: Callable[..., Any] | None = field(default=None, repr=False)
    scene: Scene | None = field(default=None, repr=False)

    goal: ClassVar[str] = "Three digits, three boxes: find thresholds that leave one hit for each digit, and no other."

    def __post_init__(self) -> None:
        real_number(self.iou_threshold, "iou_threshold", at_least=0, at_most=1)
        real_number(self.score_threshold, "score_threshold", at_least=0, at_most=1)
        if whole_number(self.number, "number", at_least=1) > SCENES:
            raise ValueError(f"number must be at most {SCENES}, got {self.number}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What throws boxes away, says which are hits, and measures the curve."""
        names = ("batched_nms", "match_detections", "average_precision")
        return dict(zip(names, (batched_nms, match_detections, average_precision), strict=True))

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"batched_nms": self.suppress, "match_detections": self.match, "average_precision": self.area}

    @cached_property
    def looked_at(self) -> Scene:
        """The scene."""
        return self.scene or scenes()[self.number - 1]

    @cached_property
    def kept(self) -> Kept:
        """What suppression leaves of all boxes."""
        scene = self.looked_at
        suppress, match = self.runs["batched_nms"], self.runs["match_detections"]
        rows = suppress.finite(suppress(scene.boxes, scene.scores, scene.labels, self.iou_threshold)).astype(int)
        boxes, scores, labels = scene.boxes[rows], scene.scores[rows], scene.labels[rows]
        hits = np.zeros(len(rows), dtype=bool)
        for label in np.unique(labels):
            own = labels == label
            truths = scene.truths[scene.truth_labels == label]
            hits[own] = match.numbers((int(own.sum()),), boxes[own], scores[own], truths, OVERLAP) > 0
        return Kept(boxes, scores, labels, hits)

    @cached_property
    def shown(self) -> Kept:
        """What is believed of it."""
        kept, believed = self.kept, self.kept.scores >= self.score_threshold
        return Kept(kept.boxes[believed], kept.scores[believed], kept.labels[believed], kept.hits[believed])

    @cached_property
    def curve(self) -> tuple[FloatArray, FloatArray]:
        """Precision and recall after each box that suppression leaves, the surest first."""
        return precision_recall_curve(self.kept.scores, self.kept.hits, len(self.looked_at.truths))

    @property
    def point(self) -> tuple[float, float] | None:
        """Precision and recall of what is believed; None where nothing is."""
        found = int(self.shown.hits.sum())
        count = len(self.shown.hits)
        return (found / count, found / len(self.looked_at.truths)) if count else None

    @property
    def average_precision(self) -> float:
        """The area under the curve's envelope, which the score threshold does not change."""
        return float(self.runs["average_precision"].numbers((), *self.kept[1::2], len(self.looked_at.truths)))

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.point == (1.0, 1.0)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        found, count, there = int(self.shown.hits.sum()), len(self.shown.hits), len(self.looked_at.truths)
        boxes = "1 box" if count == 1 else f"{count} boxes"
        text = (
            f"{len(self.looked_at.scores)} boxes were found; suppression leaves {len(self.kept.scores)}, and {boxes} "
            f"with a score of {self.score_threshold:.2f} or more. {found} of {there} digits are hit"
        )
        if self.point:
            text += f": precision {self.point[0]:.2f}, recall {self.point[1]:.2f}"
        return f"{text}. Average precision of the scene: {self.average_precision:.2f}.{self.runs.said}"
