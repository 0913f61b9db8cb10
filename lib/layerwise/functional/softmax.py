"""Softmax: scores become probabilities.

Softmax turns the scores (logits) of one example into positive numbers that sum to 1. Its logarithm has a
function of its own, because log(softmax(x)) is -inf as soon as a probability underflows to 0.
(Goodfellow, Bengio and Courville, Deep Learning, sections 4.1 and 6.2.2.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, whole_number


def softmax(x: ArrayLike, dim: int = -1) -> FloatArray:
    """exp(x) / sum of exp(x) along dim.

    Adding the same number to every score changes nothing, because it cancels in the fraction. We subtract the
    largest score, so that the largest exponent is exp(0) = 1 and nothing overflows.

    x: scores, any shape; for a batch, (N, C): one row per example, one column per class.
    dim: the dimension that sums to 1; -1, the last, gives each row of a batch its own probabilities.
    Returns probabilities with the shape of x.

    >>> softmax([[0.0, 0.0], [10_000.0, 0.0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    shifted = _subtract_max(x, dim)
    e = np.exp(shifted)
    return e / e.sum(axis=dim, keepdims=True)


def log_softmax(x: ArrayLike, dim: int = -1) -> FloatArray:
    """x - log(sum of exp(x)) along dim, which equals log(softmax(x, dim)) but never takes the log of 0.

    x: scores, any shape. dim: the dimension whose probabilities sum to 1.
    Returns log-probabilities with the shape of x.

    >>> log_softmax([10_000.0, 0.0])
    array([     0., -10000.])
    """
    shifted = _subtract_max(x, dim)
    if shifted.size == 0:
        return shifted
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


def _subtract_max(x: ArrayLike, dim: int) -> FloatArray:
    """Return x minus its largest value along dim, after checking dim."""
    x = float_array(x, "x")
    ndim = max(x.ndim, 1)  # a single number counts as one class, like in PyTorch
    dim = whole_number(dim, "dim", at_least=-ndim)
    if dim >= ndim:
        raise ValueError(f"dim must be between {-ndim} and {ndim - 1} for x of shape {x.shape}, got {dim}")
    if x.size == 0:
        return x
    return x - x.max(axis=dim, keepdims=True)
