"""The network of the boundary explorer: layerwise's MLP2, trained with whoever's activation and loss."""

from __future__ import annotations

import layerwise
from layerwise.arguments import FloatArray, IntArray

from ..activation_parts import acting
from ..own_parts import Parts


class Network(layerwise.MLP2):
    """MLP2 with an activation, its gradient and the gradient of the loss from `parts`."""

    def __init__(self, hidden_features: int, activation: str, seed: int, parts: Parts) -> None:
        super().__init__(hidden_features, activation, seed=seed)
        self.activation = acting(parts, activation)
        self._backward = parts["cross_entropy_backward"]

    def step(self, X: FloatArray, target: IntArray) -> float:
        """Move the parameters once; what the loss is, nobody asks here."""
        z = X @ self.W1.T + self.b1  # (N, H)
        h = self.activation.forward(z)  # (N, H)
        logits = h @ self.W2.T + self.b2  # (N, C)
        grad_logits = self._backward.numbers(logits.shape, logits, target)
        grad_z = self.activation.backward(grad_logits @ self.W2, z)
        self.W1, self.b1 = self.W1 - self.lr * (grad_z.T @ X), self.b1 - self.lr * grad_z.sum(axis=0)
        self.W2, self.b2 = self.W2 - self.lr * (grad_logits.T @ h), self.b2 - self.lr * grad_logits.sum(axis=0)
        return 0.0
