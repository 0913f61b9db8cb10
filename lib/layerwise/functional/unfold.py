"""Unfold and fold (im2col and col2im): a convolution becomes one matrix product.

unfold copies every window of an image into a column; fold adds every column back to where it came from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array
from .images import crop_images, image_batch, pad_images
from .window import Window, pair


def unfold(x: ArrayLike, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> FloatArray:
    """Return the windows of x (N, C, H, W) as columns, shape (N, C * kh * kw, L), with L = H_out * W_out places.

        columns[n, c, i, j, h, w] = padded[n, c, h * stride + i * dilation, w * stride + j * dilation]

    written for the six axes before (c, i, j) and (h, w) are merged. One slice serves all places for a kernel
    element (i, j). Arguments and layout are those of torch.nn.functional.unfold.

    A convolution is then a matrix product, weight (F, C, kh, kw) as the matrix (F, C * kh * kw):

    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    >>> unfold(x, kernel_size=2)[0].T  # one row for each of the four windows
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    >>> (weight.reshape(1, 4) @ unfold(x, kernel_size=2)).reshape(1, 1, 2, 2)
    array([[[[ 8., 12.],
             [20., 24.]]]])
    """
    x = image_batch(x)
    window = Window.of(kernel_size, stride, padding, dilation)
    (N, C, H, W), (kh, kw) = x.shape, window.kernel_size
    H_out, W_out = window.output_size(H, W)
    padded = pad_images(x, window.padding)
    columns = np.empty((N, C, kh, kw, H_out, W_out), x.dtype)
    for i, j, rows, cols in window.offsets(H_out, W_out):
        columns[:, :, i, j] = padded[:, :, rows, cols]
    return columns.reshape(N, C * kh * kw, H_out * W_out)


def fold(
    columns: ArrayLike,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> FloatArray:
    """Return the image (N, C, H, W) in which each column (N, C * kh * kw, L) is *added* where unfold took it from.

    output_size: (H, W) of the image; the other arguments as given to unfold. Where windows overlap the
    contributions add up, so that fold is not the inverse of unfold but its adjoint (its transpose, as a matrix):

        (unfold(x) * columns).sum() == (x * fold(columns)).sum()

    That is why the gradient with respect to x comes back by fold.

    >>> fold(unfold(np.ones((1, 1, 3, 3)), 2), (3, 3), 2)  # how many windows each pixel is in
    array([[[[1., 2., 1.],
             [2., 4., 2.],
             [1., 2., 1.]]]])
    """
    columns = float_array(columns, "columns")
    window = Window.of(kernel_size, stride, padding, dilation)
    H, W = pair(output_size, "output_size", at_least=1)
    (kh, kw), (ph, pw), (H_out, W_out) = window.kernel_size, window.padding, window.output_size(H, W)
    if columns.ndim != 3 or columns.shape[1] % (kh * kw) or columns.shape[2] != H_out * W_out:
        raise ValueError(
            f"columns must have shape (N, C * {kh * kw}, {H_out * W_out}) for output_size {(H, W)}, "
            f"kernel_size {(kh, kw)}, stride {window.stride}, padding {window.padding} and dilation {window.dilation}, "
            f"got shape {columns.shape}"
        )
    N, C = len(columns), columns.shape[1] // (kh * kw)
    six_axes = columns.reshape(N, C, kh, kw, H_out, W_out)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), columns.dtype)
    for i, j, rows, cols in window.offsets(H_out, W_out):
        padded[:, :, rows, cols] += six_axes[:, :, i, j]
    return crop_images(padded, window.padding)
