"""The gradient of softmax, where every output depends on every input of its row.

The slopes of one row form a matrix, the Jacobian. Backward never needs that matrix, only its product with the
upstream gradient, the vector-Jacobian product (vjp): C numbers in place of C * C.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, same_shape
from .softmax import softmax


def softmax_jacobian(y: ArrayLike) -> FloatArray:
    """The matrix of slopes d y[i] / d x[j] = y[i] * ((i == j) - y[j]), for one row y = softmax(x) of shape (C,).

    Off the diagonal the slopes are negative: what one class gains, the others lose. Returns shape (C, C).

    >>> softmax_jacobian([0.25, 0.75])
    array([[ 0.1875, -0.1875],
           [-0.1875,  0.1875]])
    """
    y = float_array(y, "y")
    if y.ndim != 1:
        raise ValueError(f"y must be one row of probabilities, shape (C,), got shape {y.shape}")
    return np.diag(y) - np.outer(y, y)


def softmax_vjp(y: ArrayLike, g: ArrayLike, dim: int = -1) -> FloatArray:
    """y * (g - sum(g * y)): the upstream gradient g times the Jacobian of each row, without the matrix.

    A row's g @ (diag(y) - outer(y, y)) is g * y - sum(g * y) * y. sum(g * y) is the mean of g under y: a score rises
    if its class's gradient is above the mean. Each row of the result sums to 0, because a shift of all scores
    changes nothing.

    y: the output of softmax, any shape; for a batch, (N, C). g: the gradient with respect to y, same shape.
    dim: the dimension that sums to 1. Returns the gradient with respect to the scores, same shape.

    >>> softmax_vjp([[0.25, 0.75]], [[1.0, 0.0]])
    array([[ 0.1875, -0.1875]])
    """
    y, g = float_array(y, "y"), float_array(g, "g")
    if y.shape != g.shape:
        raise ValueError(f"g must have the shape of y, {y.shape}, got {g.shape}")
    return y * (g - (g * y).sum(axis=dim, keepdims=True))


def softmax_backward(grad_output: ArrayLike, x: ArrayLike, dim: int = -1) -> FloatArray:
    """softmax_vjp(y, grad_output, dim) with y = softmax(x, dim); x is the forward input.

    >>> softmax_backward([[1.0, 0.0]], [[0.0, 0.0]])
    array([[ 0.25, -0.25]])
    """
    grad_output, x = same_shape(grad_output, x)
    return softmax_vjp(softmax(x, dim), grad_output, dim)


def log_softmax_backward(grad_output: ArrayLike, x: ArrayLike, dim: int = -1) -> FloatArray:
    """grad_output - softmax(x, dim) * (sum of grad_output along dim).

    log_softmax is x minus a number per row, log(sum(exp(x))), and that number's slope is softmax(x).

    >>> log_softmax_backward([[1.0, 0.0]], [[0.0, 0.0]])
    array([[ 0.5, -0.5]])
    """
    grad_output, x = same_shape(grad_output, x)
    return grad_output - softmax(x, dim) * grad_output.sum(axis=dim, keepdims=True)
