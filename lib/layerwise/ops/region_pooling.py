"""The features of a box, as a small picture of fixed size: read between the pixels (RoIAlign), or rounded (RoIPool)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, IntArray, finite_array, real_number, whole_number
from ..functional.images import image_batch


def roi_align(
    x: ArrayLike,
    rois: ArrayLike,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = 1,
    aligned: bool = True,
) -> FloatArray:
    """Return the features in each region of interest, (K, C, h, w), read by bilinear interpolation.

        1. corners on the feature map:   spatial_scale * corner - 0.5
        2. h × w bins of equal size, in each sampling_ratio × sampling_ratio points, evenly spread
        3. a bin's value: the mean of x at its points, between four pixels by bilinear weights

    x: (N, C, H, W). rois: (K, 5): which picture of the batch, then x1, y1, x2, y2 on the *input* picture.
    output_size: h and w, or one number for both. spatial_scale: pixels of x per pixel of the input: 1 / stride.
    aligned: the half pixel of step 1. Pixel j has its centre at j + 0.5, and its number stands at index j. False is how
    the function first was, and shrinks no region below one pixel.
    A point up to one pixel outside has the value of the edge, one further out 0.
    (He and others, Mask R-CNN, 2017.) PyTorch's defaults are sampling_ratio=-1, as many points as pixels, and
    aligned=False.

    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> roi_align(x, [[0, 0, 0, 4, 4]], output_size=2)[0, 0]  # the middle of each quarter
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    x, rois, (h, w), scale = _arguments(x, rois, output_size, spatial_scale)
    points = whole_number(sampling_ratio, "sampling_ratio", at_least=1)
    corners = rois[:, 1:] * scale - (0.5 if aligned else 0.0)
    start, extent = corners[:, :2], corners[:, 2:] - corners[:, :2]
    if not aligned:
        extent = np.maximum(extent, 1.0)
    H, W = x.shape[2:]
    rows, row_in = _neighbours(start[:, 1], extent[:, 1], h * points, H)
    columns, column_in = _neighbours(start[:, 0], extent[:, 0], w * points, W)
    image = rois[:, 0].astype(int)[:, None, None]
    pixels = x.transpose(0, 2, 3, 1)
    total = np.zeros((len(rois), h * points, w * points, x.shape[1]), x.dtype)
    for row, row_share in rows:
        for column, column_share in columns:
            share = row_share[:, :, None] * column_share[:, None]
            total += share[..., None].astype(x.dtype) * pixels[image, row[:, :, None], column[:, None]]
    total *= (row_in[:, :, None] & column_in[:, None])[..., None]
    bins = total.reshape(len(rois), h, points, w, points, x.shape[1]).mean(axis=(2, 4))
    return np.ascontiguousarray(bins.transpose(0, 3, 1, 2))


def roi_pool(
    x: ArrayLike, rois: ArrayLike, output_size: int | tuple[int, int], spatial_scale: float = 1.0
) -> FloatArray:
    """Return the maximum of x in each bin of each region of interest, (K, C, h, w), with corners rounded to pixels.

    The arguments are roi_align's. The corners are rounded, the last pixel counts in, and so do both ends of each bin:
    floor of where it begins, ceiling of where it ends. An empty bin is 0. What a stride of 16 loses here, half a pixel
    of the map, is eight pixels of the picture. (Girshick, Fast R-CNN, 2015.)

    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> roi_pool(x, [[0, 0, 0, 3, 3]], output_size=2)[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    x, rois, (h, w), scale = _arguments(x, rois, output_size, spatial_scale)
    H, W = x.shape[2:]
    corners = rois[:, 1:] * scale
    corners = (np.sign(corners) * np.floor(np.abs(corners) + 0.5)).astype(int)  # halves away from 0
    out = np.zeros((len(rois), x.shape[1], h, w), x.dtype)
    for k, (x1, y1, x2, y2) in enumerate(corners):
        tops, bottoms = _bin_edges(y1, max(y2 - y1 + 1, 1), h, H)
        lefts, rights = _bin_edges(x1, max(x2 - x1 + 1, 1), w, W)
        for i in range(h):
            for j in range(w):
                window = x[int(rois[k, 0]), :, tops[i] : bottoms[i], lefts[j] : rights[j]]
                if window.size:
                    out[k, :, i, j] = window.max(axis=(1, 2))
    return out


def _neighbours(start: FloatArray, extent: FloatArray, count: int, length: int) -> tuple[Any, NDArray[np.bool_]]:
    """Evenly spread points of each region along one axis: the two pixels around each, with their weights.

    start, extent: (K,). Returns ((index, weight), (index, weight)), each (K, count), and which are on the map.
    """
    place = start[:, None] + extent[:, None] * (np.arange(count) + 0.5) / count
    inside = (place >= -1.0) & (place <= length)
    place = np.clip(place, 0, length - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, length - 1)
    return ((low, 1 - (place - low)), (high, place - low)), inside


def _bin_edges(start: int, extent: int, count: int, length: int) -> tuple[IntArray, IntArray]:
    """First pixel, and one past the last, of each of `count` bins along an axis of `length` pixels."""
    edge = np.arange(count + 1) * (extent / count)
    first, last = np.floor(edge[:-1]).astype(int) + start, np.ceil(edge[1:]).astype(int) + start
    return np.clip(first, 0, length), np.clip(last, 0, length)


def _arguments(
    x: ArrayLike, rois: ArrayLike, output_size: int | tuple[int, int], spatial_scale: float
) -> tuple[FloatArray, FloatArray, tuple[int, int], float]:
    x, rois = image_batch(x), finite_array(rois, "rois")
    if rois.ndim != 2 or rois.shape[1] != 5:
        raise ValueError(f"rois must have shape (K, 5), picture, x1, y1, x2, y2 in each row; got shape {rois.shape}")
    image = rois[:, 0]
    if (image != np.floor(image)).any() or (len(rois) and not 0 <= image.min() <= image.max() < len(x)):
        raise ValueError(f"rois[:, 0] must say which of the {len(x)} pictures, from 0 on; got {image.tolist()}")
    if (rois[:, 3:] < rois[:, 1:3]).any():
        raise ValueError("rois must be corners with x1 <= x2 and y1 <= y2 behind the picture's number")
    pair = output_size if isinstance(output_size, tuple) else (output_size, output_size)
    h, w = (whole_number(side, "output_size", at_least=1) for side in pair)
    return x, rois, (h, w), real_number(spatial_scale, "spatial_scale", above=0)
