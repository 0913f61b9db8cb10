"""GELU: x times the probability that a standard normal number is smaller than x.

The exact form takes about 75 ns an element, where PyTorch's GELU takes 35: see layerwise/normal.py. The tanh form is an
approximation, within 0.0005 of it, and ten times as fast.
(Hendrycks and Gimpel, 2016.)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, one_of, same_shape
from ..normal import normal_cdf, normal_pdf


def gelu(x: ArrayLike, approximate: str = "none") -> FloatArray:
    """x * P(x), with P(x) the probability that a standard normal number is below x.

    approximate="none": P(x) = normal_cdf(x).
    approximate="tanh": P(x) = (1 + tanh(u)) / 2 with u = sqrt(2 / pi) * (x + 0.044715 * x**3).

    Beyond 40 standard deviations P(x) is 0 or 1 in float64; x is held there, so that neither x**3 overflows nor
    -inf * 0 comes up.

    >>> gelu([-1.0, 0.0, 1.0, 2.0]).round(4)
    array([-0.1587,  0.    ,  0.8413,  1.9545])
    >>> gelu([1.0], approximate="tanh").round(4)
    array([0.8412])
    """
    x = float_array(x, "x")
    return np.maximum(x, -40) * _probability(np.clip(x, -40, 40), approximate)


def gelu_backward(grad_output: ArrayLike, x: ArrayLike, approximate: str = "none") -> FloatArray:
    """grad_output * (P(x) + x * P'(x)), the product rule.

    approximate="none": P'(x) = normal_pdf(x), the bell curve.
    approximate="tanh": P'(x) = (1 - tanh(u)**2) / 2 * u', with u' = sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2).

    The slope exceeds 1 around x = 1.4 and is below 0 left of -0.75: GELU dips before it rises.

    >>> gelu_backward([1.0, 1.0, 1.0, 1.0], [-1000.0, -1.4, 0.0, 1.4]).round(4)
    array([ 0.    , -0.1289,  0.5   ,  1.1289])
    """
    grad_output, x = same_shape(grad_output, x)
    x = np.clip(x, -40, 40)
    return grad_output * (_probability(x, approximate) + x * _density(x, approximate))


def _probability(x: FloatArray, approximate: str) -> FloatArray:
    """P(x), for x between -40 and 40."""
    if one_of(approximate, "approximate", ["none", "tanh"]) == "none":
        return normal_cdf(x)
    return (1 + np.tanh(_u(x))) / 2


def _density(x: FloatArray, approximate: str) -> FloatArray:
    """P'(x), for x between -40 and 40."""
    if approximate == "none":
        return normal_pdf(x)
    slope_of_u = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
    return (1 - np.tanh(_u(x)) ** 2) / 2 * slope_of_u


def _u(x: FloatArray) -> FloatArray:
    return math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
