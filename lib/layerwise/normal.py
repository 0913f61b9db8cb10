"""The standard normal distribution: its density, and the probability to lie below a number.

numpy has neither, nor the error function that they are made of, so Python's math.erfc is asked for one element after
the other: about 75 ns each. GELU is made of both, and so is the worth of a trial in layerwise.search.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from .arguments import FloatArray, float_array

_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal_pdf(z: ArrayLike) -> FloatArray:
    """exp(-z**2 / 2) / sqrt(2 * pi): the density at z.

    >>> normal_pdf([0.0, 1.0]).round(4)
    array([0.3989, 0.242 ])
    """
    return np.exp(-(float_array(z, "z") ** 2) / 2) / math.sqrt(2 * math.pi)


def normal_cdf(z: ArrayLike) -> FloatArray:
    """The probability that a standard normal number is below z: erfc(-z / sqrt(2)) / 2.

    That is (1 + erf(z / sqrt(2))) / 2 without the rounding error of adding 1 to something close to -1.

    >>> normal_cdf([-1.0, 0.0, 1.0]).round(4)
    array([0.1587, 0.5   , 0.8413])
    """
    z = float_array(z, "z")
    return np.asarray(_erfc(-z / math.sqrt(2)), dtype=z.dtype) / 2
