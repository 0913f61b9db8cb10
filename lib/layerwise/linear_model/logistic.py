"""Logistic regression: the perceptron whose step is a sigmoid, and whose mistakes have a size."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, real_number
from ..functional.bce_with_logits import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_backward,
)


def logistic_gradient(w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike) -> tuple[float, FloatArray, float]:
    """Return the loss and its gradient with respect to w and b.

        z = X @ w + b,   p = sigmoid(z)
        loss   = mean of -(y * log(p) + (1 - y) * log(1 - p))
        grad_w = X.T @ (p - y) / N,   grad_b = mean of p - y

    Each example pulls by how far its p is from y: a sure mistake by almost 1, what is right by next to nothing. The
    perceptron pulls by 1 or not at all. The loss is computed from z, so no logarithm is ever taken of 0.

    w: (D,). b: a number. X: (N, D), N at least 1. y: (N,), 0 or 1.

    >>> logistic_gradient([0.0], 0.0, [[1.0], [3.0]], [0, 1])
    (0.6931471805599453, array([-0.5]), 0.0)
    """
    w, X = finite_array(w, "w"), float_matrix(finite_array(X, "X"), "X", "(N, D)")
    y, b = finite_array(y, "y"), real_number(b, "b")
    if w.shape != X.shape[1:]:
        raise ValueError(f"w must have shape ({X.shape[1]},), one weight a column of X, got shape {w.shape}")
    if y.shape != (len(X),):
        raise ValueError(f"y must have shape ({len(X)},), one label a row of X, got shape {y.shape}")
    if ((y != 0) & (y != 1)).any():
        raise ValueError(f"y must hold 0 and 1, got {y[(y != 0) & (y != 1)][0]:g}")
    z = X @ w + b
    loss = binary_cross_entropy_with_logits(z, y)
    grad_z = binary_cross_entropy_with_logits_backward(z, y)
    return float(loss), X.T @ grad_z, float(grad_z.sum())
