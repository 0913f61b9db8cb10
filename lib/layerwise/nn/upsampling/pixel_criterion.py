"""PixelCrossEntropyLoss: the loss of a segmentation, as an object that a trainer can call and ask for the gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, float_array
from ...functional.segmentation.pixel_loss import pixel_cross_entropy


class PixelCrossEntropyLoss:
    """pixel_cross_entropy on scores (N, C, H, W) and classes (N, H, W). No softmax before it.

    weight: (C,), how much a pixel of each class counts; None: all the same. ignore_index: the target of pixels that do
    not count. function: what computes loss and gradient from (logits, target, weight, ignore_index).
    In PyTorch, nn.CrossEntropyLoss takes both kinds of scores.

    >>> loss_fn = PixelCrossEntropyLoss()
    >>> round(loss_fn(np.zeros((1, 2, 1, 1)), [[[1]]]), 4), loss_fn.backward()[0, :, 0, 0]
    (0.6931, array([ 0.5, -0.5]))
    """

    def __init__(
        self,
        weight: ArrayLike | None = None,
        ignore_index: int = -100,
        function: Callable[..., tuple[float, FloatArray]] = pixel_cross_entropy,
    ) -> None:
        self.weight, self.ignore_index, self.function = weight, ignore_index, function
        self._grad: FloatArray | None = None

    def __call__(self, logits: ArrayLike, target: ArrayLike) -> float:
        """Return the loss."""
        logits = float_array(logits, "logits")
        weight = np.ones(logits.shape[1], logits.dtype) if self.weight is None else self.weight
        loss, self._grad = self.function(logits, target, weight, self.ignore_index)
        return loss

    def backward(self) -> FloatArray:
        """Return the gradient with respect to the logits of the latest call."""
        if self._grad is None:
            raise RuntimeError(
                "PixelCrossEntropyLoss.backward was called before the loss was: call it with (logits, target)"
            )
        return self._grad
