"""L2 and L1: two ways to make large weights cost something.

Both prefer small weights. L2 shrinks every weight in proportion to its size, so weights become small but seldom 0;
L1 takes the same amount off each, so the weights that help little become exactly 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number


def l2_penalty(params: Sequence[ArrayLike], weight_decay: float) -> tuple[float, list[FloatArray]]:
    """Return the penalty weight_decay / 2 * (sum of all squared weights) and its gradient for each array.

        loss = weight_decay / 2 * sum(W**2)          gradient = weight_decay * W

    The half cancels the 2 of the derivative, so this is what an optimizer's weight_decay adds to the gradient.
    Weight matrices and kernels, arrays of two or more dimensions, are penalized; arrays of one dimension (biases,
    BatchNorm's weight) are not, and get a gradient of zeros: a shift of the output is not what overfits.

    params: arrays. weight_decay: at least 0.

    >>> loss, grads = l2_penalty([[[3.0, -4.0]], [100.0]], weight_decay=0.1)  # a weight (1, 2) and a bias (1,)
    >>> loss
    1.25
    >>> grads
    [array([[ 0.3, -0.4]]), array([0.])]
    """
    weight_decay = real_number(weight_decay, "weight_decay", at_least=0)
    arrays = [float_array(param, f"params[{i}]") for i, param in enumerate(params)]
    if not arrays:
        raise ValueError("params must hold at least one array, got none")
    loss = sum(0.5 * weight_decay * float((W**2).sum()) for W in arrays if W.ndim >= 2)
    return float(loss), [weight_decay * W if W.ndim >= 2 else np.zeros_like(W) for W in arrays]


def l1_step(w: ArrayLike, grad: ArrayLike, lr: float, l1: float) -> FloatArray:
    """Return the weights after one step of gradient descent on loss + l1 * sum(|w|).

        z = w - lr * grad                                   the step for the loss alone
        w = sign(z) * max(|z| - lr * l1, 0)                 then lr * l1 closer to zero, but not across it

    The slope of |w| is sign(w), which at 0 could be anything between -1 and 1. Subtracting lr * l1 * sign(w) would
    jump to and fro over 0 for ever; stopping at 0 gives weights that are exactly 0
    (the proximal step; Tibshirani, 1996; Beck and Teboulle, 2009).

    w: weights, any shape. grad: gradient of the loss without the penalty, same shape. lr: above 0. l1: at least 0.

    >>> l1_step([1.0, -1.0, 0.05], [0.0, 0.0, 0.0], lr=0.1, l1=1.0)
    array([ 0.9, -0.9,  0. ])
    """
    w, grad = float_array(w, "w"), float_array(grad, "grad")
    if grad.shape != w.shape:
        raise ValueError(f"grad must have the shape of w, {w.shape}, got {grad.shape}")
    lr, l1 = real_number(lr, "lr", above=0), real_number(l1, "l1", at_least=0)
    z = w - lr * grad
    return np.sign(z) * np.maximum(np.abs(z) - lr * l1, 0)
