"""Total variation: how much a picture changes from each pixel to the next.

(Rudin, Osher and Fatemi, 1992, for absolute differences; with squares it is smooth, and its gradient a blur.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..functional.images import image_batch


def total_variation(x: ArrayLike) -> tuple[float, FloatArray]:
    """Return the sum of squared differences of neighbours, divided by the number of values, and its gradient.

        down   = x[:, :, 1:] - x[:, :, :-1]                      each pixel and the one above it
        across = x[:, :, :, 1:] - x[:, :, :, :-1]                and the one on its left
        value  = ((down**2).sum() + (across**2).sum()) / x.size

    A difference has two ends: its gradient is added to the one and taken from the other. A pixel at the border has
    neighbours on one side only, and the last column is no neighbour of the first.

    x: (N, C, H, W).

    >>> total_variation([[[[1.0, 2.0, 5.0]]]])  # (1 + 9) / 3
    (3.3333333333333335, array([[[[-0.66666667, -1.33333333,  2.        ]]]]))
    """
    x = image_batch(x)
    if x.size == 0:
        raise ValueError(f"x must have at least one pixel, got shape {x.shape}")
    down, across = x[:, :, 1:] - x[:, :, :-1], x[:, :, :, 1:] - x[:, :, :, :-1]
    grad = np.zeros_like(x)
    grad[:, :, 1:] += down
    grad[:, :, :-1] -= down
    grad[:, :, :, 1:] += across
    grad[:, :, :, :-1] -= across
    return float((down**2).sum() + (across**2).sum()) / x.size, grad * (2 / x.size)
