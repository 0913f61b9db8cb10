"""Eight small clouds on a circle: data on which one can count what a generator leaves out."""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, IntArray, real_number, whole_number


def ring(
    n: int = 2000, modes: int = 8, radius: float = 2.0, std: float = 0.05, seed: int = 0
) -> tuple[FloatArray, IntArray]:
    """Return n points, (n, 2), each normal around one of `modes` centres on a circle, and the numbers of these, (n,).

    All centres are as likely as each other; ring_centres says where they are. std: of both coordinates.
    (The "2D ring" of Metz and others, Unrolled Generative Adversarial Networks, 2017, with clouds of other sizes.)

    >>> X, y = ring(1000)
    >>> X.shape, np.bincount(y).tolist()
    ((1000, 2), [118, 110, 121, 114, 144, 130, 130, 133])
    """
    n, centres = whole_number(n, "n", at_least=1), ring_centres(modes, radius)
    std = real_number(std, "std", at_least=0)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    y = rng.integers(0, len(centres), n)
    return centres[y] + std * rng.standard_normal((n, 2)), y


def ring_centres(modes: int = 8, radius: float = 2.0) -> FloatArray:
    """Return the middles of the clouds, (modes, 2), counted against the clock from (radius, 0) on.

    >>> ring_centres(4, 1.0).round(6) + 0.0
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.],
           [ 0., -1.]])
    """
    angles = 2 * np.pi * np.arange(whole_number(modes, "modes", at_least=1)) / modes
    return real_number(radius, "radius", above=0) * np.column_stack([np.cos(angles), np.sin(angles)])
