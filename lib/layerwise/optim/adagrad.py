"""Adagrad: each number has its own learning rate, which falls the more that number has moved."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter
from .optimizer import Group, Optimizer, Params


class Adagrad(Optimizer):
    """Divide each step by the root of the sum of all squared gradients so far.

        grad  = grad + weight_decay * param
        sum   = sum + grad**2                                        (starts at initial_accumulator_value)
        param = param - lr / (1 + (step - 1) * lr_decay) * grad / (sqrt(sum) + eps)

    Rare features keep large steps, frequent ones get small ones. The sum only grows, so the steps only shrink: on a
    long run Adagrad can come to a halt before it has arrived.

    (Duchi, Hazan and Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, 2011.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = Adagrad([w], lr=0.5)
    >>> w.grad = np.array([10.0, -0.1])
    >>> optimizer.step()
    >>> w.data  # the first step has length lr, whatever the gradient's size
    array([ 0.5, -1.5])
    """

    def __init__(
        self,
        params: Params,
        lr: float = 0.01,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
    ) -> None:
        super().__init__(
            params,
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
        )

    def check(self, group: Group) -> None:
        """Refuse options that make no sense."""
        super().check(group)
        real_number(group["lr_decay"], "lr_decay", at_least=0)
        real_number(group["initial_accumulator_value"], "initial_accumulator_value", at_least=0)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter; the sum of its squared gradients is kept in state["sum"]."""
        if not state:
            state["step"] = 0
            state["sum"] = np.full_like(param.data, group["initial_accumulator_value"])
        state["step"] += 1
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * param.data
        state["sum"] += grad * grad
        lr = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
        param.data -= lr * grad / (np.sqrt(state["sum"]) + group["eps"])
