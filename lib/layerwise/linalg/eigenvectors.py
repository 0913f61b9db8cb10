"""Eigenvectors by repetition: what is left of an arrow after the same matrix has been applied many times."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, whole_number


def power_iteration(A: ArrayLike, v: ArrayLike, steps: int) -> tuple[float, FloatArray]:
    """Return an eigenvalue of A and its eigenvector of length 1, as near as `steps` steps from v come to them.

        v = A @ v / |A @ v|          steps times, from v / |v|
        value = v @ A @ v            the Rayleigh quotient

    Written in eigenvectors of A, each step multiplies each part of v by its eigenvalue, so the part of the eigenvalue
    that is largest in size wins: the angle to it shrinks by |second / first| a step, and for a symmetric A the error of
    the value by the square of that. Dividing by the length keeps the numbers from overflowing.

    It does not settle when two eigenvalues share the largest size (3 and -3, or a rotation), and it finds another
    eigenvector when v has no part along the first one.

    A: (n, n). v: (n,), not 0. steps: at least 0.

    >>> value, v = power_iteration([[2.0, 0.0], [0.0, -3.0]], [1.0, 1.0], steps=50)
    >>> round(value, 6), np.abs(v).round(6)
    (-3.0, array([0., 1.]))
    """
    A, v = square_matrix(A, "A"), finite_array(v, "v")
    steps = whole_number(steps, "steps", at_least=0)
    if v.shape != (len(A),):
        raise ValueError(f"v must have shape ({len(A)},), a number for each row of A, got shape {v.shape}")
    v = _of_length_one(v, "v must not be 0: it has no direction")
    for _ in range(steps):
        v = _of_length_one(A @ v, "A takes v to 0: start from another v")
    return float(v @ A @ v), v


def top_eigenvectors(A: ArrayLike, V0: ArrayLike, steps: int) -> tuple[FloatArray, FloatArray]:
    """Return k eigenvalues of a symmetric A, (k,), the largest in size first, and their eigenvectors, (n, k).

        for each column v of V0:    value, v = power_iteration(A, v, steps)
                                    A = A - value * outer(v, v)

    The second line is deflation. A symmetric matrix is the sum of value * outer(v, v) over its eigenvectors, so what is
    taken away has eigenvalue 0 from then on and the next one is the largest of what is left (Hotelling, 1933).

    A: (n, n), symmetric. V0: (n, k), a column to start from for each. steps: of each power iteration.

    >>> values, V = top_eigenvectors([[2.0, 0.0], [0.0, -3.0]], [[1.0, 1.0], [1.0, 2.0]], steps=50)
    >>> values.round(6)
    array([-3.,  2.])
    """
    A, V0 = square_matrix(A, "A"), finite_array(V0, "V0")
    if V0.ndim != 2 or len(V0) != len(A) or V0.shape[1] > len(A):
        raise ValueError(f"V0 must have shape (n, k), n = {len(A)} and k at most n, got shape {V0.shape}")
    if np.abs(A - A.T).max() > 1e-8 * np.abs(A).max():
        raise ValueError("A must be symmetric: of others, deflation does not take an eigenvector away")
    values, V = np.zeros(V0.shape[1]), np.zeros(V0.shape)
    for i, v in enumerate(V0.T):
        values[i], V[:, i] = power_iteration(A, v, steps)
        A = A - values[i] * np.outer(V[:, i], V[:, i])
    return values, V


def square_matrix(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as a float array of shape (n, n)."""
    A = finite_array(value, name)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or A.size == 0:
        raise ValueError(f"{name} must have shape (n, n), got shape {A.shape}")
    return A


def _of_length_one(v: FloatArray, complaint: str) -> FloatArray:
    """Return v / |v|."""
    length = np.linalg.norm(v)
    if length == 0:
        raise ValueError(complaint)
    return np.asarray(v / length)
