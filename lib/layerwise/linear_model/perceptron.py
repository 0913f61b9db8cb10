"""The perceptron: a line that is moved by its mistakes, and by nothing else (Rosenblatt, 1958).

If some line separates the two classes, the number of mistakes is at most (R / margin)**2 (Novikoff, 1962): R is the
length of the longest (x, 1), margin the distance of the nearest (x, 1) from the best line through the origin. If none
does, the rule goes on for ever: it minimizes nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, real_number, whole_number


def perceptron_step(w: ArrayLike, b: float, x: ArrayLike, y: float) -> tuple[FloatArray, float]:
    """Return w and b after a look at one example.

        if y * (w @ x + b) <= 0:   w = w + y * x,   b = b + y
        otherwise                  both as they were

    y * (w @ x + b) is positive where the line is right. A point on the line counts as wrong, or from w = 0 nothing
    would ever start. There is no learning rate: from zero it would multiply w and b, and change no sign.

    w, x: (D,). b: a number. y: -1 or 1, the side on which x belongs.

    >>> perceptron_step([0.0, 0.0], 0.0, [2.0, 1.0], -1)
    (array([-2., -1.]), -1.0)
    >>> perceptron_step([-2.0, -1.0], -1.0, [2.0, 1.0], -1)
    (array([-2., -1.]), -1.0)
    """
    w, x, b, y = finite_array(w, "w"), finite_array(x, "x"), real_number(b, "b"), _side(y)
    if w.ndim != 1 or w.shape != x.shape:
        raise ValueError(f"w and x must have the same shape (D,), got {w.shape} and {x.shape}")
    w, b, _ = _learned(w.copy(), b, x, y)
    return w, b


def fit_perceptron(X: ArrayLike, y: ArrayLike, epochs: int) -> tuple[FloatArray, float, list[int]]:
    """Return w, b and how many mistakes each epoch made, from w = 0 and b = 0.

    An epoch looks at the rows of X in their order, with `perceptron_step`. An epoch without a mistake is the last one:
    nothing would change any more. Its 0 stands in the list.

    X: (N, D). y: (N,), -1 or 1. epochs: how many at most.

    >>> fit_perceptron([[0.0], [2.0]], [-1, 1], epochs=10)
    (array([2.]), -1.0, [2, 1, 0])
    """
    X = float_matrix(finite_array(X, "X"), "X", "(N, D)")
    sides = finite_array(y, "y")
    if sides.shape != (len(X),):
        raise ValueError(f"y must have shape ({len(X)},), one side a row of X, got shape {sides.shape}")
    for side in sides.tolist():
        _side(side)
    w, b, mistakes = np.zeros(X.shape[1], X.dtype), 0.0, []
    for _ in range(whole_number(epochs, "epochs", at_least=0)):
        wrong = 0
        for x, side in zip(X, sides.tolist(), strict=True):
            w, b, moved = _learned(w, b, x, side)
            wrong += moved
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def _learned(w: FloatArray, b: float, x: FloatArray, y: float) -> tuple[FloatArray, float, bool]:
    """The rule itself, for arguments that have been looked over: w, b, and whether the line was wrong."""
    if y * (w @ x + b) <= 0:
        return w + y * x, b + y, True
    return w, b, False


def _side(y: float) -> float:
    """Return y as a float; labels of 0 and 1 are refused by name, because class 0 would never move anything."""
    y = real_number(y, "y")
    if y not in (-1, 1):
        raise ValueError(f"y must be -1 or 1, got {y:g}: turn labels of 0 and 1 into 2 * y - 1")
    return y
