"""Pooling as a sentence: look at each window, keep its largest number or its mean.

The teaching form: loops, no tricks. nn/max_pool.py and nn/avg_pool.py compute the same, fast; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from .images import crop_images, image_batch, pad_images
from .window import Window, pooling_window


def max_pool2d_naive(
    x: ArrayLike, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> FloatArray:
    """y[n, c, h, w] = the largest number in the window at (h, w) of x[n, c]; the arguments are those of MaxPool2d.

    >>> max_pool2d_naive([[[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 2.0, 2.0]]]], kernel_size=2)
    array([[[[5., 2.]]]])
    """
    x, window = image_batch(x), pooling_window(kernel_size, stride, padding, dilation)
    padded = pad_images(x, window.padding, -np.inf)
    y = np.empty((*x.shape[:2], *window.output_size(*x.shape[2:])), x.dtype)
    for place, seen in _places(y.shape, window):
        y[place] = padded[seen].max()
    return y


def max_pool2d_naive_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
) -> FloatArray:
    """Return the gradient with respect to x: the winner of each window gets the window's gradient, whole.

    argmax returns the first of equal numbers. += because windows may overlap, and a number may win in several.

    >>> max_pool2d_naive_backward([[[[10.0]]]], [[[[1.0, 5.0], [5.0, 4.0]]]], kernel_size=2)
    array([[[[ 0., 10.],
             [ 0.,  0.]]]])
    """
    x, window = image_batch(x), pooling_window(kernel_size, stride, padding, dilation)
    padded = pad_images(x, window.padding, -np.inf)
    grad_output = grad_of_shape(grad_output, (*x.shape[:2], *window.output_size(*x.shape[2:])))
    grad_padded = np.zeros(padded.shape, grad_output.dtype)
    for place, seen in _places(grad_output.shape, window):
        winner = np.unravel_index(padded[seen].argmax(), window.kernel_size)
        grad_padded[seen][winner] += grad_output[place]
    return crop_images(grad_padded, window.padding)


def avg_pool2d_naive(
    x: ArrayLike, kernel_size: Any, stride: Any = None, padding: Any = 0, count_include_pad: bool = True
) -> FloatArray:
    """y[n, c, h, w] = the mean of the window at (h, w) of x[n, c]; the arguments are those of AvgPool2d.

    >>> avg_pool2d_naive([[[[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 2.0, 2.0]]]], kernel_size=2)
    array([[[[3., 2.]]]])
    """
    x, window = image_batch(x), pooling_window(kernel_size, stride, padding)
    padded, inside = pad_images(x, window.padding), pad_images(np.ones_like(x), window.padding)
    y = np.empty((*x.shape[:2], *window.output_size(*x.shape[2:])), x.dtype)
    for place, seen in _places(y.shape, window):
        y[place] = padded[seen].mean() if count_include_pad else padded[seen].sum() / inside[seen].sum()
    return y


def avg_pool2d_naive_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    count_include_pad: bool = True,
) -> FloatArray:
    """Return the gradient with respect to x: every pixel of a window gets an equal share of the window's gradient.

    >>> avg_pool2d_naive_backward([[[[4.0]]]], [[[[1.0, 5.0], [3.0, 3.0]]]], kernel_size=2)
    array([[[[1., 1.],
             [1., 1.]]]])
    """
    x, window = image_batch(x), pooling_window(kernel_size, stride, padding)
    inside = pad_images(np.ones_like(x), window.padding)
    grad_output = grad_of_shape(grad_output, (*x.shape[:2], *window.output_size(*x.shape[2:])))
    grad_padded = np.zeros(inside.shape, grad_output.dtype)
    for place, seen in _places(grad_output.shape, window):
        pixels = inside[seen].size if count_include_pad else inside[seen].sum()
        grad_padded[seen] += grad_output[place] / pixels
    return crop_images(grad_padded, window.padding)


def _places(
    y_shape: tuple[int, ...], window: Window
) -> Iterator[tuple[tuple[int, int, int, int], tuple[int, int, slice, slice]]]:
    """Yield (place, seen) for each output: y[place] is made from padded[seen], of shape (kh, kw)."""
    (kh, kw), (sh, sw), _, (dh, dw) = window
    for n, c, h, w in product(*map(range, y_shape)):
        rows = slice(h * sh, h * sh + dh * (kh - 1) + 1, dh)
        columns = slice(w * sw, w * sw + dw * (kw - 1) + 1, dw)
        yield (n, c, h, w), (n, c, rows, columns)
