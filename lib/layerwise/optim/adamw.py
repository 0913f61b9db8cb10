"""AdamW: Adam with weight decay that decays all weights alike."""

from __future__ import annotations

from typing import Any

from ..arguments import FloatArray
from ..nn.parameter import Parameter
from .adam import Adam
from .optimizer import Group, Params


class AdamW(Adam):
    """Adam, after a step of each weight towards 0 that the running means know nothing of.

        param = param - lr * weight_decay * param
        param = param - lr * mean / (sqrt(square) + eps)              (as in Adam, of grad alone)

    In Adam the penalty is part of the gradient, so it is divided by the root of the mean square like everything else:
    weights with large gradients hardly decay. Here every weight shrinks by the same factor.

    (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019.)

    >>> w = Parameter([1.0, -2.0])
    >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> w.grad = 0 * w.data  # nothing to learn: only the decay is left
    >>> optimizer.step()
    >>> w.data
    array([ 0.95, -1.9 ])
    """

    def __init__(
        self,
        params: Params,
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Shrink one parameter, then move it as Adam would without weight decay."""
        param.data *= 1 - group["lr"] * group["weight_decay"]
        self._update(param.data, grad, state, group)
