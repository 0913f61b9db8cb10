"""Linear regions: into how many pieces a layer of units cuts its inputs.

Within a piece each unit stays on its side, so a ReLU network is linear there. What is counted is how nonlinear it is.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import finite_array, float_matrix, whole_number


def count_regions(W: ArrayLike, b: ArrayLike, X: ArrayLike) -> int:
    """Return how many different patterns of "on" and "off" a layer's units show on the rows of X.

        pattern of x = (x @ W.T + b > 0), one bit a unit

    Each region of the inputs has one pattern. Rows that fall into none of the regions leave it uncounted, so this is at
    least how many there are, and at most what the rows could show.

    W: (H, D). b: (H,). X: (N, D).

    >>> W, b = [[1.0], [1.0]], [0.0, -1.0]           # two units, with edges at 0 and 1
    >>> count_regions(W, b, [[-1.0], [0.5], [0.7], [2.0]])
    3
    """
    W, X = float_matrix(finite_array(W, "W"), "W", "(H, D)"), float_matrix(finite_array(X, "X"), "X", "(N, D)")
    b = finite_array(b, "b")
    if W.shape[1] != X.shape[1] or b.shape != (len(W),):
        raise ValueError(f"W, b and X must have shapes (H, D), (H,) and (N, D), got {W.shape}, {b.shape}, {X.shape}")
    return len(np.unique(X @ W.T + b > 0, axis=0))


def max_regions(n: int, d: int) -> int:
    """Return into how many regions n hyperplanes can cut a space of d dimensions: C(n, 0) + ... + C(n, d).

    Up to n = d every hyperplane doubles the regions, 2**n. Beyond, there are fewer: a new line in the plane meets the
    n others in n points, and so cuts n + 1 regions in two (Schläfli; Zaslavsky, 1975).

    n: 0 or more. d: 0 or more.

    >>> [max_regions(n, 2) for n in range(6)]
    [1, 2, 4, 7, 11, 16]
    """
    n, d = whole_number(n, "n", at_least=0), whole_number(d, "d", at_least=0)
    return sum(math.comb(n, k) for k in range(d + 1))
