"""How good a detector is: which of its boxes are hits, and the area under precision over recall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, real_number, whole_number
from .box_arrays import box_array, score_array
from .boxes import box_iou


def match_detections(
    boxes: ArrayLike, scores: ArrayLike, truths: ArrayLike, iou_threshold: float = 0.5
) -> NDArray[np.bool_]:
    """Return which boxes are hits, (N,) bools in the order of the boxes: one picture, one class.

        for each box, from the highest score to the lowest:
            take the truth that it overlaps most
            it is a hit if their IoU is at least iou_threshold, and no box before it has hit that truth

    boxes: (N, 4), corners. scores: (N,). truths: (M, 4); without any, no box is a hit. Of equal scores the first counts
    as higher. This is VOC's rule; COCO's gives a box whose truth is taken the next best one that is free.
    (Everingham and others, The PASCAL Visual Object Classes Challenge, 2010.)

    >>> match_detections([[0, 0, 4, 3], [0, 0, 4, 4]], [0.8, 0.9], truths=[[0, 0, 4, 4]])  # the second one is first
    array([False,  True])
    """
    boxes, truths = box_array(boxes, "boxes"), box_array(truths, "truths")
    scores = score_array(scores, "scores", len(boxes))
    iou_threshold = real_number(iou_threshold, "iou_threshold", above=0, at_most=1)
    hit, taken = np.zeros(len(boxes), dtype=bool), np.zeros(len(truths), dtype=bool)
    if len(truths) == 0:
        return hit
    overlap = box_iou(boxes, truths)
    for i in np.argsort(-scores, kind="stable"):
        best = overlap[i].argmax()
        if overlap[i, best] >= iou_threshold and not taken[best]:
            hit[i] = taken[best] = True
    return hit


def precision_recall_curve(scores: ArrayLike, is_hit: ArrayLike, n_truths: int) -> tuple[FloatArray, FloatArray]:
    """Return precision and recall, (N,) each, after each detection, from the highest score to the lowest.

        precision = hits so far / detections so far             recall = hits so far / n_truths

    >>> precision_recall_curve([0.5, 0.9, 0.7], [True, True, False], n_truths=4)
    (array([1.        , 0.5       , 0.66666667]), array([0.25, 0.25, 0.5 ]))
    """
    hits = np.asarray(is_hit)
    if hits.ndim != 1 or (hits.dtype.kind not in "biu" and hits.size) or not np.isin(hits, (0, 1)).all():
        raise ValueError(f"is_hit must be bools of shape (N,), got dtype {hits.dtype}, shape {hits.shape}")
    scores = score_array(scores, "scores", len(hits))
    n_truths = whole_number(n_truths, "n_truths", at_least=1)
    if hits.sum() > n_truths:
        raise ValueError(f"{int(hits.sum())} hits of {n_truths} truths: a truth can be hit once")
    found = np.cumsum(hits[np.argsort(-scores, kind="stable")])
    return found / np.arange(1, len(hits) + 1), found / n_truths


def average_precision(scores: ArrayLike, is_hit: ArrayLike, n_truths: int) -> float:
    """Return the area under the envelope of precision over recall.

        envelope at a recall = the largest precision at this recall or a higher one
        area                 = sum of envelope * (the step by which recall grows)

    scores: (N,) of all pictures together. is_hit: (N,) bools. n_truths: how many there were to find, in all pictures,
    1 or more. Without detections it is 0. Of equal scores the first counts as higher. (VOC from 2010 on. Before, and
    in most papers on VOC 2007, the mean of the envelope at the eleven recalls 0, 0.1, … 1; COCO: at 101.)

    >>> average_precision([0.9, 0.7, 0.5], [True, False, True], n_truths=4)  # 1 * 1/4, and 2/3 * 1/4
    0.41666666666666663
    """
    precision, recall = precision_recall_curve(scores, is_hit, n_truths)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((envelope * np.diff(recall, prepend=0.0)).sum())


def mean_average_precision(
    detections: Sequence[tuple[Any, Any, Any]],
    truths: Sequence[tuple[Any, Any]],
    iou_threshold: float = 0.5,
    functions: tuple[Callable[..., Any], Callable[..., Any]] = (match_detections, average_precision),
) -> float:
    """Return the mean of average_precision over the classes that occur among the truths.

    detections: for each picture boxes (N, 4), scores (N,) and classes (N,). truths: for each picture boxes (M, 4) and
    classes (M,). Pictures without truths count: what is detected in them is wrong. A class without a truth in any
    picture has no average precision, and is left out. functions: what matches, and what scores.

    >>> one = np.array([[0.0, 0.0, 4.0, 4.0]])
    >>> detections = [(one, np.array([0.6]), np.array([3])), (one, np.array([0.9]), np.array([3]))]
    >>> mean_average_precision(detections, [(one, np.array([3])), (one[:0], np.array([], dtype=int))])
    0.5
    """
    if len(detections) != len(truths):
        raise ValueError(f"detections and truths are picture by picture, got {len(detections)} and {len(truths)}")
    match, score = functions
    classes = np.unique(np.concatenate([np.asarray(labels, dtype=int) for _, labels in truths]))
    if len(classes) == 0:
        raise ValueError("there must be a truth in at least one picture")
    found = []
    for label in classes:
        scores, hits, count = [], [], 0
        for (boxes, confidence, predicted), (wanted, labels) in zip(detections, truths, strict=True):
            of_class, there = np.asarray(predicted) == label, np.asarray(labels) == label
            scores.append(np.asarray(confidence)[of_class])
            hits.append(match(np.asarray(boxes)[of_class], scores[-1], np.asarray(wanted)[there], iou_threshold))
            count += int(there.sum())
        found.append(score(np.concatenate(scores), np.concatenate(hits), count))
    return float(np.mean(found))
