"""The negative log-likelihood: what a classifier pays that gives log-probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from .class_targets import scores_and_classes
from .reduction import LossValue, reduce, reduce_backward


def nll_loss(log_probs: ArrayLike, target: ArrayLike, reduction: str = "mean") -> LossValue:
    """The mean over the batch of -log_probs[n, target[n]].

    cross_entropy(logits, target) is nll_loss(log_softmax(logits), target) in one function.

    log_probs: logarithms of probabilities, (N, C), as log_softmax returns them; not probabilities, not scores.
    target: the right classes, (N,), ints in 0..C-1. reduction: "mean", "sum", or "none" for one loss an example.

    >>> nll_loss([[-1.0, -2.0], [-3.0, -4.0]], [0, 1])
    2.5
    """
    log_probs, target = scores_and_classes(log_probs, target, "log_probs")
    return reduce(-log_probs[np.arange(len(target)), target], reduction)


def nll_loss_backward(
    log_probs: ArrayLike, target: ArrayLike, reduction: str = "mean", grad_output: ArrayLike | None = None
) -> FloatArray:
    """-1 / N in the right class's column, 0 elsewhere: the gradient with respect to log_probs, shape (N, C).

    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> nll_loss_backward([[-1.0, -2.0], [-3.0, -4.0]], [0, 1])
    array([[-0.5,  0. ],
           [ 0. , -0.5]])
    """
    log_probs, target = scores_and_classes(log_probs, target, "log_probs")
    grad = np.zeros_like(log_probs)
    grad[np.arange(len(target)), target] = -reduce_backward(grad_output, target.shape, reduction, grad.dtype)
    return grad
