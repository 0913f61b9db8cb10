"""How large boxes are, how much two of them overlap, and how they stay inside the picture.

A box is a row x1, y1, x2, y2: its left, upper, right and lower edge, in pixels, with y from top to bottom. The edges
are places between pixels: column j of a picture reaches from x = j to x = j + 1, and a box is x2 - x1 wide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from .box_arrays import box_array


def box_area(boxes: ArrayLike) -> FloatArray:
    """Return (x2 - x1) * (y2 - y1) for each of the boxes (N, 4).

    >>> box_area([[0, 0, 2, 3]])
    array([6.])
    """
    boxes = box_array(boxes, "boxes")
    area: FloatArray = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return area


def box_iou(a: ArrayLike, b: ArrayLike) -> FloatArray:
    """Return the intersection over union of each box of `a` with each of `b`, (N, M).

        width  = max(0, min(x2, x2') - max(x1, x1'))           height likewise
        iou    = width * height / (area + area' - width * height)

    a: (N, 4). b: (M, 4). 1 for a box with itself, 0 for boxes that do not overlap, touching ones too. Two boxes
    without an area have 0 (PyTorch: nan). (Jaccard, 1901; Everingham and others, The PASCAL Visual Object Classes
    Challenge, 2010.)

    >>> box_iou([[0, 0, 2, 2]], [[1, 0, 3, 2], [5, 5, 6, 6]]).round(3)
    array([[0.333, 0.   ]])
    """
    a, b = box_array(a, "a"), box_array(b, "b")
    upper_left = np.maximum(a[:, None, :2], b[None, :, :2])
    lower_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(lower_right - upper_left, 0).prod(axis=2)
    union = box_area(a)[:, None] + box_area(b)[None] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def clip_boxes_to_image(boxes: ArrayLike, size: tuple[int, int]) -> FloatArray:
    """Return the boxes (N, 4), cut off at the edges of a picture of `size`, (height, width).

    >>> clip_boxes_to_image([[-2, 1, 9, 5]], (4, 8))
    array([[0., 1., 8., 4.]])
    """
    height, width = size
    return np.clip(box_array(boxes, "boxes"), 0, [width, height, width, height])
