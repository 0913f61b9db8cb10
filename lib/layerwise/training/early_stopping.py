"""EarlyStopping: stop when the validation loss no longer falls, and go back to where it was lowest.

train_until_stopped is the loop that asks it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..arguments import real_number, whole_number


class HasState(Protocol):
    """Anything with weights that can be copied out and in again: a Module, or whatever a learner writes."""

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return the weights by name."""

    def load_state_dict(self, state: dict[str, NDArray[Any]]) -> Any:
        """Set the weights."""


class EarlyStopping:
    """Ask after each epoch whether to stop: after `patience` epochs in a row without a better validation loss.

    Better means lower than the best so far by more than min_delta. While the training loss falls on, a rising
    validation loss says that the network has begun to learn the training examples by heart.
    Watch the validation set, never the test set: what decides when to stop can no longer be the judge.

    patience: epochs to wait, at least 1. min_delta: at least 0.

    best: the lowest loss. best_epoch: when that was; epochs count from 0. stopped: whether it is time to stop.

    >>> from layerwise.nn import Linear
    >>> model, stopper = Linear(1, 1, rng=0), EarlyStopping(patience=2)
    >>> for epoch, val_loss in enumerate([3.0, 2.0, 2.5, 2.2, 1.0]):
    ...     model.weight.data[:] = epoch
    ...     if stopper.step(val_loss, model):
    ...         break
    >>> epoch, stopper.best, stopper.best_epoch  # the second epoch in a row that was not better than epoch 1
    (3, 2.0, 1)
    >>> stopper.restore(model)
    >>> model.weight.data
    array([[1.]])
    """

    def __init__(self, patience: int = 5, min_delta: float = 0.0) -> None:
        self.patience = whole_number(patience, "patience", at_least=1)
        self.min_delta = real_number(min_delta, "min_delta", at_least=0)
        self.reset()

    def reset(self) -> None:
        """Forget everything, for a new training run."""
        self.best = math.inf
        self.best_epoch: int | None = None
        self.epoch = -1
        self.waited = 0
        self._best_state: dict[str, NDArray[Any]] | None = None

    @property
    def stopped(self) -> bool:
        """Whether patience has run out."""
        return self.waited >= self.patience

    def step(self, val_loss: float, model: HasState | None = None) -> bool:
        """Take note of this epoch's validation loss; return whether to stop. A copy of the best weights is kept.

        A loss that is not a number is no improvement.
        """
        self.epoch += 1
        if val_loss < self.best - self.min_delta:
            self.best, self.best_epoch, self.waited = float(val_loss), self.epoch, 0
            if model is not None:
                self._best_state = {name: np.array(array) for name, array in model.state_dict().items()}
        else:
            self.waited += 1
        return self.stopped

    def restore(self, model: HasState) -> None:
        """Give the model the weights of the best epoch."""
        if self._best_state is None:
            raise RuntimeError("there are no best weights to restore: step(val_loss, model) saw no model, or no number")
        model.load_state_dict(self._best_state)


def train_until_stopped(
    model: HasState,
    train_epoch: Callable[[Any], Mapping[str, float]],
    stopper: EarlyStopping,
    max_epochs: int,
) -> int:
    """Train epoch by epoch until the stopper says stop or max_epochs are over; return how many were trained.

        each epoch: losses = train_epoch(model), then stopper.step(losses["val"], model)
        at the end: stopper.restore(model), whoever ended it

    Only the validation loss decides. The test loss may be among the losses, to be drawn, and is not looked at: a test
    set that has chosen the epoch has seen the exam.

    train_epoch: trains the model for an epoch and returns its losses by name, "val" among them. max_epochs: at least 1.

    >>> from layerwise.nn import Linear
    >>> losses = iter([3.0, 2.0, 2.5, 2.2, 1.0])
    >>> model, stopper = Linear(1, 1, rng=0), EarlyStopping(patience=2)
    >>> train_until_stopped(model, lambda model: {"val": next(losses)}, stopper, max_epochs=5)
    4
    """
    max_epochs = whole_number(max_epochs, "max_epochs", at_least=1)
    trained = 0
    for _ in range(max_epochs):
        losses = train_epoch(model)
        if "val" not in losses:
            raise ValueError(f"train_epoch must return a loss called 'val', got {sorted(losses)}")
        trained += 1
        if stopper.step(losses["val"], model):
            break
    stopper.restore(model)
    return trained
