"""slerp: from one noise vector to another, along the shell on which noise lies.

(Shoemake, Animating Rotation with Quaternion Curves, 1985; for noise: White, Sampling Generative Networks, 2016.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array


def slerp(z0: ArrayLike, z1: ArrayLike, t: ArrayLike) -> FloatArray:
    """Return points on the arc from z0 to z1, (T, D): z0 at t = 0, z1 at t = 1.

        angle  = the angle between z0 and z1
        z(t)   = (sin((1 - t) * angle) * z0 + sin(t * angle) * z1) / sin(angle)

    In D dimensions the lengths of normal vectors lie close to sqrt(D). The straight line between two of them runs
    inside that shell, and its middle is a vector such as the generator has hardly ever seen. On the arc the length
    stays, or goes from the one to the other.

    Where the angle is 0 or pi there is no one arc; the straight line is taken, to which the formula tends at 0.

    z0, z1: (D,). t: (T,), numbers from 0 to 1.

    >>> slerp([1.0, 0.0], [0.0, 1.0], [0.0, 0.5, 1.0]).round(3)
    array([[1.   , 0.   ],
           [0.707, 0.707],
           [0.   , 1.   ]])
    """
    z0, z1, t = float_array(z0, "z0"), float_array(z1, "z1"), float_array(t, "t")
    if z0.ndim != 1 or z0.shape != z1.shape or t.ndim != 1:
        raise ValueError(f"z0 and z1 must have shape (D,) and t (T,), got {z0.shape}, {z1.shape} and {t.shape}")
    lengths = float(np.linalg.norm(z0)), float(np.linalg.norm(z1))
    if min(lengths) == 0:
        raise ValueError("z0 and z1 must have a direction, got a vector of zeros")
    angle = np.arccos(np.clip(z0 @ z1 / (lengths[0] * lengths[1]), -1, 1))
    t = t[:, None]
    if np.sin(angle) < 1e-6:
        return (1 - t) * z0 + t * z1
    return (np.sin((1 - t) * angle) * z0 + np.sin(t * angle) * z1) / np.sin(angle)
