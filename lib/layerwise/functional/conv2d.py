"""conv2d as products of matrices, a few images at a time, so that what is copied stays in the processor's cache.

conv2d_naive.py says what is computed, unfold.py why it is a product of matrices, and docs/performance.md what each
step towards this form has gained. The gradients stand in conv2d_backward.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, whole_number
from .images import channels_first, channels_last, image_batch
from .window import Window

BLOCK_BYTES = 2**20  # how large a block of columns may become: about what a core's own cache holds


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> FloatArray:
    """y[n, f, h, w] = bias[f] + the sum over c, i, j of weight[f, c, i, j] * padded[n, c, h + i, w + j].

    x: (N, C, H, W). weight: (F, C / groups, kh, kw). bias: (F,) or None. y: (N, F, H_out, W_out).
    stride: the window moves by so many pixels: h * stride + i. dilation: the kernel is spread: h + i * dilation.
    padding: rows and columns of zeros around x. Each of the three is an int, or one for rows and one for columns.
    groups: channels are split into so many groups, and each group of outputs sees its group of inputs only.

    >>> conv2d([[[[1.0, 2.0, 4.0]]]], weight=[[[[-1.0, 1.0]]]])  # the difference of neighbours
    array([[[[1., 2.]]]])
    """
    x, weight, window = convolution_arguments(x, weight, stride, padding, dilation, groups)
    (N, C, H, W), F = x.shape, len(weight)
    H_out, W_out = window.output_size(H, W)
    pixels, y = channels_last(x), np.empty((N * H_out * W_out, F), np.result_type(x, weight))
    for inputs, outputs in channel_groups(C, F, groups):
        matrix = weight_matrix(weight[outputs])
        for rows, columns in column_blocks(pixels[..., inputs], window):
            np.matmul(columns, matrix, out=y[rows, outputs])
    if bias is not None:
        y += bias_vector(bias, F)
    return channels_first(y.reshape(N, H_out, W_out, F))


def column_blocks(pixels: FloatArray, window: Window) -> Iterator[tuple[slice, FloatArray]]:
    """Yield (rows, columns), block by block: row r of columns holds the window that output pixel r sees.

    pixels: (N, H, W, C), channels last. rows: which of the N * H_out * W_out output pixels are in this block, a slice.
    columns: (rows, kh * kw * C), one window a row: kw * C neighbouring numbers are copied in one run.
    (They are the columns of unfold, lying down.) Use each block before asking for the next: memory is used again.
    """
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = window
    N, H, W, C = pixels.shape
    H_out, W_out = window.output_size(H, W)
    line_bytes = W_out * kh * kw * C * pixels.itemsize
    images = max(1, BLOCK_BYTES // (H_out * line_bytes))  # so many whole images make a block, or, of a large image,
    lines = min(H_out, max(1, BLOCK_BYTES // line_bytes))  # so many lines of output pixels

    padded = np.zeros((min(images, N), H + 2 * ph, W + 2 * pw, C), pixels.dtype)  # its frame stays zero
    windows = sliding_window_view(padded, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(1, 2))
    windows = windows[:, ::sh, ::sw, :, ::dh, ::dw].transpose(0, 1, 2, 4, 5, 3)  # (images, H_out, W_out, kh, kw, C)
    for start in range(0, N, images):
        n = min(images, N - start)
        padded[:n, ph : ph + H, pw : pw + W] = pixels[start : start + n]
        for top in range(0, H_out, lines):
            columns = windows[:n, top : top + lines].reshape(-1, kh * kw * C)  # the copy (a 1 × 1 kernel needs none)
            first = (start * H_out + top) * W_out
            yield slice(first, first + len(columns)), columns


def weight_matrix(weight: FloatArray) -> FloatArray:
    """Return weight (F, C, kh, kw) as the matrix (kh * kw * C, F) by which columns are multiplied."""
    return weight.transpose(2, 3, 1, 0).reshape(-1, len(weight))


def channel_groups(C: int, F: int, groups: int) -> list[tuple[slice, slice]]:
    """Return which input channels and which output channels make each group.

    >>> channel_groups(4, 6, groups=2)
    [(slice(0, 2, None), slice(0, 3, None)), (slice(2, 4, None), slice(3, 6, None))]
    """
    c, f = C // groups, F // groups
    return [(slice(g * c, (g + 1) * c), slice(g * f, (g + 1) * f)) for g in range(groups)]


def convolution_arguments(
    x: ArrayLike, weight: ArrayLike, stride: Any, padding: Any, dilation: Any, groups: Any
) -> tuple[FloatArray, FloatArray, Window]:
    """Check the arguments that all forms of the convolution share; return x, weight and the window."""
    weight = image_batch(weight, name="weight", shape="(F, C / groups, kh, kw)")
    groups = whole_number(groups, "groups", at_least=1)
    if len(weight) % groups:
        raise ValueError(f"weight must have a multiple of groups={groups} output channels, got shape {weight.shape}")
    x = image_batch(x, channels=weight.shape[1] * groups)
    return x, weight, Window.of(weight.shape[2:], stride, padding, dilation)


def bias_vector(bias: ArrayLike, F: int) -> FloatArray:
    """Return bias as an array of shape (F,)."""
    bias = float_array(bias, "bias")
    if bias.shape != (F,):
        raise ValueError(f"bias must have shape ({F},), one number for each output channel, got shape {bias.shape}")
    return bias
