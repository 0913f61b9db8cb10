"""Self-information: how surprising one outcome is, in bits.

The only price that adds up: what two independent events cost together, -log(p * q), is what they cost one by one.
(Shannon, A Mathematical Theory of Communication, 1948.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, real_number
from .probabilities import probabilities


def information(p: ArrayLike, base: float = 2) -> FloatArray:
    """-log(p) / log(base): the surprise of an outcome of probability p; inf where p is 0.

    p: probabilities, any shape. base: 2 for bits, np.e for nats, 10 for decimal digits.
    Returns an array with the shape of p.

    >>> information([1.0, 0.5, 0.125, 0.0])
    array([ 0.,  1.,  3., inf])
    """
    p, base = probabilities(p, "p"), real_number(base, "base", above=1)
    with np.errstate(divide="ignore"):
        return -np.log(p) / np.log(base) + 0.0  # -0.0 + 0.0 is 0.0
