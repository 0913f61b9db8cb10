"""Principal components: the directions in which a cloud of points is widest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, whole_number


def pca(X: ArrayLike, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the mean of the rows, (D,), the k widest directions, (k, D), and their shares of the variance, (k,).

        mean = X.mean(axis=0)
        U, s, Vt = svd(X - mean)
        components = Vt[:k]                    rows of length 1, at right angles, widest first
        ratio = s[:k]**2 / sum of s**2

    Without taking the mean away the first direction would point at the mean, and say nothing about how the points
    differ. A component's sign is anybody's choice. New points: scores = (X - mean) @ components.T, and back:
    mean + scores @ components. (sklearn.decomposition.PCA: mean_, components_, explained_variance_ratio_.)

    X: (N, D), at least two rows that differ. k: between 1 and min(N, D).

    >>> mean, components, ratio = pca([[0.0, 5.0], [2.0, 5.0], [4.0, 5.0]], k=1)
    >>> mean, np.abs(components), ratio
    (array([2., 5.]), array([[1., 0.]]), array([1.]))
    """
    X = finite_array(float_matrix(X, "X", "(N, D)"), "X")
    k = whole_number(k, "k", at_least=1)
    if k > min(X.shape):
        raise ValueError(f"k must be at most {min(X.shape)}, the smaller side of X, got {k}")
    mean = X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    if not s.any():
        raise ValueError("X must hold at least two different rows: there is no variance to share out")
    return mean, Vt[:k], s[:k] ** 2 / (s**2).sum()
