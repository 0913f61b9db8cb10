"""compile_model: three words become a loss, an optimizer and metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..arguments import FloatArray, one_of
from ..nn.module import Module
from ..nn.parameter import Parameter
from ..optim.adam import Adam
from ..optim.optimizer import Optimizer
from ..optim.rmsprop import RMSprop
from ..optim.sgd import SGD
from . import losses

Metric = Callable[[FloatArray, Any], float]
MakeOptimizer = Callable[[list[Parameter]], Optimizer]

OPTIMIZERS: dict[str, MakeOptimizer] = {  # with Keras's settings, which are not PyTorch's
    "sgd": lambda params: SGD(params, lr=0.01),
    "adam": lambda params: Adam(params, lr=0.001, eps=1e-7),
    "rmsprop": lambda params: RMSprop(params, lr=0.001, alpha=0.9, eps=1e-7),
}


def compile_model(
    model: Module,
    loss: Any,
    optimizer: str | MakeOptimizer = "rmsprop",
    metrics: Sequence[str] = (),
) -> None:
    """Give `model` three attributes: loss, optimizer, and metrics, a dict from names to functions (pred, target).

    loss: "mse", "binary_crossentropy", "categorical_crossentropy" (targets with a column a class),
        "sparse_categorical_crossentropy" (targets that are class numbers), or a loss. The cross-entropies expect
        probabilities.
    optimizer: "sgd" (lr 0.01), "adam" (lr 0.001, eps 1e-7), "rmsprop" (lr 0.001, alpha 0.9, eps 1e-7), or a function
        that makes one of a list of parameters. Each model gets one of its own.
    metrics: names, of "accuracy" and "mae".

    >>> from layerwise.nn import Linear
    >>> model = Linear(2, 3, rng=0)
    >>> compile_model(model, "sparse_categorical_crossentropy", "adam", ["accuracy"])
    >>> round(model.loss([[0.25, 0.25, 0.5]], [2]), 4)
    0.6931
    >>> model.optimizer.param_groups[0]["lr"]
    0.001
    """
    model.loss = losses.get(loss)
    make = OPTIMIZERS[one_of(optimizer, "optimizer", OPTIMIZERS)] if isinstance(optimizer, str) else optimizer
    model.optimizer = make(model.parameters())
    model.metrics = {name: METRICS[one_of(name, "metrics", METRICS)] for name in metrics}


def accuracy(pred: FloatArray, target: Any) -> float:
    """Return the fraction that is right, whichever way the targets are written.

    pred (N, 1): yes above 0.5, target (N, 1). pred (N, C): the largest is the class; target (N,) or (N, C).

    >>> accuracy(np.array([[0.2, 0.8], [0.9, 0.1]]), np.array([1, 1]))
    0.5
    """
    target = np.asarray(target)
    if pred.shape[1] == 1:
        return float(((pred > 0.5) == (target > 0.5)).mean())
    named = target.argmax(axis=1) if target.ndim == 2 else target
    return float((pred.argmax(axis=1) == named).mean())


def mae(pred: FloatArray, target: Any) -> float:
    """Return the mean absolute error."""
    return float(np.abs(pred - np.asarray(target)).mean())


METRICS: dict[str, Metric] = {"accuracy": accuracy, "mae": mae}
