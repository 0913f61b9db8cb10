"""Binary cross-entropy on logits: what yes-or-no answers pay."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from .activations import sigmoid
from .mse_loss import same_shape_as_target
from .reduction import LossValue, reduce, reduce_backward


def binary_cross_entropy_with_logits(input: ArrayLike, target: ArrayLike, reduction: str = "mean") -> LossValue:
    """The mean of -(target * log(p) + (1 - target) * log(1 - p)) with p = sigmoid(input).

    Written so that neither exp overflows nor log meets 0: with z = input it equals
    max(z, 0) - z * target + log(1 + exp(-|z|)).

    input: logits, any shape. target: probabilities of yes, between 0 and 1, the same shape.
    reduction: "mean", "sum", or "none" for one loss an entry.

    >>> binary_cross_entropy_with_logits([1000.0, -1000.0], [1.0, 1.0])
    500.0
    """
    z, target = _checked(input, target)
    return reduce(np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z))), reduction)


def binary_cross_entropy_with_logits_backward(
    input: ArrayLike, target: ArrayLike, reduction: str = "mean", grad_output: ArrayLike | None = None
) -> FloatArray:
    """sigmoid(input) - target, divided by the number of entries for "mean": the gradient with respect to input.

    The slope of sigmoid and that of log cancel, so nothing vanishes where the answer is certain and wrong.
    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> binary_cross_entropy_with_logits_backward([0.0, -1000.0], [1.0, 1.0])
    array([-0.25, -0.5 ])
    """
    z, target = _checked(input, target)
    return reduce_backward(grad_output, z.shape, reduction, z.dtype) * (sigmoid(z) - target)


def _checked(input: ArrayLike, target: ArrayLike) -> tuple[FloatArray, FloatArray]:
    z, target = same_shape_as_target(input, target)
    if target.size and (target.min() < 0 or target.max() > 1):
        raise ValueError(f"target must be between 0 and 1, got {target.min():g} to {target.max():g}")
    return z, target
