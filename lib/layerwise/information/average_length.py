"""The average price of a surprise: with the right price list it is the entropy, with a wrong one more.

Nobody can do better than the right list: code_length(p, q) is never below entropy(p), and what it lies above it is the
Kullback-Leibler divergence. (Cover and Thomas, Elements of Information Theory, chapters 2 and 5.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, whole_number
from .probabilities import probabilities


def entropy(p: ArrayLike, dim: int = -1) -> FloatArray:
    """-(sum of p * log2(p)) along dim: the average surprise, in bits. An outcome of probability 0 adds 0.

    p: probabilities, any shape, taken as they are: where they do not sum to 1, nothing is divided by their sum.
    dim: the dimension along which the outcomes lie.
    Returns the shape of p without dim.

    >>> entropy([0.5, 0.25, 0.25]), entropy([1.0, 0.0])
    (np.float64(1.5), np.float64(0.0))
    """
    p = probabilities(p, "p")
    dim = whole_number(dim, "dim", at_least=-p.ndim)
    if dim >= p.ndim:
        raise ValueError(f"dim must be between {-p.ndim} and {p.ndim - 1} for p of shape {p.shape}, got {dim}")
    bits = -np.log2(np.where(p > 0, p, 1))
    return (p * bits).sum(axis=dim) + 0.0  # -0.0 + 0.0 is 0.0


def code_length(p: ArrayLike, q: ArrayLike) -> FloatArray:
    """-(sum of p * log2(q)) along the last dimension: the bits an outcome of p costs with the price list of q.

    This is the cross-entropy of two distributions. Where p is 0 nothing is paid, whatever q is; where q is 0 and p is
    not, something comes that has no word, and the price is inf.

    p: how often each outcome comes, (..., C). q: what the list takes it for, the same shape. Returns shape (...).

    >>> code_length([0.5, 0.25, 0.25], [0.25, 0.25, 0.5])
    np.float64(1.75)
    """
    p, q = probabilities(p, "p"), probabilities(q, "q")
    if p.shape != q.shape or p.ndim == 0:
        raise ValueError(f"p and q must have the same shape (..., C), got {p.shape} and {q.shape}")
    with np.errstate(divide="ignore"):
        bits = np.where(p > 0, -np.log2(q), 0)
    return (p * bits).sum(axis=-1) + 0.0
