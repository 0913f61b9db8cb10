"""Non-maximum suppression: of boxes that overlap much, the one with the highest score stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray, real_number
from .box_arrays import box_array, score_array
from .boxes import box_iou


def nms(boxes: ArrayLike, scores: ArrayLike, iou_threshold: float) -> IntArray:
    """Return the indices of the boxes that are kept, the highest score first.

        for each box, from the highest score to the lowest:
            keep it, unless its IoU with a box that was kept is more than iou_threshold

    boxes: (N, 4), corners. scores: (N,). iou_threshold: 0 to 1. A box that was thrown away throws nobody away. Of equal
    scores the first counts as higher.

    >>> nms([[0, 0, 4, 4], [0, 0, 4, 3], [6, 6, 8, 8]], scores=[0.8, 0.9, 0.5], iou_threshold=0.5)
    array([1, 2])
    """
    boxes = box_array(boxes, "boxes")
    scores = score_array(scores, "scores", len(boxes))
    iou_threshold = real_number(iou_threshold, "iou_threshold", at_least=0, at_most=1)
    order = np.argsort(-scores, kind="stable")
    overlap = box_iou(boxes, boxes)
    kept = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        order = order[overlap[best, order] <= iou_threshold]
    return np.array(kept, dtype=np.int64)


def batched_nms(boxes: ArrayLike, scores: ArrayLike, idxs: ArrayLike, iou_threshold: float) -> IntArray:
    """Return what nms keeps of each class by itself, the highest score first.

    boxes: (N, 4). scores: (N,). idxs: (N,), the class (or the picture) of each box: boxes of different ones do not
    throw each other away.

    >>> batched_nms([[0, 0, 4, 4], [0, 0, 4, 3]], scores=[0.8, 0.9], idxs=[3, 5], iou_threshold=0.5)
    array([1, 0])
    """
    boxes = box_array(boxes, "boxes")
    scores = score_array(scores, "scores", len(boxes))
    groups = np.asarray(idxs)
    if groups.shape != scores.shape or (groups.dtype.kind not in "iu" and groups.size):
        raise ValueError(f"idxs must be {len(boxes)} integers, one a box; got {groups.dtype}, shape {groups.shape}")
    kept = [np.zeros(0, dtype=np.int64)]
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        kept.append(members[nms(boxes[members], scores[members], iou_threshold)])
    indices = np.sort(np.concatenate(kept))
    return indices[np.argsort(-scores[indices], kind="stable")]
