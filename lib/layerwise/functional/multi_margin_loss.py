"""The multi-class hinge loss: the right class's score must lead by a margin; beyond that nobody asks for more.

PyTorch's multi_margin_loss with p=1. It divides by the number of classes; CS231n's form of the loss does not.
(Crammer and Singer, 2001; Weston and Watkins, 1999.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, real_number
from .class_targets import scores_and_classes
from .reduction import LossValue, reduce, reduce_backward


def multi_margin_loss(input: ArrayLike, target: ArrayLike, margin: float = 1.0, reduction: str = "mean") -> LossValue:
    """The mean over the batch of sum over c != target of max(0, margin - input[target] + input[c]) / C.

    input: scores, (N, C). target: the right classes, (N,), ints in 0..C-1. margin: the lead that costs nothing.
    reduction: "mean", "sum", or "none" for one loss an example.

    >>> multi_margin_loss([[3.0, 2.5, 0.0]], [0])  # the second class is only 0.5 behind
    0.16666666666666666
    """
    return reduce(np.maximum(_shortfalls(input, target, margin), 0).mean(axis=1), reduction)


def multi_margin_loss_backward(
    input: ArrayLike,
    target: ArrayLike,
    margin: float = 1.0,
    reduction: str = "mean",
    grad_output: ArrayLike | None = None,
) -> FloatArray:
    """1 / (N * C) for each class inside the margin, and minus their sum for the right class.

    Returns the gradient with respect to input, shape (N, C). A class exactly on the margin gets 0, as in PyTorch.
    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> multi_margin_loss_backward([[3.0, 2.5, 0.0, 0.0]], [0])
    array([[-0.25,  0.25,  0.  ,  0.  ]])
    """
    shortfalls = _shortfalls(input, target, margin)
    N, C = shortfalls.shape
    inside = (shortfalls > 0).astype(shortfalls.dtype)  # (N, C): 1 where a class costs something
    inside[np.arange(N), np.asarray(target)] = -inside.sum(axis=1)
    return reduce_backward(grad_output, (N,), reduction, inside.dtype)[:, None] * inside / C


def _shortfalls(input: ArrayLike, target: ArrayLike, margin: float) -> FloatArray:
    """margin - input[target] + input[c] for each class, and 0 for the right one: (N, C)."""
    input, target = scores_and_classes(finite_array(input, "input"), target, "input")
    rows = np.arange(len(target))
    shortfalls = real_number(margin, "margin") - input[rows, target][:, None] + input
    shortfalls[rows, target] = 0
    return shortfalls
