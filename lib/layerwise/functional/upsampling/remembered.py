"""Pooling that remembers where its winners stood, and unpooling, which puts numbers back there.

Max pooling keeps the largest number of each window and forgets its place. With return_indices it hands the place out:
row * W + column, counted in the *plane* of its image and channel, not in the window. Unpooling makes a plane of zeros
and writes each number to its place. (SegNet: Badrinarayanan, Kendall and Cipolla, 2017.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, IntArray, float_array, grad_of_shape, whole_number
from ..images import image_batch, pad_images
from ..window import Window, pooling_window


def max_pool2d_with_indices(
    x: ArrayLike, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> tuple[FloatArray, IntArray]:
    """Return the largest number of each window, and where in its plane it stands: both (N, C, H_out, W_out).

    indices[n, c, h, w] = row * W + column of the winner in x[n, c]. Of equal numbers the first wins, row by row.
    x: (N, C, H, W). The others as in MaxPool2d.

    >>> y, indices = max_pool2d_with_indices([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]], kernel_size=2)
    >>> y, indices
    (array([[[[5., 7.]]]]), array([[[[1, 7]]]]))
    """
    x, window = image_batch(x), pooling_window(kernel_size, stride, padding, dilation)
    y, winner, _ = pool_winners(x, window)
    return y, plane_indices(winner, window, x.shape[3])


def pool_winners(x: FloatArray, window: Window) -> tuple[FloatArray, FloatArray, list[tuple[int, int, slice, slice]]]:
    """Return the largest number of each window, which kernel element it lies under, and the elements' offsets.

    x: (N, C, H, W). One slice of x serves all windows for one kernel element, and the elements compete one after the
    other; an element takes over only where it is larger, so that of equal numbers the first wins.
    """
    padded = pad_images(x, window.padding, -np.inf)
    offsets = list(window.offsets(*window.output_size(*x.shape[2:])))
    (_, _, rows, columns), *others = offsets
    y = padded[:, :, rows, columns].copy(order="K")  # (N, C, H_out, W_out): the first element of each window leads
    winner = np.zeros_like(y, dtype=np.min_scalar_type(len(offsets)))  # which element leads
    for number, (_, _, rows, columns) in enumerate(others, start=1):
        candidate = padded[:, :, rows, columns]
        # The number of the candidate where it is larger: np.where, without guessing (see keep_where).
        np.maximum(winner, (candidate > y) * winner.dtype.type(number), out=winner)
        np.maximum(y, candidate, out=y)
    return y, winner, offsets


def plane_indices(winner: FloatArray, window: Window, W: int) -> IntArray:
    """Return row * W + column, in the plane without padding, of the element that won each window.

    winner: (N, C, H_out, W_out), which kernel element won. W: the width of the plane.
    """
    (_, kw), (sh, sw), (ph, pw), (dh, dw) = window
    H_out, W_out = winner.shape[2:]
    i, j = np.divmod(winner.astype(np.int64), kw)
    rows = np.arange(H_out)[:, None] * sh - ph + i * dh
    columns = np.arange(W_out) * sw - pw + j * dw
    return rows * W + columns


def max_unpool2d(
    x: ArrayLike,
    indices: ArrayLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> FloatArray:
    """y[n, c].flat[indices[n, c, h, w]] = x[n, c, h, w], and 0 everywhere else.

    x, indices: (N, C, H, W), as max_pool2d_with_indices returns them. y: (N, C, *output_size).
    output_size: (rows, columns), or a shape that ends with them, such as x.shape before the pooling; None stands for
        (H - 1) * stride - 2 * padding + kernel_size. It is needed where pooling left a rest over: 5 and 4 rows both
        become 2.
    Where windows overlap, two numbers may have one place; the later of them, row by row, is what stands there.

    >>> max_unpool2d([[[[5.0, 7.0]]]], [[[[1, 7]]]], kernel_size=2)
    array([[[[0., 5., 0., 0.],
             [0., 0., 0., 7.]]]])
    """
    x, indices, (H, W) = _unpool_arguments(x, indices, kernel_size, stride, padding, output_size)
    N, C = x.shape[:2]
    y = np.zeros((N, C, H * W), x.dtype)
    np.put_along_axis(y, indices.reshape(N, C, -1), x.reshape(N, C, -1), axis=2)
    return y.reshape(N, C, H, W)


def max_unpool2d_backward(grad_output: ArrayLike, indices: ArrayLike) -> FloatArray:
    """grad_x[n, c, h, w] = grad_output[n, c].flat[indices[n, c, h, w]]: look where each number was put.

    grad_output: (N, C, H_out, W_out). indices: (N, C, H, W).

    >>> max_unpool2d_backward(np.arange(8.0).reshape(1, 1, 2, 4), [[[[1, 7]]]])
    array([[[[1., 7.]]]])
    """
    grad_output, indices = image_batch(grad_output, name="grad_output"), np.asarray(indices)
    N, C = indices.shape[:2]
    grad_output = grad_of_shape(grad_output, (N, C, *grad_output.shape[2:]))
    flat = grad_output.reshape(N, C, -1)
    return np.take_along_axis(flat, indices.reshape(N, C, -1), axis=2).reshape(indices.shape)


def _unpool_arguments(
    x: ArrayLike, indices: ArrayLike, kernel_size: Any, stride: Any, padding: Any, output_size: Any
) -> tuple[FloatArray, IntArray, tuple[int, int]]:
    x, indices = image_batch(x), np.asarray(indices)
    if indices.dtype.kind not in "iu":
        raise TypeError(f"indices must be whole numbers, got dtype {indices.dtype}")
    if indices.shape != x.shape:
        raise ValueError(f"indices must have the shape of x, {x.shape}, got {indices.shape}")
    window = pooling_window(kernel_size, stride, padding)
    H, W = (
        (side - 1) * s - 2 * p + k
        for side, k, s, p in zip(x.shape[2:], window.kernel_size, window.stride, window.padding, strict=True)
    )
    if output_size is not None:
        sides = list(float_array(output_size, "output_size").astype(np.int64)[-2:])
        if len(sides) != 2:
            raise ValueError(f"output_size must end with (rows, columns), got {output_size!r}")
        H, W = (whole_number(side, "output_size", at_least=1) for side in sides)
    if indices.size and not 0 <= indices.min() <= indices.max() < math.prod((H, W)):
        raise ValueError(
            f"indices must be places in a plane of {H} x {W}, 0 to {H * W - 1}, got {indices.min()} to "
            f"{indices.max()}: give output_size, the size before the pooling"
        )
    return x, indices.astype(np.int64), (H, W)
