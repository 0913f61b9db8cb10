"""Batch normalization's forward pass in training, as one function: the formula and nothing around it.

BatchNorm1d adds what a layer needs besides: running statistics, evaluation, and what backward wants to know.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix, real_number


def batch_norm_forward(x: ArrayLike, weight: ArrayLike, bias: ArrayLike, eps: float = 1e-5) -> FloatArray:
    """Return y = weight * (x - mean) / sqrt(var + eps) + bias, with the mean and variance of each feature in the batch.

    x: (N, C), N examples of C features. weight, bias: (C,). var divides by N.

    >>> batch_norm_forward([[0.0], [2.0], [4.0]], weight=[2.0], bias=[10.0], eps=0.0).round(3)
    array([[ 7.551],
           [10.   ],
           [12.449]])
    """
    x, eps = float_matrix(x, "x", "(N, C)"), real_number(eps, "eps", at_least=0)
    weight, bias = float_array(weight, "weight"), float_array(bias, "bias")
    if len(x) < 2:
        raise ValueError(f"x must hold at least two examples, or there is no variance, got shape {x.shape}")
    if weight.shape != x.shape[1:] or bias.shape != x.shape[1:]:
        raise ValueError(f"weight and bias must have shape {x.shape[1:]}, got shapes {weight.shape} and {bias.shape}")
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return weight * x_hat + bias
