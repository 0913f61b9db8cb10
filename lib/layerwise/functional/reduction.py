"""What a loss does with the losses of the single examples: take the mean, the sum, or leave them ("none").

Forward reduces; backward starts with the gradient of that reduction: 1 / (how many) for a mean, 1 for a sum.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, one_of

REDUCTIONS = ("mean", "sum", "none")
LossValue = Any  # a float, or for reduction="none" an array: which of them, the argument decides


def reduce(losses: FloatArray, reduction: str) -> LossValue:
    """Return the mean or the sum of `losses` as a float, or for "none" the array itself.

    >>> reduce(np.array([1.0, 3.0]), "mean"), reduce(np.array([1.0, 3.0]), "sum")
    (2.0, 4.0)
    """
    if one_of(reduction, "reduction", REDUCTIONS) == "none":
        return losses
    if reduction == "sum":
        return float(losses.sum())
    _refuse_no_examples(losses.size)
    return float(losses.mean())


def reduce_backward(
    grad_output: ArrayLike | None, shape: tuple[int, ...], reduction: str, dtype: np.dtype
) -> FloatArray:
    """Return the gradient with respect to each single loss, shape `shape`.

    grad_output: the gradient with respect to what `reduce` returned: a number, or for "none" an array of `shape`.
        None, at the end of the network, stands for 1 (for "none": ones).

    >>> reduce_backward(None, (4,), "mean", np.dtype(float))
    array([0.25, 0.25, 0.25, 0.25])
    """
    expected = shape if one_of(reduction, "reduction", REDUCTIONS) == "none" else ()
    grad: FloatArray = np.ones(expected) if grad_output is None else float_array(grad_output, "grad_output")
    if grad.shape != expected:
        what = f"one number a loss, shape {shape}" if reduction == "none" else "a single number"
        raise ValueError(f"grad_output must be {what}, got shape {grad.shape}")
    if reduction == "mean":
        size = math.prod(shape)
        _refuse_no_examples(size)
        grad = grad / size
    return np.broadcast_to(grad.astype(dtype), shape)


def _refuse_no_examples(size: int) -> None:
    if size == 0:
        raise ValueError('the mean over no examples is not defined: give at least one, or reduction="sum"')
