"""What was taken for what, counted pixel by pixel, and the score that is made of it.

Counts of several images add up; ratios do not. So an image, or a batch, gives a matrix of counts, and the ratio is
taken once, at the end. (Everingham and others, PASCAL VOC, 2015; Long, Shelhamer and Darrell, 2015, section 5.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, IntArray, float_array, whole_number


def pixel_confusion(predicted: ArrayLike, target: ArrayLike, num_classes: int, ignore_index: int = -100) -> IntArray:
    """Return counts (C, C): row = the right class, column = the predicted one. The diagonal is right.

    predicted, target: whole numbers of one shape, such as (H, W) or (N, H, W). num_classes: C.
    ignore_index: pixels with this target are not counted, whatever was predicted there.

    >>> pixel_confusion([[0, 1], [1, 1]], [[0, 0], [1, 255]], num_classes=2, ignore_index=255)
    array([[1, 1],
           [0, 1]])
    """
    C = whole_number(num_classes, "num_classes", at_least=1)
    labels, classes = np.asarray(predicted), np.asarray(target)
    for name, array in (("predicted", labels), ("target", classes)):
        if array.dtype.kind not in "iu":
            raise TypeError(f"{name} must hold integer classes, got dtype {array.dtype}")
    if labels.shape != classes.shape:
        raise ValueError(f"predicted and target must have one shape, got {labels.shape} and {classes.shape}")
    counts = classes != whole_number(ignore_index, "ignore_index", at_least=-(2**62))
    labels, classes = labels[counts].astype(np.int64), classes[counts].astype(np.int64)
    for name, array in (("predicted", labels), ("target", classes)):
        if array.size and (array.min() < 0 or array.max() >= C):
            raise ValueError(f"{name} must be between 0 and {C - 1}, got {array.min()} to {array.max()}")
    return np.bincount(classes * C + labels, minlength=C * C).reshape(C, C)


def mean_iou(confusions: ArrayLike) -> tuple[FloatArray, float]:
    """Return the IoU of each class, (C,), and their mean, of the counts of all images together.

        intersection = the diagonal                       pixels of the class that were called so
        union        = row + column - diagonal            pixels that are of the class, or were called so
        iou          = intersection / union

    A class that neither occurs nor was predicted has union 0: its iou is nan, and the mean is over the others.

    confusions: (K, C, C), one for each of K images or batches, as pixel_confusion makes them; or one, (C, C).

    >>> iou, mean = mean_iou([[[1, 1], [0, 1]], [[5, 0], [0, 0]]])
    >>> iou, round(mean, 4)  # 6 of 7, and 1 of 2
    (array([0.85714286, 0.5       ]), 0.6786)
    """
    confusion = float_array(confusions, "confusions")
    if confusion.ndim not in (2, 3) or confusion.shape[-1] != confusion.shape[-2] or confusion.size == 0:
        raise ValueError(f"confusions must have shape (K, C, C) or (C, C), got shape {confusion.shape}")
    if confusion.ndim == 3:
        confusion = confusion.sum(axis=0)
    if (confusion < 0).any():
        raise ValueError(f"confusions must hold counts, at least 0, got {confusion.min():g}")
    right = confusion.diagonal()
    union = confusion.sum(axis=0) + confusion.sum(axis=1) - right
    if not union.any():
        raise ValueError("confusions must hold at least one pixel, got none")
    iou = np.divide(right, union, out=np.full(len(union), np.nan), where=union > 0)
    return iou, float(np.nanmean(iou))
