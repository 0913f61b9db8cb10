"""A two-layer network for classification, its gradients written out by hand.

The smallest network that can bend a decision boundary: linear, activation, linear, softmax. Trained by
full-batch gradient descent, so nothing is hidden in an optimizer: each update takes one step of size lr
against the gradient of the loss over all examples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, examples_and_labels, float_matrix, real_number, whole_number
from ..functional.activation_table import get_activation
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward


class MLP2:
    """logits = activation(X @ W1.T + b1) @ W2.T + b2, with D inputs, H hidden units and C classes.

    hidden_features: H, at least 1.
    activation: a name in ACTIVATIONS; "identity" leaves the nonlinearity out.
    lr: learning rate, the size of a step.
    epochs: how many steps; with the full batch, each is one pass over the data.
    weight_decay: strength of the L2 penalty, 0.5 * weight_decay * (sum of W1**2 and W2**2); biases are free.
    std: standard deviation of the initial weights; None means 1 / sqrt(number of inputs of the layer).
    seed: of the initial weights; the same seed gives the same network.

    After `fit`: W1 (H, D), b1 (H,), W2 (C, H), b2 (C,), a row of weights for each unit as in PyTorch; classes (C,);
    and losses (epochs + 1,), where losses[t] is the loss after t steps, penalty included.

    >>> X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    >>> MLP2(hidden_features=4, seed=1).fit(X, y).predict(X)
    array([0, 1, 1, 0])
    """

    W1: FloatArray
    b1: FloatArray
    W2: FloatArray
    b2: FloatArray

    def __init__(
        self,
        hidden_features: int,
        activation: str = "tanh",
        lr: float = 1.0,
        epochs: int = 1000,
        weight_decay: float = 0.0,
        std: float | None = None,
        seed: int = 0,
    ) -> None:
        self.hidden_features = whole_number(hidden_features, "hidden_features", at_least=1)
        self.activation = get_activation(activation)
        self.lr = real_number(lr, "lr", above=0)
        self.epochs = whole_number(epochs, "epochs", at_least=0)
        self.weight_decay = real_number(weight_decay, "weight_decay", at_least=0)
        self.std = None if std is None else real_number(std, "std", above=0)
        self.seed = whole_number(seed, "seed", at_least=0)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train on X of shape (N, D) and integer labels y of shape (N,); return self."""
        X, y = examples_and_labels(X, y)
        labels, target = np.unique(y, return_inverse=True)
        self.initialize(X.shape[1], len(labels))
        self.classes = labels
        losses = [self.step(X, target) for _ in range(self.epochs)]
        losses.append(self.loss(X, target))
        self.losses = np.array(losses)
        return self

    def initialize(self, in_features: int, classes: int) -> None:
        """Draw the weights from a normal distribution and set the biases to zero."""
        rng = np.random.default_rng(self.seed)
        D, H, C = in_features, self.hidden_features, classes
        std1, std2 = (1 / np.sqrt(D), 1 / np.sqrt(H)) if self.std is None else (self.std, self.std)
        self.W1, self.b1 = std1 * rng.standard_normal((D, H)).T, np.zeros(H)
        self.W2, self.b2 = std2 * rng.standard_normal((H, C)).T, np.zeros(C)
        self.classes = np.arange(C)

    def step(self, X: FloatArray, target: IntArray) -> float:
        """Move the parameters once, against the gradient; return the loss before the move.

        X: (N, D). target: (N,), the column of each example's class in the logits.
        """
        loss, grads = self.loss_and_gradients(X, target)
        for name, grad in grads.items():
            setattr(self, name, getattr(self, name) - self.lr * grad)
        return loss

    def loss_and_gradients(self, X: FloatArray, target: IntArray) -> tuple[float, dict[str, FloatArray]]:
        """Return the loss and its gradient with respect to each parameter, by name.

        Backward, each line undoes one line of the forward pass, last line first. A product's gradient is
        the upstream gradient times the other factor; a bias is added to every row, so its gradient is the
        sum over the rows.
        """
        z = X @ self.W1.T + self.b1  # (N, H)
        h = self.activation.forward(z)  # (N, H)
        logits = h @ self.W2.T + self.b2  # (N, C)
        loss = cross_entropy(logits, target) + self._penalty()

        grad_logits = cross_entropy_backward(logits, target)  # (N, C)
        grad_h = grad_logits @ self.W2  # (N, H)
        grad_z = self.activation.backward(grad_h, z)  # (N, H)
        return loss, {
            "W1": grad_z.T @ X + self.weight_decay * self.W1,
            "b1": grad_z.sum(axis=0),
            "W2": grad_logits.T @ h + self.weight_decay * self.W2,
            "b2": grad_logits.sum(axis=0),
        }

    def loss(self, X: FloatArray, target: IntArray) -> float:
        """Return the cross-entropy over all examples plus the L2 penalty."""
        return cross_entropy(self.logits(X), target) + self._penalty()

    def logits(self, X: ArrayLike) -> FloatArray:
        """Return the scores of each class for X of shape (N, D): shape (N, C)."""
        if not hasattr(self, "W1"):
            raise RuntimeError("this network has no weights yet: call fit(X, y) first")
        X = float_matrix(X, "X", "(N, D)")
        if X.shape[1] != self.W1.shape[1]:
            raise ValueError(f"X must have shape (N, {self.W1.shape[1]}), as in fit, got shape {X.shape}")
        return self.activation.forward(X @ self.W1.T + self.b1) @ self.W2.T + self.b2

    def predict(self, X: ArrayLike) -> IntArray:
        """Return the label with the highest score for each row of X: shape (N,)."""
        best = self.logits(X).argmax(axis=1)
        return self.classes[best]

    def _penalty(self) -> float:
        return 0.5 * self.weight_decay * float((self.W1**2).sum() + (self.W2**2).sum())


def fit_mlp2(
    X: ArrayLike,
    y: ArrayLike,
    hidden_features: int,
    activation: str = "tanh",
    lr: float = 1.0,
    epochs: int = 1000,
    seed: int = 0,
) -> Callable[[ArrayLike], IntArray]:
    """Train a two-layer network and return its `predict`, a function from X of shape (N, D) to labels (N,).

    X: examples, shape (N, D). y: integer labels, shape (N,). The other arguments are those of MLP2.

    >>> X, y = [[-2.0], [-1.0], [1.0], [2.0]], [1, 0, 0, 1]
    >>> predict = fit_mlp2(X, y, hidden_features=4)
    >>> predict([[-3.0], [0.0], [3.0]])
    array([1, 0, 1])
    """
    return MLP2(hidden_features, activation, lr, epochs, seed=seed).fit(X, y).predict
