"""What the records of this chapter draw with: tables whose eigenvalues and singular values are known."""

import numpy as np
from numpy.typing import ArrayLike

from layerwise.arguments import FloatArray


def basis(rng: np.random.Generator, n: int, k: int | None = None) -> FloatArray:
    """k columns of length n at right angles, of length 1; n of them where k is left out."""
    V, _ = np.linalg.qr(rng.normal(0.0, 1.0, (n, n)))
    return V[:, :k]


def symmetric(rng: np.random.Generator, values: ArrayLike) -> FloatArray:
    """A symmetric matrix with these eigenvalues, in directions that are drawn."""
    values = np.asarray(values, dtype=float)
    V = basis(rng, len(values))
    A = (V * values) @ V.T
    return (A + A.T) / 2


def table(rng: np.random.Generator, shape: tuple[int, int], values: ArrayLike) -> FloatArray:
    """A table of this shape with these singular values, at most as many as its shorter side has, and zeros."""
    values = np.asarray(values, dtype=float)
    (m, n), k = shape, len(values)
    return (basis(rng, m, k) * values) @ basis(rng, n, k).T


def falling(rng: np.random.Generator, n: int) -> FloatArray:
    """n numbers, each clearly smaller than the one before."""
    return np.cumprod(rng.uniform(0.4, 0.8, n)) * rng.uniform(2.0, 9.0)
