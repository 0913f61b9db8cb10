"""One step of training: the five lines that every training loop repeats.

Forward, loss, backward, update, and before them a clean slate, because gradients add up until somebody clears them.
"""

from __future__ import annotations

from typing import Protocol

from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..nn.module import Module
from ..optim.optimizer import Optimizer


class LossFunction(Protocol):
    """What a loss module does: a number for the scores, then the gradient with respect to them."""

    def __call__(self, logits: FloatArray, target: ArrayLike, /) -> float | FloatArray:
        """Return the loss."""

    def backward(self) -> FloatArray:
        """Return the gradient of the loss with respect to the scores of the latest call."""


def train_step(model: Module, loss_fn: LossFunction, optimizer: Optimizer, X: ArrayLike, target: ArrayLike) -> float:
    """Move the model's parameters once, against the gradient of the loss on this batch; return the loss before.

        optimizer.zero_grad()                     forget the gradients of the step before
        logits = model(X)                         forward, (N, C)
        loss = loss_fn(logits, target)            one number
        model.backward(loss_fn.backward())        backward: every parameter gets its gradient
        optimizer.step()                          every parameter moves

    One call is one update. An epoch is a pass over all the data: with N examples in batches of B it is N / B updates.

    model: a Module. loss_fn: a loss such as CrossEntropyLoss. optimizer: one that holds the model's parameters.
    X: a batch of inputs. target: what the loss compares with, such as the right classes (N,).

    >>> import numpy as np
    >>> from layerwise.nn import CrossEntropyLoss, Linear
    >>> from layerwise.optim import SGD
    >>> model = Linear(2, 2, rng=0)
    >>> optimizer = SGD(model.parameters(), lr=1.0)
    >>> X, target = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    >>> losses = [train_step(model, CrossEntropyLoss(), optimizer, X, target) for _ in range(20)]
    >>> losses[0] > 0.3 > 0.2 > losses[-1]
    True
    """
    optimizer.zero_grad()
    logits = model(X)
    loss = loss_fn(logits, target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return float(loss)
