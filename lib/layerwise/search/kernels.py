"""The kernel of a Gaussian process: how much the value at one point tells of the value at another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number


def rbf_kernel(A: ArrayLike, B: ArrayLike, lengthscale: float) -> FloatArray:
    """exp(-distance**2 / (2 * lengthscale**2)) for each pair: the covariance of two values, shape (n, m).

    A: (n, D). B: (m, D). distance: the Euclidean one, of row i of A and row j of B.
    lengthscale: in the unit of A and B. Within it two values are much alike; at three of them hardly related.

    1 where the points are the same, so the variance of each value is 1. Also called the squared exponential.
    scikit-learn's `RBF(length_scale)` is the same; its function `rbf_kernel` takes gamma = 1 / (2 * lengthscale**2).

    >>> rbf_kernel([[0.0, 0.0]], [[0.0, 0.0], [3.0, 4.0]], lengthscale=5.0).round(4)
    array([[1.    , 0.6065]])
    """
    A, B = float_matrix(A, "A", "(n, D)"), float_matrix(B, "B", "(m, D)")
    if A.shape[1] != B.shape[1]:
        raise ValueError(f"A and B must have the same number of columns, got shapes {A.shape} and {B.shape}")
    lengthscale = real_number(lengthscale, "lengthscale", above=0)
    apart = (A[:, None, :] - B[None, :, :]) / lengthscale  # (n, m, D)
    return np.exp(-(apart**2).sum(axis=2) / 2)
