"""Why cross-entropy and not squared loss: what each of them tells the last unit.

Behind a sigmoid the squared loss carries the sigmoid's own slope as a factor, which is almost 0 where the unit is sure
of itself, also where it is wrong. The logarithm in the cross-entropy takes that factor away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array
from ..functional.activations import sigmoid


def output_slopes(z: ArrayLike, t: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The slopes of both losses with respect to z, for a = sigmoid(z): (a - t) * a * (1 - a), and a - t.

    The losses are (a - t) ** 2 / 2 and -(t * log(a) + (1 - t) * log(1 - a)).

    z: what goes into the sigmoid, any shape. t: what should come out, 0 to 1, of the same shape or a single number.
    Returns two arrays with the shape of z.

    >>> output_slopes(np.array([0.0]), np.array([1.0]))
    (array([-0.125]), array([-0.5]))
    """
    z, t = finite_array(z, "z"), finite_array(t, "t")
    if t.shape not in (z.shape, ()):
        raise ValueError(f"t must have the shape of z, {z.shape}, or be a single number, got shape {t.shape}")
    if t.size and (t.min() < 0 or t.max() > 1):
        raise ValueError(f"t must lie between 0 and 1, got {t.min() if t.min() < 0 else t.max():g}")
    a = sigmoid(z)
    return (a - t) * a * (1 - a), np.asarray(a - t)
