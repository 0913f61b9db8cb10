"""Adam: momentum for the direction, RMSprop for the size, and both right from the first step."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter
from .optimizer import Group, Optimizer, Params


class Adam(Optimizer):
    """Running means of the gradient and of its square, each divided by how much of a mean it is yet.

        grad       = grad + weight_decay * param
        exp_avg    = beta1 * exp_avg    + (1 - beta1) * grad              (starts at 0)
        exp_avg_sq = beta2 * exp_avg_sq + (1 - beta2) * grad**2           (starts at 0)
        mean       = exp_avg    / (1 - beta1**t)                          (t = 1 at the first step)
        square     = exp_avg_sq / (1 - beta2**t)
        param      = param - lr * mean / (sqrt(square) + eps)

    The running means start at 0 and would be too small at first; 1 - beta**t is the part of the mean that has
    been filled, and dividing by it corrects that. eps is added to the corrected root, as in PyTorch; some books
    and Keras add it before the correction. weight_decay is an L2 penalty here; AdamW keeps it out of the means.

    (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = Adam([w], lr=0.1)
    >>> w.grad = np.array([10.0, -0.1])
    >>> optimizer.step()
    >>> w.data.round(6)  # the first step has length lr, whatever the gradient's size
    array([ 0.9, -1.9])
    """

    def __init__(
        self,
        params: Params,
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def check(self, group: Group) -> None:
        """Refuse options that make no sense."""
        super().check(group)
        if not isinstance(group["betas"], tuple | list) or len(group["betas"]) != 2:
            raise ValueError(f"betas must be two numbers, such as (0.9, 0.999), got {group['betas']!r}")
        for i, beta in enumerate(group["betas"]):
            real_number(beta, f"betas[{i}]", at_least=0, below=1)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter; state keeps step (t), exp_avg and exp_avg_sq."""
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * param.data
        self._update(param.data, grad, state, group)

    def _update(self, data: FloatArray, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """The formulas above, line by line, with every result written into an array that is there already.

        New arrays for each of the ten results would take a quarter more time; a test holds this
        form against the plain one.
        """
        if not state:
            state["step"] = 0
            state["exp_avg"], state["exp_avg_sq"] = np.zeros_like(data), np.zeros_like(data)
        state["step"] += 1
        t, (beta1, beta2) = state["step"], group["betas"]
        exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
        work = np.empty_like(data)

        np.multiply(grad, 1 - beta1, out=work)
        exp_avg *= beta1
        exp_avg += work

        np.multiply(grad, grad, out=work)
        work *= 1 - beta2
        exp_avg_sq *= beta2
        exp_avg_sq += work

        np.sqrt(exp_avg_sq, out=work)
        work /= math.sqrt(1 - beta2**t)
        work += group["eps"]
        np.divide(exp_avg, work, out=work)
        work *= group["lr"] / (1 - beta1**t)
        data -= work
