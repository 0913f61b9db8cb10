"""conv_transpose2d: a convolution read from its output to its input. It makes pictures larger.

conv2d gathers: each output is a sum over a window of the input. Its gradient with respect to the input scatters: each
number is multiplied by the kernel and laid over a window, and what overlaps adds up. The transposed convolution *is*
that gradient, used as a forward pass; so its own gradient is conv2d. It is the adjoint of conv2d, and not its inverse.
(Zeiler and others, 2010; Long, Shelhamer and Darrell, 2015; Dumoulin and Visin, 2016, chapter 4.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, grad_of_shape, whole_number
from ..conv2d import bias_vector, channel_groups, conv2d
from ..conv2d_backward import grad_of_pixels, grad_of_weight
from ..images import channels_first, channels_last, image_batch
from ..window import Window, pair


def conv_transpose_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """(size - 1) * stride - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1.

    conv_output_size read backwards. A stride above 1 maps several sizes to one (7 and 8 pixels both give 4 in steps
    of 2), and output_padding says which of them is meant.

    >>> conv_transpose_output_size(4, kernel_size=3, stride=2, padding=1)
    7
    >>> conv_transpose_output_size(4, kernel_size=3, stride=2, padding=1, output_padding=1)
    8
    """
    made = (size - 1) * stride - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1
    if made < 1:
        raise ValueError(f"padding={padding} crops everything away: {size} pixels would become {made}")
    return made


def conv_transpose2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> FloatArray:
    """full[n, f, h * stride + i, w * stride + j] += x[n, c, h, w] * weight[c, f, i, j]; y = full, cropped, + bias[f].

    x: (N, C, H, W). weight: (C, F / groups, kh, kw), the inputs first. bias: (F,) or None. y: (N, F, H_out, W_out).
    padding: so many rows and columns are cropped at *each* edge of the result. output_padding: so many more are kept
        below and on the right; less than stride. The sizes: conv_transpose_output_size.
    dilation: the kernel is spread, h * stride + i * dilation. groups: as in conv2d.

    >>> conv_transpose2d([[[[1.0, 10.0]]]], weight=[[[[1.0, 2.0, 3.0]]]], stride=2)
    array([[[[ 1.,  2., 13., 20., 30.]]]])
    """
    x, weight, window, extra = transposed_arguments(x, weight, stride, padding, output_padding, groups, dilation)
    (N, C, H, W), F = x.shape, weight.shape[1] * groups
    y = np.empty((N, *_output_size(H, W, window, extra), F), np.result_type(x, weight))
    pixels = channels_last(x)
    for inputs, outputs in channel_groups(C, F, groups):
        grad_of_pixels(np.ascontiguousarray(pixels[..., inputs]), weight[inputs], window, out=y[..., outputs])
    if bias is not None:
        y += bias_vector(bias, F)
    return channels_first(y)


def conv_transpose2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (grad_x, grad_weight, grad_bias) for grad_output (N, F, H_out, W_out); the rest as for conv_transpose2d.

    grad_x is the convolution of grad_output with the same weight: the arrows turned round, twice.

    >>> grad_x, grad_weight, grad_bias = conv_transpose2d_backward(
    ...     [[[[1.0, 1.0, 1.0, 1.0, 1.0]]]], [[[[1.0, 10.0]]]], [[[[1.0, 2.0, 3.0]]]], stride=2
    ... )
    >>> grad_x, grad_weight, grad_bias
    (array([[[[6., 6.]]]]), array([[[[11., 11., 11.]]]]), array([5.]))
    """
    x, weight, window, extra = transposed_arguments(x, weight, stride, padding, output_padding, groups, dilation)
    (N, C, H, W), F = x.shape, weight.shape[1] * groups
    grad_output = grad_of_shape(grad_output, (N, F, *_output_size(H, W, window, extra)))
    steps = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    grad_x = conv2d(grad_output, weight, **steps, groups=groups)
    pixels, grad_pixels = channels_last(x), channels_last(grad_output)
    grad_weight = np.empty(weight.shape, np.result_type(grad_output, x))
    for inputs, outputs in channel_groups(C, F, groups):
        g = np.ascontiguousarray(pixels[..., inputs])
        grad_weight[inputs] = grad_of_weight(g, grad_pixels[..., outputs], window)
    return grad_x, grad_weight, grad_output.sum(axis=(0, 2, 3))


def transposed_arguments(
    x: ArrayLike, weight: ArrayLike, stride: Any, padding: Any, output_padding: Any, groups: Any, dilation: Any
) -> tuple[FloatArray, FloatArray, Window, tuple[int, int]]:
    """Check the arguments of both passes; return x, weight, the window of the convolution, and output_padding."""
    weight = image_batch(weight, name="weight", shape="(C, F / groups, kh, kw)")
    groups = whole_number(groups, "groups", at_least=1)
    if len(weight) % groups:
        raise ValueError(f"weight must have a multiple of groups={groups} input channels, got shape {weight.shape}")
    x = image_batch(x, channels=len(weight))
    window = Window.of(weight.shape[2:], stride, padding, dilation)
    extra = pair(output_padding, "output_padding", at_least=0)
    if any(e >= s for e, s in zip(extra, window.stride, strict=True)):
        raise ValueError(f"output_padding must be less than stride {window.stride}, got {extra}")
    return x, weight, window, extra


def _output_size(H: int, W: int, window: Window, extra: tuple[int, int]) -> tuple[int, int]:
    """(H_out, W_out) of a transposed convolution with this window."""
    rows, columns = zip(*window, strict=True)
    return (
        conv_transpose_output_size(H, rows[0], rows[1], rows[2], extra[0], rows[3]),
        conv_transpose_output_size(W, columns[0], columns[1], columns[2], extra[1], columns[3]),
    )
