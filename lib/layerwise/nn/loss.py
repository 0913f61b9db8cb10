"""The losses as objects: called with predictions and targets, asked for the gradient afterwards.

    loss_fn = CrossEntropyLoss()
    loss = loss_fn(logits, target)             forward: one number
    model.backward(loss_fn.backward())         backward starts here

Each is a function of the same idea with its options kept; the formulas stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike

from ..arguments import FloatArray, one_of, real_number
from ..functional.bce_with_logits import binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward
from ..functional.mse_loss import mse_loss, mse_loss_backward
from ..functional.multi_margin_loss import multi_margin_loss, multi_margin_loss_backward
from ..functional.nll_loss import nll_loss, nll_loss_backward
from ..functional.reduction import REDUCTIONS, LossValue


class Loss:
    """function(input, target, **options) when called, gradient(input, target, **options) in backward."""

    def __init__(
        self,
        function: Callable[..., LossValue],
        gradient: Callable[..., FloatArray],
        **options: Any,
    ) -> None:
        one_of(options["reduction"], "reduction", REDUCTIONS)
        self.function, self.gradient, self.options = function, gradient, options
        self._saved: tuple[ArrayLike, ArrayLike] | None = None

    def forward(self, input: ArrayLike, target: ArrayLike) -> LossValue:
        """Return the loss: a float, or for reduction="none" an array."""
        loss = self.function(input, target, **self.options)
        self._saved = (input, target)
        return loss

    def __call__(self, input: ArrayLike, target: ArrayLike) -> LossValue:
        return self.forward(input, target)

    def backward(self, grad_output: ArrayLike | None = None) -> FloatArray:
        """Return the gradient with respect to the input of the latest call: what the network's backward starts with."""
        if self._saved is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward was called before the loss was: call it with (input, target) first")
        return self.gradient(*self._saved, grad_output=grad_output, **self.options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.options.items())})"


class MSELoss(Loss):
    """The mean of (input - target)**2 over all entries.

    >>> loss_fn = MSELoss()
    >>> loss_fn([1.0, 2.0], [1.0, 4.0]), loss_fn.backward()
    (2.0, array([ 0., -2.]))
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__(mse_loss, mse_loss_backward, reduction=reduction)


class CrossEntropyLoss(Loss):
    """cross_entropy on scores (N, C), with classes (N,) or probabilities (N, C) as targets. No softmax before it.

    >>> loss_fn = CrossEntropyLoss()
    >>> round(loss_fn([[0.0, 0.0]], [1]), 4), loss_fn.backward()
    (0.6931, array([[ 0.5, -0.5]]))
    """

    def __init__(self, reduction: str = "mean", label_smoothing: float = 0.0) -> None:
        label_smoothing = real_number(label_smoothing, "label_smoothing", at_least=0, at_most=1)
        super().__init__(cross_entropy, cross_entropy_backward, reduction=reduction, label_smoothing=label_smoothing)


class NLLLoss(Loss):
    """nll_loss on log-probabilities (N, C), as LogSoftmax gives them, and classes (N,).

    >>> loss_fn = NLLLoss()
    >>> loss_fn([[-1.0, -2.0]], [1]), loss_fn.backward()
    (2.0, array([[ 0., -1.]]))
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__(nll_loss, nll_loss_backward, reduction=reduction)


class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy on scores of any shape, with probabilities of yes as targets. No sigmoid before it.

    >>> loss_fn = BCEWithLogitsLoss()
    >>> round(loss_fn([[0.0]], [[1.0]]), 4), loss_fn.backward()
    (0.6931, array([[-0.5]]))
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__(
            binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward, reduction=reduction
        )


class MultiMarginLoss(Loss):
    """The multi-class hinge loss on scores (N, C) and classes (N,).

    >>> loss_fn = MultiMarginLoss()
    >>> loss_fn([[3.0, 2.5, 0.0, 0.0]], [0]), loss_fn.backward()
    (0.125, array([[-0.25,  0.25,  0.  ,  0.  ]]))
    """

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        margin = real_number(margin, "margin")
        super().__init__(multi_margin_loss, multi_margin_loss_backward, margin=margin, reduction=reduction)
