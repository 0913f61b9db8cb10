"""The checks of losses that compare scores of C classes with the right class of each example."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, float_array


def scores_and_classes(scores: ArrayLike, target: ArrayLike, name: str) -> tuple[FloatArray, IntArray]:
    """Return scores (N, C) as floats and target (N,) as ints in 0..C-1; `name` is what errors call the scores.

    >>> scores_and_classes([[1, 2]], [1], "logits")
    (array([[1., 2.]]), array([1]))
    """
    scores, target = float_array(scores, name), np.asarray(target)
    if scores.ndim != 2 or scores.shape[1] == 0 or target.shape != scores.shape[:1]:
        raise ValueError(f"{name} must have shape (N, C) and target (N,), got {scores.shape} and {target.shape}")
    if target.dtype.kind not in "iu" and target.size:
        raise TypeError(f"target must hold integer classes, got dtype {target.dtype}")
    C = scores.shape[1]
    if target.size and (target.min() < 0 or target.max() >= C):  # a negative one would silently count from the end
        raise ValueError(f"target must be between 0 and {C - 1}, got {target.min()} to {target.max()}")
    return scores, target.astype(np.int64)
