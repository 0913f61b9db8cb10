"""clip_grad_norm_: shorten the gradient where it is too long to be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ..arguments import real_number
from ..nn.parameter import Parameter


def clip_grad_norm_(parameters: Iterable[Parameter], max_norm: float, error_if_nonfinite: bool = True) -> float:
    """Scale all gradients by one factor, so that together they are no longer than max_norm; return their norm before.

        norm = sqrt(sum of the squares of all entries of all gradients)
        grad = grad * min(1, max_norm / (norm + 1e-6))

    The direction stays. A cliff in the loss would otherwise throw the parameters far away in a single step
    (Pascanu, Mikolov and Bengio, 2013).

    max_norm: above 0. error_if_nonfinite: refuse a norm that is nan or inf, which no factor can repair (PyTorch's
    default is to go on, with nan everywhere).

    >>> w = Parameter([0.0, 0.0])
    >>> w.grad = np.array([30.0, 40.0])
    >>> clip_grad_norm_([w], max_norm=5.0)
    50.0
    >>> w.grad.round(4)
    array([3., 4.])
    """
    max_norm = real_number(max_norm, "max_norm", above=0)
    grads = [param.grad for param in parameters if param.grad is not None]
    norm = math.sqrt(sum(float(np.vdot(grad, grad)) for grad in grads))
    if error_if_nonfinite and not math.isfinite(norm):
        raise ValueError(
            f"the gradients' norm is {norm}: lower lr, or look for a division by zero or log(0) in the loss"
        )
    factor = max_norm / (norm + 1e-6)
    if factor < 1 or math.isnan(factor):
        for grad in grads:
            with np.errstate(invalid="ignore"):  # inf * 0, where it was allowed
                grad *= factor
    return norm
