"""The images that the convolution explorer comes with: ten digits, two photographs, and a drawn seven."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from layerwise import datasets
from layerwise.arguments import FloatArray

SIDE = 8  # of a digit and of a drawing
_BLOCK = 7  # the photographs become one pixel for every 7 × 7
_SEVEN = (
    "........"
    ".######."
    "......#."
    ".....#.."
    "....#..."
    "...#...."
    "...#...."
    "........"
)  # fmt: skip
SEVEN = tuple(int(pixel == "#") for pixel in _SEVEN)


@lru_cache(maxsize=1)
def digits() -> FloatArray:
    """Return the first of each digit among those that the network was not trained with, (10, 8, 8)."""
    X, y = datasets.digits()
    X, y = X[::5], y[::5]
    return np.array([X[np.flatnonzero(y == digit)[0]].reshape(SIDE, SIDE) for digit in range(10)])


@lru_cache(maxsize=1)
def photographs() -> FloatArray:
    """Return the temple and the flower in grey, (2, 61, 91)."""
    X, _ = datasets.photographs()
    rows, columns = X.shape[2] // _BLOCK, X.shape[3] // _BLOCK
    grey = X.mean(axis=1, dtype=np.float64)[:, : rows * _BLOCK, : columns * _BLOCK]
    return grey.reshape(2, rows, _BLOCK, columns, _BLOCK).mean(axis=(2, 4))
