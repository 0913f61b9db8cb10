"""What the functions on boxes accept: arrays of corners, and what is said when they are none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array


def box_array(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as boxes (N, 4), corners x1, y1, x2, y2 with x1 <= x2 and y1 <= y2; [] is no box."""
    boxes = finite_array(value, name)
    if boxes.size == 0 and boxes.ndim == 1:
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} must have shape (N, 4), corners x1, y1, x2, y2 in each row; got shape {boxes.shape}")
    wrong = (boxes[:, 2:] < boxes[:, :2]).any(axis=1)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(
            f"{name} must be corners with x1 <= x2 and y1 <= y2, got {boxes[first].tolist()} at {first}: "
            "a centre with width and height is no pair of corners"
        )
    return boxes


def score_array(value: ArrayLike, name: str, count: int) -> FloatArray:
    """Return `value` as `count` finite scores, (N,)."""
    scores = finite_array(value, name)
    if scores.shape != (count,):
        raise ValueError(f"{name} must have shape ({count},), one number a box; got shape {scores.shape}")
    return scores
