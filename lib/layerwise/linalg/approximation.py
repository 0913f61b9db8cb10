"""The best approximation of a table by few patterns, what it costs to store, and how far off it is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, whole_number


def low_rank(A: ArrayLike, k: int) -> FloatArray:
    """Return the matrix of rank k (at most) that is nearest to A, shape (m, n).

        U, s, Vt = svd(A)            A = sum over i of s[i] * outer(U[:, i], Vt[i])
        A_k = (U[:, :k] * s[:k]) @ Vt[:k]

    Nearest in the sum of squared differences, and in the largest singular value of the difference as well (Eckart and
    Young, 1936; Mirsky, 1960).

    A: (m, n). k: between 0 and min(m, n).

    >>> low_rank([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0]], k=1)
    array([[3., 0., 0.],
           [0., 0., 0.]])
    """
    A = finite_array(float_matrix(A, "A", "(m, n)"), "A")
    k = _rank(k, min(A.shape))
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return np.asarray((U[:, :k] * s[:k]) @ Vt[:k])


def storage_and_error(s: ArrayLike, shape: tuple[int, int], k: int) -> tuple[int, float]:
    """Return how many numbers low_rank(A, k) takes to keep, and how far it is from A, relative to A.

        numbers = k * (m + n + 1)                 k columns of U, k rows of Vt, k singular values
        error   = sqrt(sum of s[k:]**2 / sum of s**2)          = |A - A_k| / |A|, Frobenius norms

    s: all singular values of A, largest first. shape: (m, n). k: between 0 and len(s).

    >>> storage_and_error([4.0, 3.0], (2, 5), k=1)
    (8, 0.6)
    """
    s = finite_array(s, "s")
    m, n = (whole_number(side, "a side of shape", at_least=1) for side in shape)
    if s.shape != (min(m, n),) or (s < 0).any() or (np.diff(s) > 0).any():
        raise ValueError(f"s must hold the {min(m, n)} singular values, largest first, got {s}")
    if not s.any():
        raise ValueError("s must not be all zeros: nothing is left to be relative to")
    k = _rank(k, len(s))
    return k * (m + n + 1), math.sqrt((s[k:] ** 2).sum() / (s**2).sum())


def _rank(k: int, most: int) -> int:
    """Return k, at most the number of singular values."""
    k = whole_number(k, "k", at_least=0)
    if k > most:
        raise ValueError(f"k must be at most {most}, the number of singular values, got {k}")
    return k
