"""Going back through batch normalization, twice: step by step, and in one formula.

Every output depends on every input of its channel, because all of them make the mean and the variance. The steps show
each of these ways; the formula is what is left when they are added up on paper. A test holds the two equal.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape


def batch_norm_backward_steps(
    grad_output: ArrayLike, x: ArrayLike, weight: ArrayLike, eps: float = 1e-5
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (grad_x, grad_weight, grad_bias) of y = weight * (x - mean) / sqrt(var + eps) + bias: the teaching form.

    grad_output, x: (N, C) or (N, C, ...). weight: (C,). mean and var are over everything but the channels.
    Each line of the way back undoes one line of the way forward, last line first. A line that uses a value twice
    gives it two gradients, which add up: `centered` is used by x_hat and by var, and x by centered and by mean.

    >>> x = np.array([[0.0], [2.0], [4.0]])
    >>> grad_x, _, _ = batch_norm_backward_steps([[1.0], [0.0], [0.0]], x, weight=[1.0], eps=0.0)
    >>> grad_x.round(3)
    array([[ 0.102],
           [-0.204],
           [ 0.102]])
    """
    x = float_array(x, "x")
    grad_output = grad_of_shape(grad_output, x.shape)
    weight = per_channel(float_array(weight, "weight"), x)  # (C, 1, ...), so that it meets the channels of x
    axes, M = (0, *range(2, x.ndim)), numbers_per_channel(x)

    mean = x.mean(axis=axes, keepdims=True)
    centered = x - mean
    var = (centered**2).mean(axis=axes, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = centered / std
    # y = weight * x_hat + bias

    grad_bias = grad_output.sum(axis=axes)
    grad_weight = (grad_output * x_hat).sum(axis=axes)
    grad_x_hat = grad_output * weight
    grad_std = -(grad_x_hat * centered).sum(axis=axes, keepdims=True) / std**2
    grad_var = grad_std / (2 * std)
    grad_centered = grad_x_hat / std + grad_var * 2 * centered / M
    grad_mean = -grad_centered.sum(axis=axes, keepdims=True)
    grad_x = grad_centered + grad_mean / M
    return grad_x, grad_weight, grad_bias


def batch_norm_backward(
    grad_output: FloatArray, x_hat: FloatArray, std: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (grad_x, grad_weight, grad_bias): the same in one formula.

        grad_x = weight / std * (grad_output - grad_bias / M - x_hat * grad_weight / M)

    with grad_bias = sum of grad_output and grad_weight = sum of grad_output * x_hat, over the M numbers of a channel.
    The two terms that are taken away are what can change neither the mean nor the variance of y.

    grad_output, x_hat: (N, C) or (N, C, ...). std = sqrt(var + eps) and weight: (C,). x_hat and std are forward's.

    >>> x = np.array([[0.0], [2.0], [4.0]])
    >>> std = x.std(axis=0)
    >>> grad_x, _, _ = batch_norm_backward(np.array([[1.0], [0.0], [0.0]]), (x - 2) / std, std, weight=np.ones(1))
    >>> grad_x.round(3)
    array([[ 0.102],
           [-0.204],
           [ 0.102]])
    """
    M = max(1, numbers_per_channel(x_hat))  # 1 for an empty batch
    grad_bias, grad_weight = channel_sums(grad_output), channel_sums(grad_output, x_hat)
    grad_x = x_hat * per_channel(-grad_weight / M, x_hat)
    grad_x += grad_output  # in place: these arrays are as large as the batch, and memory is what takes the time
    grad_x -= per_channel(grad_bias / M, x_hat)
    grad_x *= per_channel(weight / std, x_hat)
    return grad_x, grad_weight, grad_bias


def numbers_per_channel(x: FloatArray) -> int:
    """Return M, how many numbers make each mean: x (N, C, ...) without C."""
    return len(x) * math.prod(x.shape[2:])


def per_channel(values: FloatArray, x: FloatArray) -> FloatArray:
    """Return values (C,) with the shape (C, 1, ...) that meets the channels of x, (N, C, ...).

    >>> per_channel(np.zeros(3), np.zeros((10, 3, 4, 4))).shape
    (3, 1, 1)
    """
    return values.reshape(-1, *[1] * (x.ndim - 2))


def channel_sums(x: FloatArray, times: FloatArray | None = None) -> FloatArray:
    """Return the sum of x, or of x * times, over everything but the channels: x (N, C, ...) gives (C,).

    einsum multiplies and adds in one go, without an array for the products. Summing each example first keeps the
    partial sums small, and with them the rounding.

    >>> channel_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([4., 6.])
    """
    rows = (*x.shape[:2], math.prod(x.shape[2:]))
    if times is None:
        return np.einsum("ncl->nc", x.reshape(rows)).sum(axis=0)
    return np.einsum("ncl,ncl->nc", x.reshape(rows), times.reshape(rows)).sum(axis=0)
