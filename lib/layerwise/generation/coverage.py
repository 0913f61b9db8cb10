"""mode_coverage: how many of the modes a generator has found, and how much of what it makes lies near one.

(Such counts: Srivastava and others, VEEGAN, 2017; Metz and others, Unrolled Generative Adversarial Networks, 2017.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number


def mode_coverage(x: ArrayLike, centres: ArrayLike, radius: float, least: float = 0.02) -> tuple[int, float]:
    """Return how many centres are found, and which share of the samples lies near one.

        near    = a sample within radius of its nearest centre
        found   = a centre to which at least `least` of *all* samples are near
        share   = near samples / all samples

    The two say different things: a generator that makes one point again and again has a share of 1 and one mode.

    x: (N, D), samples. centres: (K, D). radius: three standard deviations of a mode, say. least: below it a mode counts
    as missed; with one sample of a thousand nobody would say that it was found.

    >>> mode_coverage([[0.1, 0.0], [0.0, 0.2], [9.0, 9.0]], centres=[[0.0, 0.0], [5.0, 0.0]], radius=0.5)
    (1, 0.6666666666666666)
    """
    nearest, near = nearest_centres(x, centres, radius)
    counts = np.bincount(nearest[near], minlength=len(np.asarray(centres)))
    least = real_number(least, "least", above=0, at_most=1)
    return int((counts >= least * len(near)).sum()), float(near.mean())


def nearest_centres(x: ArrayLike, centres: ArrayLike, radius: float) -> tuple[FloatArray, FloatArray]:
    """Return for each sample the number of its nearest centre, (N,), and whether that is within radius, (N,).

    >>> nearest_centres([[1.0], [9.0]], centres=[[0.0], [5.0]], radius=2.0)
    (array([0, 1]), array([ True, False]))
    """
    x, centres = float_matrix(x, "x", "(N, D)"), float_matrix(centres, "centres", "(K, D)")
    if x.shape[1] != centres.shape[1] or not len(x) or not len(centres):
        raise ValueError(f"x must be (N, D) and centres (K, D), got {x.shape} and {centres.shape}")
    radius = real_number(radius, "radius", above=0)
    distances = np.sqrt(((x[:, None] - centres) ** 2).sum(axis=2))  # (N, K)
    nearest = distances.argmin(axis=1)
    return nearest, distances[np.arange(len(x)), nearest] <= radius
