"""Halton's sequence: points that spread over a box without a plan of how many there will be.

A grid must know its size beforehand and tries few values of each coordinate; chance leaves holes. Halton's points do
neither: each new one falls into a gap that the ones before have left.
(Halton, On the Efficiency of Certain Quasi-Random Sequences of Points, 1960.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arguments import FloatArray, whole_number


def halton(n: int, bases: Sequence[int]) -> FloatArray:
    """The first n points of Halton's sequence in the unit box, shape (n, D), D the number of bases.

    Coordinate d of point i (i = 1, 2, ..., n) is i written in base b = bases[d] and mirrored at the point:
    with the digits i = a0 + a1 * b + a2 * b**2 + ..., it is a0 / b + a1 / b**2 + a2 / b**3 + ...

    bases: a whole number of at least 2 for each coordinate, without a common divisor: 2, 3, 5, 7, ...
    The sequence begins with i = 1. Some libraries begin with i = 0, the corner (0, 0).

    >>> halton(4, (2, 3)).round(3)
    array([[0.5  , 0.333],
           [0.25 , 0.667],
           [0.75 , 0.111],
           [0.125, 0.444]])
    """
    n = whole_number(n, "n", at_least=0)
    bases = [whole_number(b, f"bases[{d}]", at_least=2) for d, b in enumerate(bases)]
    if not bases:
        raise ValueError("bases must hold a number for each coordinate, got none")
    points = np.zeros((n, len(bases)))
    for d, b in enumerate(bases):
        left, place = np.arange(1, n + 1), 1.0
        while left.any():
            place /= b
            points[:, d] += place * (left % b)
            left //= b
    return points
