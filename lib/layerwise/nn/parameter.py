"""Parameter: an array that is learned, together with its gradient.

A layer's backward pass adds to `grad`; an optimizer reads `grad` and changes `data`; nothing else is needed to train.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array


class Parameter:
    """data, the numbers that are learned, and grad, the gradient of the loss with respect to them.

    data: the starting values, any shape; copied. float32 stays float32, integers become float64.
    requires_grad: False freezes the parameter: backward passes and optimizers leave it out.

    grad is None until a backward pass has reached the parameter. Gradients add up over backward passes until
    zero_grad(): a parameter that is used twice gets the sum of both gradients, as the chain rule asks.

    >>> weight = Parameter([1.0, 2.0])
    >>> weight.accumulate_grad(np.array([10.0, 20.0]))
    >>> weight.accumulate_grad(np.array([1.0, 1.0]))
    >>> weight.grad
    array([11., 21.])
    """

    def __init__(self, data: ArrayLike, requires_grad: bool = True) -> None:
        self.data: FloatArray = float_array(data, "data").copy()
        self.grad: FloatArray | None = None
        self.requires_grad = requires_grad

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of data, which is also that of grad."""
        return self.data.shape

    @property
    def size(self) -> int:
        """How many numbers data holds."""
        return self.data.size

    @property
    def dtype(self) -> np.dtype:
        """The dtype of data, which is also that of grad."""
        return self.data.dtype

    def accumulate_grad(self, grad: ArrayLike) -> None:
        """Add `grad`, of data's shape, to the gradient: for layers to call in backward. A frozen parameter ignores it.

        The first array is kept without a copy, so whoever gives it must not write into it afterwards.
        """
        if not self.requires_grad:
            return
        grad = np.asarray(grad, dtype=self.dtype)
        if grad.shape != self.shape:
            raise ValueError(f"grad must have the shape of the parameter, {self.shape}, got {grad.shape}")
        self.grad = grad if self.grad is None else np.asarray(self.grad + grad)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def __repr__(self) -> str:
        frozen = "" if self.requires_grad else ", requires_grad=False"
        return f"Parameter(shape={self.shape}, dtype={self.dtype}{frozen})"
