"""relu_pieces: a ReLU network with one input is a ruler and a few bends. Where are they?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, real_number


def relu_pieces(w1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return kinks, heights and slopes of y(x) = sum of w2 * relu(w1 * x + b1), plus b2, from left to right.

    Unit j bends the line where w1[j] * x + b1[j] = 0, at x = -b1[j] / w1[j]. With w1[j] > 0 it is on to the right of
    it, with w1[j] < 0 to the left; either way the slope grows there by abs(w1[j]) * w2[j].

    w1, b1, w2: (H,), one number a hidden unit. b2: a number.
    kinks: (K,), ascending, each place once. heights: (K,), y at the kinks. slopes: (K + 1,): left of the first kink,
    between each two, right of the last. A unit whose w1 or w2 is 0 makes no kink.

    >>> relu_pieces([1.0, -1.0], [0.0, 2.0], [3.0, 1.0], 0.5)
    (array([0., 2.]), array([2.5, 6.5]), array([-1.,  2.,  3.]))
    """
    w1, b1, w2 = (finite_array(array, name) for array, name in ((w1, "w1"), (b1, "b1"), (w2, "w2")))
    b2 = real_number(b2, "b2")
    if not w1.shape == b1.shape == w2.shape or w1.ndim != 1:
        raise ValueError(f"w1, b1 and w2 must have the same shape (H,), got {w1.shape}, {b1.shape} and {w2.shape}")
    bends = (w1 != 0) & (w2 != 0)
    places = -b1[bends] / w1[bends]
    kinks = np.unique(places)
    left = (w1 * w2)[w1 < 0].sum()  # far to the left the units with a negative w1 are on
    growth = np.abs(w1 * w2)[bends] * np.sign(w2[bends])
    slopes = left + np.array([growth[places < kink].sum() for kink in [*kinks, np.inf]])
    heights = np.maximum(np.outer(kinks, w1) + b1, 0) @ w2 + b2
    return kinks + 0.0, heights, slopes  # + 0.0: no -0.0
