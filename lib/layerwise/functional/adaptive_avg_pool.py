"""Adaptive average pooling: say how many places the result shall have, and windows are found that cover the image.

Means over the whole image took the place of VGG's first linear layer, and of three quarters of its parameters.
(Lin, Chen and Yan, Network in Network, 2014, for one place; PyTorch for any number.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from .images import image_batch
from .window import pair


def adaptive_avg_pool2d(x: ArrayLike, output_size: Any) -> FloatArray:
    """y[n, c, i, j] = the mean of x[n, c] over rows i * H // h to ceil((i + 1) * H / h), and columns likewise.

    x: (N, C, H, W). y: (N, C, h, w). output_size: h and w, an int or two. The end of a window is not in it; where h
    does not divide H, neighbouring windows share a row. h may be larger than H: rows are repeated.

    >>> adaptive_avg_pool2d([[[[1.0, 2.0, 6.0]]]], (1, 2))  # columns 0 and 1, then 1 and 2
    array([[[[1.5, 4. ]]]])
    """
    x, rows, columns = _windows(x, output_size)
    y = np.empty((*x.shape[:2], len(rows), len(columns)), x.dtype)
    for i, seen in enumerate(rows):
        for j, across in enumerate(columns):
            y[:, :, i, j] = x[:, :, seen, across].mean(axis=(2, 3))
    return y


def adaptive_avg_pool2d_backward(grad_output: ArrayLike, x: ArrayLike) -> FloatArray:
    """Return the gradient with respect to x: each pixel of a window gets an equal share of the window's gradient.

    grad_output: (N, C, h, w), which says the output_size. A pixel in several windows gets something from each.

    >>> adaptive_avg_pool2d_backward([[[[2.0, 20.0]]]], [[[[1.0, 2.0, 6.0]]]])
    array([[[[ 1., 11., 10.]]]])
    """
    shape = np.shape(grad_output)
    if len(shape) != 4:
        raise ValueError(f"grad_output must have shape (N, C, h, w), got shape {shape}")
    x, rows, columns = _windows(x, shape[2:])
    grad_output = grad_of_shape(grad_output, (*x.shape[:2], *shape[2:]))
    grad_x = np.zeros_like(x, dtype=grad_output.dtype)
    for i, seen in enumerate(rows):
        for j, across in enumerate(columns):
            window = grad_x[:, :, seen, across]
            window += grad_output[:, :, i, j, None, None] / (window.shape[2] * window.shape[3])
    return grad_x


def _windows(x: ArrayLike, output_size: Any) -> tuple[FloatArray, list[slice], list[slice]]:
    """The image batch, and the rows and the columns of each window."""
    x, sizes = image_batch(x), pair(output_size, "output_size", at_least=1)
    if 0 in x.shape[2:]:
        raise ValueError(f"x must have at least one pixel, got shape {x.shape}")
    rows, columns = (
        [slice(i * length // size, -((-(i + 1) * length) // size)) for i in range(size)]
        for length, size in zip(x.shape[2:], sizes, strict=True)
    )
    return x, rows, columns
