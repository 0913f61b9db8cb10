"""evaluate_model: what a compiled model says on examples."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import FloatArray, whole_number


def evaluate_model(model: Any, x: Any, y: Any, batch_size: int = 32) -> dict[str, float]:
    """Return {"loss": ...} and each metric of a compiled model as a mean over all examples, in evaluation mode.

    Batch by batch; a small last batch counts by its size. No weight moves. Afterwards the model is in the mode it was
    in. x: (N, ...). y: N targets, as the model's loss wants them.

    >>> from layerwise.keras import Dense, Sequential
    >>> model = Sequential(3, rng=0)
    >>> model.add(Dense(2, "softmax"))
    >>> model.compile("sparse_categorical_crossentropy", metrics=["accuracy"])
    >>> evaluate_model(model, np.zeros((5, 3)), np.array([0, 0, 0, 1, 1]), batch_size=2)["accuracy"]
    0.6
    """
    x, y = rows_of(x, y)
    batch_size = whole_number(batch_size, "batch_size", at_least=1)
    mode = model.training
    model.eval()
    totals: dict[str, float] = {}
    try:
        for start in range(0, len(x), batch_size):
            rows = slice(start, start + batch_size)
            add_batch(totals, model, model(x[rows]), y[rows])
    finally:
        model.train(mode)
    return {name: total / len(x) for name, total in totals.items()}


def add_batch(totals: dict[str, float], model: Any, pred: FloatArray, target: Any) -> None:
    """Add the loss and the metrics of a batch, each times its number of rows."""
    found = {name: metric(pred, target) for name, metric in model.metrics.items()}
    for name, value in {"loss": model.loss(pred, target), **found}.items():
        totals[name] = totals.get(name, 0.0) + float(value) * len(target)


def rows_of(x: Any, y: Any) -> tuple[Any, Any]:
    """Return x and y as arrays of equally many rows."""
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x and y must have the same number of rows, at least one, got {x.shape} and {y.shape}")
    return x, y
