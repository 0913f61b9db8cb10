"""Local response normalization: each number is divided by a measure of its neighbours in the channels beside it.

(Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012, section 3.3.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape, real_number, whole_number
from .images import image_batch


def local_response_norm(x: ArrayLike, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> FloatArray:
    """y[n, c] = x[n, c] / (k + alpha / size * the sum of x[n, j]**2 over `size` channels j around c) ** beta.

    x: (N, C, H, W). y has its shape. Each pixel is by itself: the window lies over channels.
    size: the window goes from c - size // 2 to c + (size - 1) // 2; channels that are not there count as 0.
    alpha, beta, k: at least 0, and k above 0. PyTorch divides alpha by size, as Caffe does; the paper does not: its
        alpha 1e-4 with size 5 is alpha=5e-4 here, beside k=2.

    >>> x = np.array([3.0, 1.0, 2.0]).reshape(1, 3, 1, 1)
    >>> local_response_norm(x, size=3, alpha=3.0, beta=1.0).ravel()  # 3 / (1 + 9 + 1), 1 / (1 + 14), 2 / (1 + 1 + 4)
    array([0.27272727, 0.06666667, 0.33333333])
    """
    x, size, alpha, beta, k = _checked(x, size, alpha, beta, k)
    return x / _scale(x, size, alpha, k) ** beta


def local_response_norm_backward(
    grad_output: ArrayLike, x: ArrayLike, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> FloatArray:
    """Return the gradient with respect to x; the rest as given to local_response_norm.

        grad_x[c] = grad_output[c] / scale[c]**beta
                    - 2 alpha beta / size * x[c] * the sum of grad_output[j] * x[j] / scale[j]**(beta + 1)

    over the channels j in whose window c lies. scale is the bracket of local_response_norm.

    >>> x = np.array([1.0, 1.0]).reshape(1, 2, 1, 1)
    >>> local_response_norm_backward([[[[1.0]], [[0.0]]]], x, size=3, alpha=3.0, beta=1.0).ravel()  # the scale is 3
    array([ 0.11111111, -0.22222222])
    """
    x, size, alpha, beta, k = _checked(x, size, alpha, beta, k)
    grad_output, scale = grad_of_shape(grad_output, x.shape), _scale(x, size, alpha, k)
    pull = _sum_over_channels(grad_output * x / scale ** (beta + 1), (size - 1) // 2, size // 2)
    return grad_output / scale**beta - 2 * alpha * beta / size * x * pull


def _scale(x: FloatArray, size: int, alpha: float, k: float) -> FloatArray:
    return k + alpha / size * _sum_over_channels(x**2, size // 2, (size - 1) // 2)


def _sum_over_channels(values: FloatArray, before: int, after: int) -> FloatArray:
    """The sum over channels c - before to c + after, for each channel c. What lies outside counts as 0."""
    padded, C = np.pad(values, ((0, 0), (before, after), (0, 0), (0, 0))), values.shape[1]
    total = np.zeros_like(values)
    for start in range(before + after + 1):
        total += padded[:, start : start + C]
    return total


def _checked(
    x: ArrayLike, size: int, alpha: float, beta: float, k: float
) -> tuple[FloatArray, int, float, float, float]:
    return (
        image_batch(x),
        whole_number(size, "size", at_least=1),
        real_number(alpha, "alpha", at_least=0),
        real_number(beta, "beta", at_least=0),
        real_number(k, "k", above=0),
    )
