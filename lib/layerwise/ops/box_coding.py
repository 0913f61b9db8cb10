"""What a network says about a box that is a little off: four numbers, the way from a proposal to the truth.

They do not depend on where the picture's origin is, nor on its scale, so that one layer can learn them for all boxes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array
from .box_arrays import box_array

LARGEST = math.log(1000 / 16)  # of dw and dh, as torchvision has it: exp of a wild guess would overflow


def encode_boxes(
    truths: ArrayLike, proposals: ArrayLike, weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0)
) -> FloatArray:
    """Return dx, dy, dw, dh of each pair, (N, 4): how to get from the proposal to the truth.

        dx = (x of the truth's centre - x of the proposal's) / width of the proposal      dy likewise, by the height
        dw = log(width of the truth / width of the proposal)                              dh likewise

    truths, proposals: (N, 4), corners, row by row a pair; both need a width and a height. weights: factors for the
    four; Fast R-CNN's code has 10, 10, 5, 5. (Girshick and others, Rich Feature Hierarchies for Accurate Object
    Detection and Semantic Segmentation, 2014.)

    >>> encode_boxes([[2, 0, 6, 4]], proposals=[[0, 0, 4, 4]])  # half a width to the right
    array([[0.5, 0. , 0. , 0. ]])
    """
    wanted, given = _with_area(truths, "truths"), _with_area(proposals, "proposals")
    if len(wanted) != len(given):
        raise ValueError(f"truths and proposals are pairs, got {len(wanted)} and {len(given)}")
    (centre, size), (centre_p, size_p) = _centre_and_size(wanted), _centre_and_size(given)
    deltas = np.concatenate([(centre - centre_p) / size_p, np.log(size / size_p)], axis=1)
    return deltas * np.asarray(weights)


def decode_boxes(
    deltas: ArrayLike, proposals: ArrayLike, weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0)
) -> FloatArray:
    """Return the boxes, corners (N, 4), to which the deltas lead from the proposals: encode_boxes, undone.

        centre = centre of the proposal + (dx, dy) * size of the proposal
        size   = exp((dw, dh)) * size of the proposal

    deltas: (N, 4). proposals: (N, 4), corners. weights: as in encode_boxes. dw and dh count as log(1000 / 16) at most,
    a box 62 times as wide: a wild guess early in a training must not overflow.

    >>> decode_boxes([[0.5, 0.0, 0.0, 0.0]], proposals=[[0, 0, 4, 4]])
    array([[2., 0., 6., 4.]])
    """
    way, given = finite_array(deltas, "deltas"), _with_area(proposals, "proposals")
    if way.shape != given.shape:
        raise ValueError(f"deltas must have the shape of proposals, {given.shape}, got shape {way.shape}")
    way = way / np.asarray(weights)
    centre, size = _centre_and_size(given)
    centre = centre + way[:, :2] * size
    size = np.exp(np.minimum(way[:, 2:], LARGEST)) * size
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1)


def _with_area(value: ArrayLike, name: str) -> FloatArray:
    boxes = box_array(value, name)
    flat = (boxes[:, 2:] == boxes[:, :2]).any(axis=1)
    if flat.any():
        first = int(np.argmax(flat))
        raise ValueError(f"{name} must have a width and a height, got {boxes[first].tolist()} at {first}")
    return boxes


def _centre_and_size(boxes: FloatArray) -> tuple[FloatArray, FloatArray]:
    return (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
