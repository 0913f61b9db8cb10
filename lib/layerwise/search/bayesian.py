"""Bayesian optimization: after each trial a Gaussian process is asked where the next one is worth most.

For functions of which every value is expensive, such as the validation loss after a training.
(Snoek, Larochelle and Adams, Practical Bayesian Optimization of Machine Learning Algorithms, 2012.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, float_matrix, real_number, whole_number
from .acquisition import expected_improvement
from .gaussian_process import gp_posterior

Acquisition = Callable[[FloatArray, FloatArray, float], FloatArray]


def bayes_opt(
    f: Callable[[FloatArray], float],
    candidates: ArrayLike,
    first: Sequence[int],
    n: int,
    lengthscale: float = 0.2,
    noise: float = 1e-3,
    acquisition: Acquisition | None = None,
) -> tuple[IntArray, FloatArray]:
    """Look for the lowest value of f among the candidates with n calls of f; return which were tried, and their values.

    f: called with one row of candidates, (D,), returns a number.
    candidates: (M, D), best in the unit box, where a length scale means the same along each coordinate.
    first: the numbers of the candidates that are tried first, in this order. n: how many are tried in all.
    lengthscale, noise: of the Gaussian process, which sees the values standardized to mean 0 and spread 1.
    acquisition: called with mean, std (each (M,)) and the lowest standardized value; the largest of what it returns
        is tried next. None: expected_improvement. What has been tried is not tried again.

    >>> line = np.linspace(0, 1, 5)[:, None]
    >>> bayes_opt(lambda x: (x[0] - 0.5) ** 2, line, first=[0, 4], n=3)
    (array([0, 4, 2]), array([0.25, 0.25, 0.  ]))
    """
    candidates = float_matrix(candidates, "candidates", "(M, D)")
    tried = [whole_number(i, f"first[{k}]", at_least=0) for k, i in enumerate(first)]
    n = whole_number(n, "n", at_least=len(tried))
    if not tried or len(set(tried)) < len(tried) or max(tried) >= len(candidates):
        raise ValueError(f"first must hold different numbers below {len(candidates)}, at least one, got {tried}")
    if n > len(candidates):
        raise ValueError(f"n must be at most {len(candidates)}, the number of candidates, got {n}")
    acquisition = acquisition or expected_improvement
    values = [real_number(f(candidates[i]), "f(x)") for i in tried]
    while len(tried) < n:
        y = np.array(values)
        y = (y - y.mean()) / (y.std() or 1.0)
        mean, std = gp_posterior(candidates[tried], y, candidates, lengthscale, noise)
        worth = np.array(acquisition(mean, std, float(y.min())), dtype=float)
        worth[tried] = -np.inf
        tried.append(int(worth.argmax()))
        values.append(real_number(f(candidates[tried[-1]]), "f(x)"))
    return np.array(tried), np.array(values)
