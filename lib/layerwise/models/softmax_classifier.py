"""The linear softmax classifier: one linear layer, no hidden units.

What a network is compared with: its decision boundaries are straight lines, whatever the training.
(Karpathy, CS231n notes, "Putting it together: Minimal Neural Network Case Study".)
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, examples_and_labels, float_matrix, real_number, whole_number
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward


class SoftmaxClassifier:
    """logits = X @ W.T + b, trained by full-batch gradient descent on the cross-entropy, from W = 0 and b = 0.

    lr: learning rate. epochs: how many steps. weight_decay: strength of the L2 penalty,
    0.5 * weight_decay * (sum of W**2). The loss has a single minimum, so starting from zero does no harm.

    After `fit`: W (C, D), b (C,), classes (C,), and losses (epochs + 1,), where losses[t] is the
    loss after t steps.

    >>> SoftmaxClassifier().fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]).predict([[-5.0], [5.0]])
    array([0, 1])
    """

    def __init__(self, lr: float = 1.0, epochs: int = 200, weight_decay: float = 0.0) -> None:
        self.lr = real_number(lr, "lr", above=0)
        self.epochs = whole_number(epochs, "epochs", at_least=0)
        self.weight_decay = real_number(weight_decay, "weight_decay", at_least=0)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train on X of shape (N, D) and integer labels y of shape (N,); return self."""
        X, y = examples_and_labels(X, y)
        self.classes, target = np.unique(y, return_inverse=True)
        self.W = np.zeros((len(self.classes), X.shape[1]))
        self.b = np.zeros(len(self.classes))
        losses = [self._loss(X, target)]
        for _ in range(self.epochs):
            grad_logits = cross_entropy_backward(X @ self.W.T + self.b, target)  # (N, C)
            self.W = self.W - self.lr * (grad_logits.T @ X + self.weight_decay * self.W)
            self.b = self.b - self.lr * grad_logits.sum(axis=0)
            losses.append(self._loss(X, target))
        self.losses = np.array(losses)
        return self

    def logits(self, X: ArrayLike) -> FloatArray:
        """Return the scores of each class for X of shape (N, D): shape (N, C)."""
        if not hasattr(self, "W"):
            raise RuntimeError("this classifier has no weights yet: call fit(X, y) first")
        X = float_matrix(X, "X", "(N, D)")
        if X.shape[1] != self.W.shape[1]:
            raise ValueError(f"X must have shape (N, {self.W.shape[1]}), as in fit, got shape {X.shape}")
        return X @ self.W.T + self.b

    def predict(self, X: ArrayLike) -> IntArray:
        """Return the label with the highest score for each row of X: shape (N,)."""
        best = self.logits(X).argmax(axis=1)
        return self.classes[best]

    def _loss(self, X: FloatArray, target: IntArray) -> float:
        penalty = 0.5 * self.weight_decay * float((self.W**2).sum())
        return cross_entropy(X @ self.W.T + self.b, target) + penalty
