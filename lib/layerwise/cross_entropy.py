"""Cross-entropy: how surprised the probabilities are by the right answers.

The loss of a classifier, computed from its scores (logits), never from probabilities: the logarithm and the
exponential of softmax cancel, and nothing can overflow or become log(0).
"""

from __future__ import annotations

import numpy as np

from .arguments import FloatArray, IntArray
from .softmax import log_softmax, softmax


def cross_entropy(logits: FloatArray, target: IntArray) -> float:
    """The mean over the batch of -log(probability given to the right class).

    logits: scores of shape (N, C). target: the right classes, shape (N,), ints in 0..C-1.
    With equal scores the loss is log(C): what a classifier that knows nothing pays.

    >>> round(cross_entropy(np.zeros((2, 3)), np.array([0, 2])), 4) == round(float(np.log(3)), 4)
    True
    """
    _check_target(logits, target)
    return float(-log_softmax(logits, dim=1)[np.arange(len(target)), target].mean())


def cross_entropy_backward(logits: FloatArray, target: IntArray) -> FloatArray:
    """(softmax(logits) - one_hot(target)) / N: the gradient with respect to the logits, shape (N, C).

    Each row pushes the right class up by what it lacks and the others down by what they have too much.

    >>> cross_entropy_backward(np.zeros((1, 2)), np.array([0]))
    array([[-0.5,  0.5]])
    """
    _check_target(logits, target)
    N = len(target)
    grad = softmax(logits, dim=1)
    grad[np.arange(N), target] -= 1
    return grad / N


def _check_target(logits: FloatArray, target: IntArray) -> None:
    """Refuse classes that have no column in logits: negative ones would silently count from the end."""
    if np.ndim(logits) != 2 or np.shape(target) != (len(logits),) or len(logits) == 0:
        raise ValueError(
            f"logits must have shape (N, C) and target (N,), got {np.shape(logits)} and {np.shape(target)}"
        )
    if np.asarray(target).dtype.kind not in "iu":
        raise TypeError(f"target must hold integer classes, got dtype {np.asarray(target).dtype}")
    if np.min(target) < 0 or np.max(target) >= logits.shape[1]:
        raise ValueError(
            f"target must be between 0 and {logits.shape[1] - 1}, got {np.min(target)} to {np.max(target)}"
        )
