"""NesterovSGD: momentum that looks one step ahead, in a class of its own so that it can be read by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter
from .optimizer import Group, Optimizer, Params


class NesterovSGD(Optimizer):
    """SGD(nesterov=True), as PyTorch writes it.

        velocity = momentum * velocity + grad                (starts at 0)
        step     = grad + momentum * velocity
        param    = param - lr * step

    Nesterov's own form takes the gradient at the point that momentum alone is about to reach:

        velocity = momentum * velocity + grad(x - lr * momentum * velocity)
        x        = x - lr * velocity

    Call that point param, param = x - lr * momentum * velocity, and the second form becomes the first, which needs
    the gradient only where the parameter is.

    params: Parameters or groups. lr: above 0. momentum: above 0, at most 1.
    (Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, 2013.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = NesterovSGD([w], lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     w.grad = 2 * w.data  # of w**2
    ...     optimizer.step()
    >>> w.data  # 1 - 0.1 * (2 + 0.5 * 2), then 0.7 - 0.1 * (1.4 + 0.5 * (0.5 * 2 + 1.4))
    array([ 0.44, -0.88])
    """

    def __init__(self, params: Params, lr: float = 0.001, momentum: float = 0.9) -> None:
        super().__init__(params, lr=lr, momentum=momentum)

    def check(self, group: Group) -> None:
        """Refuse options that make no sense."""
        super().check(group)
        real_number(group["momentum"], "momentum", above=0, at_most=1)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter; its velocity is kept in state["momentum_buffer"]."""
        if not state:
            state["momentum_buffer"] = np.zeros_like(param.data)
        velocity = state["momentum_buffer"]
        velocity *= group["momentum"]
        velocity += grad
        param.data -= group["lr"] * (grad + group["momentum"] * velocity)
