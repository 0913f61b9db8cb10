"""Softmax regression: C lines that compete, one for each class."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, examples_and_labels, finite_array, float_matrix, real_number
from ..functional.cross_entropy import cross_entropy_backward


def softmax_regression_step(
    W: ArrayLike, b: ArrayLike, X: ArrayLike, y: ArrayLike, lr: float
) -> tuple[FloatArray, FloatArray]:
    """Return W and b after one step of gradient descent on the mean cross-entropy.

        p = softmax(X @ W.T + b)                  rows add up to 1
        grad_logits = (p - one_hot(y)) / N
        W = W - lr * grad_logits.T @ X,   b = b - lr * column sums of grad_logits

    The row of the right class moves towards x, and every other row away from it, by the probability that it took.
    Row by row the pulls cancel: what one class gains, the others lose.

    W: (C, D). b: (C,). X: (N, D). y: (N,), whole numbers 0..C-1. lr: a number.

    >>> softmax_regression_step([[0.0], [0.0]], [0.0, 0.0], [[2.0]], [1], lr=1.0)
    (array([[-1.],
           [ 1.]]), array([-0.5,  0.5]))
    """
    W, b = float_matrix(finite_array(W, "W"), "W", "(C, D)"), finite_array(b, "b")
    X, y = examples_and_labels(finite_array(X, "X"), y)
    lr = real_number(lr, "lr", at_least=0)
    if W.shape[1] != X.shape[1]:
        raise ValueError(f"W must have a column for each of X's {X.shape[1]} features, got shape {W.shape}")
    if b.shape != (len(W),):
        raise ValueError(f"b must have shape ({len(W)},), one a row of W, got shape {b.shape}")
    if y.min() < 0 or y.max() >= len(W):
        raise ValueError(f"y must lie between 0 and {len(W) - 1}, one class a row of W, got {y.min()} to {y.max()}")
    grad_logits = cross_entropy_backward(X @ W.T + b, y)
    return W - lr * grad_logits.T @ X, b - lr * grad_logits.sum(axis=0)
