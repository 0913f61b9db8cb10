"""The gradients of conv2d: what flows back to the images, to the kernels and to the bias.

conv2d_naive_backward says in one loop what is computed. Here it is products of matrices, as in conv2d.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from .conv2d import channel_groups, column_blocks, convolution_arguments, weight_matrix
from .images import channels_first, channels_last
from .window import Window


def conv2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    needs_grad_x: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Return (grad_x, grad_weight, grad_bias) for grad_output (N, F, H_out, W_out); the rest as given to conv2d.

    needs_grad_x: False leaves grad_x out (None), which spares half of the work where x is data.

    >>> x, weight, grad_output = [[[[1.0, 2.0, 4.0]]]], [[[[-1.0, 1.0]]]], [[[[1.0, 10.0]]]]
    >>> conv2d_backward(grad_output, x, weight)
    (array([[[[-1., -9., 10.]]]]), array([[[[21., 42.]]]]), array([11.]))
    """
    x, weight, window = convolution_arguments(x, weight, stride, padding, dilation, groups)
    (N, C, H, W), F = x.shape, len(weight)
    grad_output = grad_of_shape(grad_output, (N, F, *window.output_size(H, W)))
    grad_pixels, pixels = channels_last(grad_output), channels_last(x)  # (N, H_out, W_out, F), (N, H, W, C)
    dtype = np.result_type(grad_output, x, weight)

    grad_x = np.empty((N, H, W, C), dtype) if needs_grad_x else None
    grad_weight = np.empty(weight.shape, dtype)
    for inputs, outputs in channel_groups(C, F, groups):
        g, p, w = grad_pixels[..., outputs], pixels[..., inputs], weight[outputs]
        if grad_x is None:
            grad_weight[outputs] = grad_of_weight(g, p, window)
        elif turned := turned_window(window):
            grad_weight[outputs] = grads_in_one_pass(g, p, w, turned, out=grad_x[..., inputs])
        else:
            grad_weight[outputs] = grad_of_weight(g, p, window)
            grad_of_pixels(g, w, window, out=grad_x[..., inputs])
    rows = grad_pixels.reshape(-1, F)
    grad_bias = np.ones(len(rows), dtype) @ rows  # rows.sum(axis=0), ten times faster
    return (None if grad_x is None else channels_first(grad_x)), grad_weight, grad_bias


def grad_of_weight(g: FloatArray, p: FloatArray, window: Window) -> FloatArray:
    """Return the kernels' gradient (F, C, kh, kw): y = columns @ matrix, so grad_matrix = columns.T @ g.

    g: (N, H_out, W_out, F). p: (N, H, W, C).
    """
    (kh, kw), F, C = window.kernel_size, g.shape[-1], p.shape[-1]
    grad_matrix = np.zeros((kh * kw * C, F), np.result_type(g, p))
    g_rows = g.reshape(-1, F)
    for rows, columns in column_blocks(p, window):
        grad_matrix += columns.T @ g_rows[rows]
    return grad_matrix.reshape(kh, kw, C, F).transpose(3, 2, 0, 1)


def grad_of_pixels(g: FloatArray, w: FloatArray, window: Window, out: FloatArray) -> None:
    """Write the images' gradient into out (N, H, W, C): each kernel element sends g back to the pixels it lay on.

    g: (N, H_out, W_out, F). w: (F, C, kh, kw). This is fold, one kernel element at a time.
    """
    (N, H_out, W_out, F), (_, H, W, C), (ph, pw) = g.shape, out.shape, window.padding
    padded = np.zeros((N, H + 2 * ph, W + 2 * pw, C), out.dtype)
    g_rows = g.reshape(-1, F)
    for i, j, rows, columns in window.offsets(H_out, W_out):
        padded[:, rows, columns] += (g_rows @ w[:, :, i, j]).reshape(N, H_out, W_out, C)
    out[...] = padded[:, ph : ph + H, pw : pw + W]


def grads_in_one_pass(g: FloatArray, p: FloatArray, w: FloatArray, turned: Window, out: FloatArray) -> FloatArray:
    """Write the images' gradient into out (N, H, W, C) and return that of the kernels (F, C, kh, kw).

    With stride 1 the outputs that a pixel of x fed form a window too, that of the kernel turned by 180 degrees. So
    one set of columns, of g, serves both: columns @ (turned kernels) = grad_x, and p.T @ columns = grad_weight.
    """
    (kh, kw), F, C = turned.kernel_size, g.shape[-1], p.shape[-1]
    matrix = weight_matrix(w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3))  # (kh * kw * F, C)
    grad_matrix = np.zeros((C, kh * kw * F), np.result_type(g, p))
    p_rows, out_rows = p.reshape(-1, C), out.reshape(-1, C)
    for rows, columns in column_blocks(g, turned):
        np.matmul(columns, matrix, out=out_rows[rows])
        grad_matrix += p_rows[rows].T @ columns
    return grad_matrix.reshape(C, kh, kw, F)[:, ::-1, ::-1].transpose(3, 0, 1, 2)


def turned_window(window: Window) -> Window | None:
    """Return the window through which a pixel of x sees the outputs that it fed, or None unless the stride is 1.

    Without padding forward, the gradient needs all of it on the way back, and the other way round: together they
    are dilation * (kernel_size - 1). A forward padding beyond that has no such window either.
    """
    (kh, kw), stride, (ph, pw), (dh, dw) = window
    padding = (dh * (kh - 1) - ph, dw * (kw - 1) - pw)
    if stride != (1, 1) or min(padding) < 0:
        return None
    return Window(window.kernel_size, (1, 1), padding, window.dilation)
