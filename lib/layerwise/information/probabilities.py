"""What counts as probabilities: numbers between 0 and 1. Whether they sum to 1 is not asked."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array


def probabilities(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as a float array of numbers between 0 and 1.

    >>> probabilities([0.5, 0.25], "p")
    array([0.5 , 0.25])
    """
    p = finite_array(value, name)
    if p.size and (p.min() < 0 or p.max() > 1 + 1e-9):  # 1, and what rounding adds
        wrong = p.min() if p.min() < 0 else p.max()
        raise ValueError(f"{name} must hold probabilities, between 0 and 1, got {wrong:g}")
    return p
