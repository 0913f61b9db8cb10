"""Convolution as a sentence: at each place, multiply the window by the kernel and add everything up.

The teaching form: loops, no tricks. conv2d.py computes the same, hundreds of times faster; a test holds them
equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from .conv2d import bias_vector, convolution_arguments
from .images import crop_images, pad_images
from .window import Window


def conv2d_naive(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> FloatArray:
    """y[n, f, h, w] = bias[f] + sum of window * weight[f], with the window that lies at (h, w) in x[n].

    x: (N, C, H, W). weight: (F, C / groups, kh, kw). bias: (F,) or None. y: (N, F, H_out, W_out).
    The kernel is not flipped: deep learning calls a cross-correlation a convolution.
    groups: output channels and input channels are split into so many groups that do not see each other.

    >>> conv2d_naive([[[[1.0, 2.0, 4.0]]]], weight=[[[[-1.0, 1.0]]]])  # the difference of neighbours
    array([[[[1., 2.]]]])
    """
    x, weight, window = convolution_arguments(x, weight, stride, padding, dilation, groups)
    bias = np.zeros(len(weight), x.dtype) if bias is None else bias_vector(bias, len(weight))
    padded = pad_images(x, window.padding)
    y = np.zeros((len(x), len(weight), *window.output_size(*x.shape[2:])), np.result_type(x, weight))
    for n, f, h, w, seen in _places(y.shape, weight.shape, window, groups):
        y[n, f, h, w] = (padded[n][seen] * weight[f]).sum() + bias[f]
    return y


def conv2d_naive_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (grad_x, grad_weight, grad_bias): the loop of the forward pass again, with the arrows turned round.

    Output (n, f, h, w) was made from one window and from weight[f], so its gradient g goes to both: the window gets
    g * weight[f], and weight[f] gets g * window. Whatever is used in several places adds up its gradients.

    >>> x, weight, grad_output = [[[[1.0, 2.0, 4.0]]]], [[[[-1.0, 1.0]]]], [[[[1.0, 10.0]]]]
    >>> conv2d_naive_backward(grad_output, x, weight)
    (array([[[[-1., -9., 10.]]]]), array([[[[21., 42.]]]]), array([11.]))
    """
    x, weight, window = convolution_arguments(x, weight, stride, padding, dilation, groups)
    grad_output = grad_of_shape(grad_output, (len(x), len(weight), *window.output_size(*x.shape[2:])))
    padded = pad_images(x, window.padding)
    grad_padded, grad_weight = np.zeros(padded.shape, x.dtype), np.zeros(weight.shape, weight.dtype)
    for n, f, h, w, seen in _places(grad_output.shape, weight.shape, window, groups):
        grad_padded[n][seen] += grad_output[n, f, h, w] * weight[f]
        grad_weight[f] += grad_output[n, f, h, w] * padded[n][seen]
    return crop_images(grad_padded, window.padding), grad_weight, grad_output.sum(axis=(0, 2, 3))


def _places(
    y_shape: tuple[int, ...], weight_shape: tuple[int, ...], window: Window, groups: int
) -> Iterator[tuple[int, int, int, int, tuple[slice, slice, slice]]]:
    """Yield (n, f, h, w, seen) for each output: padded[n][seen], of shape (C / groups, kh, kw), is what it sees."""
    (N, F, H_out, W_out), (_, C, kh, kw) = y_shape, weight_shape
    (sh, sw), (dh, dw) = window.stride, window.dilation
    for n, f, h, w in product(range(N), range(F), range(H_out), range(W_out)):
        group = f // (F // groups)
        channels = slice(group * C, (group + 1) * C)
        rows = slice(h * sh, h * sh + dh * (kh - 1) + 1, dh)
        columns = slice(w * sw, w * sw + dw * (kw - 1) + 1, dw)
        yield n, f, h, w, (channels, rows, columns)
