"""SGD: walk downhill, with or without a memory of the way so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter
from .optimizer import Group, Optimizer, Params


def sgd_step(params: Iterable[Parameter], lr: float) -> None:
    """Take one step of plain gradient descent: param = param - lr * grad, for each Parameter in params.

    A parameter whose grad is None stays where it is; gradients are left alone. lr: above 0.
    SGD, below, keeps what it needs for further steps.

    >>> w = Parameter([1.0, -2.0])
    >>> w.grad = 2 * w.data  # of w**2
    >>> sgd_step([w], lr=0.25)
    >>> w.data
    array([ 0.5, -1. ])
    """
    real_number(lr, "lr", above=0)
    for param in params:
        if not isinstance(param, Parameter):
            raise TypeError(f"params must hold Parameters, got a {type(param).__name__}: pass model.parameters()")
        if param.grad is not None:
            param.data -= lr * param.grad


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum, Nesterov's look ahead, and weight decay.

        grad     = grad + weight_decay * param
        velocity = momentum * velocity + (1 - dampening) * grad      (at the first step: velocity = grad)
        step     = velocity, or, with nesterov, grad + momentum * velocity
        param    = param - lr * step

    Without momentum, step = grad. The velocity is a running sum of gradients: where they agree it grows, up to
    1 / (1 - momentum) times as large; where they alternate they cancel. It is not multiplied by lr, as it is
    in many books: the two are the same as long as lr does not change.

    params: Parameters or groups. lr: above 0. momentum: 0 to 1, usually 0.9. weight_decay: L2 penalty, at least 0.
    (Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, 2013.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = SGD([w], lr=0.1, momentum=0.9)
    >>> for _ in range(2):
    ...     w.grad = 2 * w.data  # of w**2
    ...     optimizer.step()
    >>> w.data  # 1 - 0.1 * 2, then 0.8 - 0.1 * (0.9 * 2 + 1.6)
    array([ 0.46, -0.92])
    """

    def __init__(
        self,
        params: Params,
        lr: float = 0.001,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(
            params, lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov
        )

    def check(self, group: Group) -> None:
        """Refuse options that make no sense."""
        super().check(group)
        momentum = real_number(group["momentum"], "momentum", at_least=0, at_most=1)
        dampening = real_number(group["dampening"], "dampening", at_least=0, at_most=1)
        if group["nesterov"] and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"nesterov needs momentum > 0 and dampening = 0, got momentum={momentum:g}, dampening={dampening:g}"
            )

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter; its velocity is kept in state["momentum_buffer"]."""
        lr, momentum = group["lr"], group["momentum"]
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * param.data
        if momentum:
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = grad.copy()
            else:
                velocity = state["momentum_buffer"]
                velocity *= momentum
                velocity += grad if not group["dampening"] else (1 - group["dampening"]) * grad
            velocity = state["momentum_buffer"]
            grad = grad + momentum * velocity if group["nesterov"] else velocity
        param.data -= lr * grad
