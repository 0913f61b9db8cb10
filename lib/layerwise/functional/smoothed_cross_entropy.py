"""Cross-entropy with label smoothing, and its gradient: asked for less than certainty, a network stops shouting.

A target of 1 can be reached only with scores that are infinitely far apart. With a little of it given to every class,
the best scores are finite. (Szegedy and others, Rethinking the Inception Architecture, 2016, section 7.)
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray
from .cross_entropy import cross_entropy, cross_entropy_backward


def smoothed_cross_entropy(
    logits: ArrayLike, target: ArrayLike, label_smoothing: float = 0.1
) -> tuple[float, FloatArray]:
    """The loss -(sum of q * log_softmax(logits)), the mean over the batch, and its gradient (softmax(logits) - q) / N.

    q is label_smoothing / C for each of the C classes, and 1 - label_smoothing more for the right one.

    logits: (N, C). target: (N,), ints in 0..C-1. label_smoothing: 0 to 1.
    Returns the loss, and its gradient with respect to the logits, (N, C).

    >>> loss, grad = smoothed_cross_entropy([[0.0, 0.0]], [0], 0.2)
    >>> round(loss, 4), grad
    (0.6931, array([[-0.4,  0.4]]))
    """
    loss = cross_entropy(logits, target, label_smoothing=label_smoothing)
    return loss, cross_entropy_backward(logits, target, label_smoothing=label_smoothing)
