"""The adding problem: two numbers of a long sequence are marked, and their sum is asked for at the end.

(Hochreiter and Schmidhuber, 1997; with numbers from 0 to 1 as in Le, Jaitly and Hinton, A Simple Way to Initialize
Recurrent Networks of Rectified Linear Units, 2015.)
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, whole_number


def adding_problem(n: int = 1000, T: int = 50, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return X of shape (n, T, 2) and y of shape (n,): at each step a number from 0 to 1, and a mark, 0 or 1.

    One step in each half is marked, and y is the sum of the two marked numbers. Who always says 1, the mean, has a
    squared error of 1/6 on average: the variance of such a sum.

    >>> X, y = adding_problem(n=2, T=10)
    >>> X.shape, X[:, :, 1].sum(axis=1), bool(np.allclose(y, (X[:, :, 0] * X[:, :, 1]).sum(axis=1)))
    ((2, 10, 2), array([2., 2.]), True)
    """
    n, T = whole_number(n, "n", at_least=1), whole_number(T, "T", at_least=2)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    X = np.zeros((n, T, 2))
    X[:, :, 0] = rng.random((n, T))
    rows = np.arange(n)
    X[rows, rng.integers(0, T // 2, n), 1] = 1.0
    X[rows, rng.integers(T // 2, T, n), 1] = 1.0
    return X, X.prod(axis=2).sum(axis=1)
