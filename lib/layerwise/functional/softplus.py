"""Softplus: a ReLU without the corner."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number, same_shape
from .activations import sigmoid


def softplus(x: ArrayLike, beta: float = 1.0, threshold: float = 20.0) -> FloatArray:
    """log(1 + exp(beta * x)) / beta: nearly 0 far left, nearly x far right, smooth between.

    With z = beta * x, log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)), where exp cannot overflow. Like PyTorch,
    we return x itself where z > threshold: the difference is below exp(-threshold).
    (Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001.)

    >>> softplus([-2.0, 0.0, 2.0, 50.0]).round(4)
    array([ 0.1269,  0.6931,  2.1269, 50.    ])
    """
    x, beta, threshold = float_array(x, "x"), real_number(beta, "beta", above=0), real_number(threshold, "threshold")
    z = beta * x
    return np.where(z > threshold, x, (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))) / beta)


def softplus_backward(grad_output: ArrayLike, x: ArrayLike, beta: float = 1.0, threshold: float = 20.0) -> FloatArray:
    """grad_output * sigmoid(beta * x); grad_output itself where beta * x > threshold.

    >>> softplus_backward([1.0, 1.0, 1.0], [-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    grad_output, x = same_shape(grad_output, x)
    z = real_number(beta, "beta", above=0) * x
    return np.where(z > real_number(threshold, "threshold"), grad_output, grad_output * sigmoid(z))
