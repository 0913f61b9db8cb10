"""The denoising autoencoder: spoil the input, ask for what it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number
from ..functional.mse_loss import mse_loss


def denoising_loss(
    model: Callable[[FloatArray], FloatArray], x: ArrayLike, u: ArrayLike, p: float, training: bool = True
) -> tuple[FloatArray, float]:
    """Return what the model gets to see, and what it pays: (corrupted, loss).

        corrupted = x with 0 wherever u < p
        loss      = mean over all numbers of (model(corrupted) - x)**2

    The target is the clean x: whoever can tell what was covered has learned what goes with what. What is not covered
    stays as it is; nothing is rescaled, unlike in dropout (Vincent, Larochelle, Bengio and Manzagol, 2008).

    model: a function of arrays of x's shape. u: draws between 0 and 1, of x's shape. p: the probability of covering a
    number, 0 to 1. training: False leaves x as it is, as dropout does in evaluation.

    >>> x, u = np.array([[1.0, 2.0]]), np.array([[0.1, 0.9]])
    >>> denoising_loss(lambda seen: seen, x, u, p=0.5)  # the first is covered; handing on what it sees costs 1**2 / 2
    (array([[0., 2.]]), 0.5)
    """
    x, u, p = float_array(x, "x"), float_array(u, "u"), real_number(p, "p", at_least=0, at_most=1)
    if u.shape != x.shape:
        raise ValueError(f"u must have the shape of x, one draw for each number: {x.shape}, got {u.shape}")
    corrupted = np.where(u < p, x.dtype.type(0), x) if training else x
    return corrupted, float(mse_loss(model(corrupted), x))
