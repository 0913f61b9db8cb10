"""Cross-entropy: how surprised the probabilities are by the right answers.

The loss of a classifier, computed from its scores (logits), never from probabilities: the logarithm and the
exponential of softmax cancel, and nothing can overflow or become log(0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, real_number
from .class_targets import scores_and_classes
from .reduction import LossValue, reduce, reduce_backward
from .softmax import log_softmax, softmax


def cross_entropy(
    logits: ArrayLike, target: ArrayLike, reduction: str = "mean", label_smoothing: float = 0.0
) -> LossValue:
    """The mean over the batch of -(sum over classes of q * log(p)), with p = softmax(logits).

    q is what is asked for: 1 for the right class and 0 for the others, so that -log(p of the right class) is left.

    logits: scores of shape (N, C).
    target: the right classes, (N,), ints in 0..C-1; or probabilities q, (N, C), whose rows sum to 1.
    reduction: "mean", "sum", or "none" for one loss an example, (N,).
    label_smoothing: this part of each q is spread evenly over all classes: (1 - s) * q + s / C (Szegedy et al., 2016).

    With equal scores the loss is log(C): what a classifier that knows nothing pays.

    >>> round(cross_entropy(np.zeros((2, 3)), np.array([0, 2])), 4) == round(float(np.log(3)), 4)
    True
    """
    logits, q = _checked(logits, target, label_smoothing)
    return reduce(-(q * log_softmax(logits, dim=1)).sum(axis=1), reduction)


def cross_entropy_backward(
    logits: ArrayLike,
    target: ArrayLike,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
    grad_output: ArrayLike | None = None,
) -> FloatArray:
    """(softmax(logits) - q) / N: the gradient with respect to the logits, shape (N, C).

    Each row pushes the right class up by what it lacks and the others down by what they have too much.
    For reduction "sum" and "none" nothing is divided by N.
    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> cross_entropy_backward(np.zeros((1, 2)), np.array([0]))
    array([[-0.5,  0.5]])
    """
    logits, q = _checked(logits, target, label_smoothing)
    grad_losses = reduce_backward(grad_output, (len(logits),), reduction, logits.dtype)  # (N,)
    total = q.sum(axis=1, keepdims=True)  # 1, up to the rounding of soft targets
    return grad_losses[:, None] * (softmax(logits, dim=1) * total - q)


def _checked(logits: ArrayLike, target: ArrayLike, label_smoothing: float) -> tuple[FloatArray, FloatArray]:
    """Return the logits and q, both (N, C)."""
    logits = finite_array(logits, "logits")
    label_smoothing = real_number(label_smoothing, "label_smoothing", at_least=0, at_most=1)
    if np.ndim(target) == 2 and np.shape(target) == logits.shape:
        q = _probabilities(target).astype(logits.dtype, copy=False)
    else:
        logits, target = scores_and_classes(logits, target, "logits")
        q = np.zeros_like(logits)
        q[np.arange(len(target)), target] = 1
    if label_smoothing:
        q = (1 - label_smoothing) * q + label_smoothing / logits.shape[1]
    return logits, q


def _probabilities(target: ArrayLike) -> FloatArray:
    """Return soft targets, (N, C), after checking that each row is a distribution."""
    q = finite_array(target, "target")
    if q.size and q.min() < 0:
        raise ValueError(f"target must hold probabilities, at least 0, got {q.min():g}")
    off = np.abs(q.sum(axis=1) - 1)
    if q.size and off.max() > 1e-3:
        row = int(off.argmax())
        raise ValueError(f"each row of target must sum to 1, got {q[row].sum():g} in row {row}")
    return q
