"""The rank of a table: how many patterns its rows are made of, as far as floating-point numbers can tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import finite_array, float_matrix, real_number


def matrix_rank(A: ArrayLike, tol: float | None = None) -> int:
    """Return how many singular values of A are above tol.

    tol: None stands for  max(m, n) * eps * (largest singular value),  eps being the distance from 1 to the next number
    of A's type. Rounding leaves singular values of about that size where there should be 0, so a rank needs a
    tolerance; and the tolerance needs A's scale, because a table in metres has the rank of one in nanometres. (As
    numpy.linalg.matrix_rank.)

    A: (m, n), any shape.

    >>> matrix_rank([[1.0, 2.0], [3.0, 6.0]])
    1
    >>> matrix_rank([[1e-9, 0.0], [0.0, 1e-9]]), matrix_rank([[1.0, 0.0], [0.0, 0.1]], tol=0.5)
    (2, 1)
    """
    A = finite_array(float_matrix(A, "A", "(m, n)"), "A")
    if A.size == 0:
        raise ValueError(f"A must hold at least one number, got shape {A.shape}")
    s = np.linalg.svd(A, compute_uv=False)
    if tol is None:
        tol = float(max(A.shape) * np.finfo(s.dtype).eps * s[0])
    return int((s > real_number(tol, "tol", at_least=0)).sum())
