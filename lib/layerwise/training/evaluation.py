"""evaluate and predict: what a trained network gives, batch by batch, in evaluation mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..data.dataloader import DataLoader
from ..nn.module import Module
from .step import LossFunction


def predict(model: Module, X: ArrayLike, batch_size: int = 256) -> FloatArray:
    """Return model(X), computed in batches: outputs of shape (N, ...), such as logits (N, C).

    In evaluation mode: Dropout passes everything and BatchNorm uses its running statistics, so an example's output
    does not depend on which others are in its batch. Afterwards the model is in the mode it was in before.

    >>> from layerwise.nn import Linear
    >>> predict(Linear(3, 2, rng=0), np.zeros((5, 3)), batch_size=2).shape
    (5, 2)
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return np.concatenate([model(batch) for batch in DataLoader(X, batch_size=batch_size)])
    finally:
        for module, training in modes:
            module.training = training


def evaluate(model: Module, loss_fn: LossFunction, loader: Iterable[tuple[FloatArray, Any]]) -> dict[str, float]:
    """Return {"loss": ...} as a mean over all examples, and for classifiers also {"accuracy": ...}.

    loader: yields batches (X, target), such as a DataLoader; the loss is taken as a mean over its batch. In
    evaluation mode, as in predict.

    >>> from layerwise.nn import CrossEntropyLoss, Linear
    >>> loader = DataLoader(np.zeros((4, 3)), np.array([0, 1, 0, 1]), batch_size=3)
    >>> sorted(evaluate(Linear(3, 2, rng=0), CrossEntropyLoss(), loader))
    ['accuracy', 'loss']
    """
    running = RunningMean()
    for X, target in loader:
        output = predict(model, X, batch_size=len(X))
        running.add(float(loss_fn(output, target)), output, target)
    return running.means()


class RunningMean:
    """The mean loss and accuracy of the batches so far; a small last batch counts by its size.

    >>> running = RunningMean()
    >>> running.add(1.0, np.zeros((3, 1)), np.zeros((3, 1)))
    >>> running.add(5.0, np.zeros((1, 1)), np.zeros((1, 1)))
    >>> running.means()
    {'loss': 2.0}
    """

    def __init__(self) -> None:
        self.examples, self.loss, self.hits = 0, 0.0, 0
        self.classifies = True

    def add(self, loss: float, output: FloatArray, target: ArrayLike) -> None:
        """Take note of one batch: its mean loss, the outputs and what they should be."""
        target = np.asarray(target)
        self.examples += len(output)
        self.loss += loss * len(output)
        if output.ndim == 2 and target.shape == output.shape[:1] and target.dtype.kind in "iu":
            self.hits += int((output.argmax(axis=1) == target).sum())
        else:
            self.classifies = False

    def means(self) -> dict[str, float]:
        """Mean loss and, where all targets were classes, accuracy."""
        if self.examples == 0:
            raise ValueError("loader must yield at least one batch, got none")
        means = {"loss": self.loss / self.examples}
        return {**means, "accuracy": self.hits / self.examples} if self.classifies else means
