"""RMSprop: Adagrad that forgets, so that it does not come to a halt."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter
from .optimizer import Group, Optimizer, Params


class RMSprop(Optimizer):
    """Divide each step by the root of a running mean of the squared gradients.

        grad       = grad + weight_decay * param
        square_avg = alpha * square_avg + (1 - alpha) * grad**2          (starts at 0)
        step       = grad / (sqrt(square_avg) + eps)
        param      = param - lr * step

    With centered, the running variance takes the place of the mean square: sqrt(square_avg - grad_avg**2), where
    grad_avg is a running mean of the gradients. With momentum, velocity = momentum * velocity + step, and
    param = param - lr * velocity. alpha is how much is kept of the past (0.99 remembers about 100 steps); some books
    call it rho or decay_rate.

    (Tieleman and Hinton, COURSERA: Neural Networks for Machine Learning, lecture 6.5, 2012.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = RMSprop([w], lr=0.1, alpha=0.75)
    >>> w.grad = np.array([10.0, -0.1])
    >>> optimizer.step()
    >>> w.data.round(6)  # the first step has length lr / sqrt(1 - alpha)
    array([ 0.8, -1.8])
    """

    def __init__(
        self,
        params: Params,
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        super().__init__(
            params, lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum, centered=centered
        )

    def check(self, group: Group) -> None:
        """Refuse options that make no sense."""
        super().check(group)
        real_number(group["alpha"], "alpha", at_least=0, below=1)
        real_number(group["momentum"], "momentum", at_least=0, at_most=1)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter; state keeps square_avg and, where asked for, grad_avg and momentum_buffer."""
        if not state:
            state["square_avg"] = np.zeros_like(param.data)
            if group["centered"]:
                state["grad_avg"] = np.zeros_like(param.data)
            if group["momentum"]:
                state["momentum_buffer"] = np.zeros_like(param.data)

        alpha = group["alpha"]
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * param.data
        mean_square = state["square_avg"]
        mean_square *= alpha
        mean_square += (1 - alpha) * grad * grad
        if group["centered"]:
            state["grad_avg"] += (1 - alpha) * (grad - state["grad_avg"])
            mean_square = mean_square - state["grad_avg"] ** 2
        step = grad / (np.sqrt(mean_square) + group["eps"])
        if group["momentum"]:
            state["momentum_buffer"] *= group["momentum"]
            state["momentum_buffer"] += step
            step = state["momentum_buffer"]
        param.data -= group["lr"] * step
