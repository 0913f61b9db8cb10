"""Where something might be: boxes worth a look, found without knowing what is in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, float_array, whole_number
from .box_arrays import box_array


def connected_components(mask: ArrayLike) -> IntArray:
    """Return a number for each piece of the mask, (H, W): 0 where it is False, 1, 2, … in the order of reading.

    mask: (H, W) bools. Pixels that touch, at an edge or a corner, are of one piece.

    >>> connected_components(np.array([[True, False, True], [False, True, False], [False, False, False]]))
    array([[1, 0, 1],
           [0, 1, 0],
           [0, 0, 0]])
    """
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.dtype != bool:
        raise ValueError(f"mask must be bools of shape (H, W), got dtype {mask.dtype}, shape {mask.shape}")
    nobody = mask.size
    label = np.where(mask, np.arange(mask.size).reshape(mask.shape), nobody)
    while True:  # each pixel takes the smallest number around it, until nothing changes
        around = np.pad(label, 1, constant_values=nobody)
        least = np.min([around[i : i + len(mask), j : j + mask.shape[1]] for i in range(3) for j in range(3)], axis=0)
        least[~mask] = nobody
        chain = np.append(least.ravel(), nobody)
        chain = chain[chain]  # and that of the pixel whose number it has: pieces join in few rounds
        least = chain[:-1].reshape(mask.shape)
        least[~mask] = nobody
        if (least == label).all():
            break
        label = least
    numbers = np.unique(label[mask])
    return np.where(mask, np.searchsorted(numbers, label) + 1, 0)


def component_boxes(
    image: ArrayLike, thresholds: Sequence[float] = (0.3, 0.5, 0.7), gap: float = 3.0, smallest: float = 5.0
) -> FloatArray:
    """Return boxes around connected bright pieces of a picture, and around pairs of pieces that are near, (P, 4).

    image: (H, W), bright on dark. thresholds: how bright a pixel must be; the pieces of each are taken. gap: two pieces
    with at most so many pixels between them also give a box around both. smallest: boxes whose longer side is shorter
    are left out. No box twice. The idea, in small, of selective search: pieces, and pieces joined to larger ones.
    (Uijlings and others, Selective Search for Object Recognition, 2013.)

    >>> image = np.zeros((8, 12))
    >>> image[1:7, 2:4] = image[1:7, 6:9] = 1
    >>> component_boxes(image)
    array([[2., 1., 4., 7.],
           [2., 1., 9., 7.],
           [6., 1., 9., 7.]])
    """
    image = float_array(image, "image")
    if image.ndim != 2:
        raise ValueError(f"image must have shape (H, W), got shape {image.shape}")
    found = []
    for threshold in thresholds:
        pieces = _boxes_of(connected_components(image > threshold))
        found.append(pieces)
        one, other = pieces[:, None], pieces[None]
        apart = np.maximum(one[..., :2], other[..., :2]) - np.minimum(one[..., 2:], other[..., 2:])
        near = np.triu(apart.max(axis=2) <= gap, k=1)
        joined = np.concatenate(
            [np.minimum(one[..., :2], other[..., :2]), np.maximum(one[..., 2:], other[..., 2:])], axis=2
        )
        found.append(joined[near])
    boxes = np.unique(np.concatenate(found), axis=0)
    return boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= smallest]


def sliding_windows(size: tuple[int, int], windows: Sequence[tuple[int, int]], stride: int) -> FloatArray:
    """Return every window of the given heights and widths, moved by stride, that fits into a picture of `size`, (P, 4).

    >>> sliding_windows((4, 6), windows=[(4, 4)], stride=2)
    array([[0., 0., 4., 4.],
           [2., 0., 6., 4.]])
    """
    stride = whole_number(stride, "stride", at_least=1)
    boxes = [
        (x, y, x + width, y + height)
        for height, width in windows
        for y in range(0, size[0] - height + 1, stride)
        for x in range(0, size[1] - width + 1, stride)
    ]
    return box_array(np.array(boxes, dtype=float).reshape(-1, 4), "windows")


def _boxes_of(labels: IntArray) -> FloatArray:
    """The box around each piece: one past its last pixel at the right and below."""
    count = int(labels.max(initial=0))
    boxes = np.tile([np.inf, np.inf, -np.inf, -np.inf], (count, 1))
    y, x = np.nonzero(labels)
    piece = labels[y, x] - 1
    np.minimum.at(boxes[:, 0], piece, x)
    np.minimum.at(boxes[:, 1], piece, y)
    np.maximum.at(boxes[:, 2], piece, x + 1)
    np.maximum.at(boxes[:, 3], piece, y + 1)
    return boxes
