"""Acquisition: what a trial would be worth, given what is expected there and how much is not known.

Both functions look for the lowest value. Where it is the highest that is wanted, hand in -mean and -best.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number
from ..normal import normal_cdf, normal_pdf


def expected_improvement(mean: ArrayLike, std: ArrayLike, best: float) -> FloatArray:
    """The mean of max(best - value, 0) for a normal value: what a trial gains on average, shape (m,).

    With gain = best - mean and z = gain / std:
        gain * normal_cdf(z) + std * normal_pdf(z)
    The first part is large where a low value is expected, the second where much is unknown.
    Where std is 0 the value is known, and max(gain, 0) is left.

    (Mockus, Tiesis and Zilinskas, 1978; Jones, Schonlau and Welch, 1998.)

    >>> expected_improvement([0.0, -1.0, 1.0], [1.0, 0.0, 0.0], best=0.0).round(4)
    array([0.3989, 1.    , 0.    ])
    """
    mean, std, gain = _checked(mean, std, best)
    z = gain / np.where(std > 0, std, 1)
    return np.where(std > 0, gain * normal_cdf(z) + std * normal_pdf(z), np.maximum(gain, 0))


def probability_of_improvement(mean: ArrayLike, std: ArrayLike, best: float) -> FloatArray:
    """normal_cdf((best - mean) / std): how likely a trial is to be better, by however little, shape (m,).

    Where std is 0 it is 1 if mean < best, 0 otherwise. (Kushner, 1964.)

    >>> probability_of_improvement([0.0, -1.0, 1.0], [1.0, 0.0, 0.0], best=0.0)
    array([0.5, 1. , 0. ])
    """
    mean, std, gain = _checked(mean, std, best)
    return np.where(std > 0, normal_cdf(gain / np.where(std > 0, std, 1)), gain > 0)


def _checked(mean: ArrayLike, std: ArrayLike, best: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return mean, std and best - mean."""
    mean, std = float_array(mean, "mean"), float_array(std, "std")
    if mean.shape != std.shape:
        raise ValueError(f"mean and std must have the same shape, got {mean.shape} and {std.shape}")
    if std.size and std.min() < 0:
        raise ValueError(f"std must be at least 0, got {std.min():g}")
    return mean, std, real_number(best, "best") - mean
