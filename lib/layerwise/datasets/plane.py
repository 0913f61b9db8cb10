"""Small data sets in the plane, to look at: spiral, circles, xor and moons.

Each function returns X of shape (N, 2) and integer labels y of shape (N,), sorted by
class. The same seed gives the same points. None of the four can be separated by a straight line.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, IntArray, real_number, whole_number


def spiral(
    points_per_class: int = 100, classes: int = 3, noise: float = 0.2, seed: int = 0
) -> tuple[FloatArray, IntArray]:
    """Return arms that wind around each other: class k has angles 4k to 4(k+1) at radii 0 to 1.

    noise: standard deviation of the angles, in radians.
    (Karpathy, CS231n notes, "Minimal Neural Network Case Study".)

    >>> X, y = spiral(points_per_class=4, classes=3)
    >>> X.shape, y
    ((12, 2), array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]))
    """
    n, classes, noise, rng = _checked(points_per_class, noise, seed, classes)
    X = np.zeros((n * classes, 2))
    for k in range(classes):
        r = np.linspace(0.0, 1, n)
        theta = np.linspace(4 * k, 4 * (k + 1), n) + noise * rng.standard_normal(n)
        X[n * k : n * (k + 1)] = np.column_stack([r * np.sin(theta), r * np.cos(theta)])
    return X, np.repeat(np.arange(classes), n)


def circles(
    points_per_class: int = 150, noise: float = 0.08, factor: float = 0.4, seed: int = 0
) -> tuple[FloatArray, IntArray]:
    """Return a circle of radius 1 (class 0) around a circle of radius `factor` (class 1).

    noise: standard deviation added to both coordinates. factor: between 0 and 1, both excluded.

    >>> X, y = circles(points_per_class=3, noise=0.0)
    >>> np.hypot(X[:, 0], X[:, 1]).round(6)
    array([1. , 1. , 1. , 0.4, 0.4, 0.4])
    """
    n, _, noise, rng = _checked(points_per_class, noise, seed)
    factor = real_number(factor, "factor", above=0)
    if factor >= 1:
        raise ValueError(f"factor must be less than 1, got {factor}")
    theta = np.linspace(0, 2 * np.pi, n, endpoint=False)
    circle = np.column_stack([np.cos(theta), np.sin(theta)])
    return _add_noise(np.concatenate([circle, factor * circle]), noise, rng), np.repeat([0, 1], n)


def xor(
    points_per_class: int = 150, noise: float = 0.0, gap: float = 0.02, seed: int = 0
) -> tuple[FloatArray, IntArray]:
    """Return points spread over the square from -1 to 1: class 1 where exactly one coordinate is positive.

    noise: standard deviation added to both coordinates after the class was decided.
    gap: how far from zero each coordinate stays before the noise, between 0 (included) and 1 (excluded).

    >>> X, y = xor(points_per_class=50)
    >>> bool((((X[:, 0] > 0) != (X[:, 1] > 0)) == y).all())
    True
    """
    n, _, noise, rng = _checked(points_per_class, noise, seed)
    gap = real_number(gap, "gap", at_least=0)
    if gap >= 1:
        raise ValueError(f"gap must be less than 1, got {gap}")
    y = np.repeat([0, 1], n)
    X = rng.uniform(gap, 1, (2 * n, 2))
    side = rng.choice([-1, 1], 2 * n)  # which of the class's two quadrants
    X = X * np.column_stack([side, np.where(y == 0, side, -side)])
    return _add_noise(X, noise, rng), y


def moons(points_per_class: int = 150, noise: float = 0.1, seed: int = 0) -> tuple[FloatArray, IntArray]:
    """Return two half circles that reach into each other.

    noise: standard deviation added to both coordinates.

    >>> X, y = moons(points_per_class=3, noise=0.0)
    >>> X.round(6) + 0.0
    array([[ 1. ,  0. ],
           [ 0. ,  1. ],
           [-1. ,  0. ],
           [ 0. ,  0.5],
           [ 1. , -0.5],
           [ 2. ,  0.5]])
    """
    n, _, noise, rng = _checked(points_per_class, noise, seed)
    theta = np.linspace(0, np.pi, n)
    upper = np.column_stack([np.cos(theta), np.sin(theta)])
    lower = np.column_stack([1 - np.cos(theta), 0.5 - np.sin(theta)])
    return _add_noise(np.concatenate([upper, lower]), noise, rng), np.repeat([0, 1], n)


def _checked(
    points_per_class: int, noise: float, seed: int, classes: int = 2
) -> tuple[int, int, float, np.random.Generator]:
    """Return the arguments, checked, with the generator that the seed gives."""
    n = whole_number(points_per_class, "points_per_class", at_least=1)
    classes = whole_number(classes, "classes", at_least=1)
    noise = real_number(noise, "noise", at_least=0)
    return n, classes, noise, np.random.default_rng(whole_number(seed, "seed", at_least=0))


def _add_noise(X: FloatArray, noise: float, rng: np.random.Generator) -> FloatArray:
    return X + noise * rng.standard_normal(X.shape)
