"""fit_model: set the last rows aside, shuffle the rest, train, and keep a history."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import random_generator, real_number, whole_number
from .evaluating import add_batch, evaluate_model, rows_of


def fit_model(
    model: Any,
    x: Any,
    y: Any,
    batch_size: int = 32,
    epochs: int = 1,
    validation_split: float = 0.0,
    shuffle: bool = True,
    rng: np.random.Generator | int | None = None,
) -> dict[str, list[float]]:
    """Train a compiled model; return a dict of lists with a number an epoch: loss, each metric, and val_... of both.

    validation_split: this part of the rows, the *last* ones as they come, is set aside before anything is shuffled:
        training keeps the first int(N * (1 - validation_split)). After each epoch the rows set aside are evaluated.
    shuffle: a new order of the training rows each epoch. The last batch of an epoch may be smaller.

    loss and metrics of an epoch are means over its examples *as they were met*, with weights that moved on the way, in
    training mode; evaluate_model on the same rows says something else.

    >>> from layerwise.keras import Dense, Sequential
    >>> model = Sequential(1, rng=0)
    >>> model.add(Dense(1))
    >>> model.compile("mse", "sgd")
    >>> x = np.linspace(-1, 1, 20).reshape(20, 1)
    >>> history = fit_model(model, x, 3 * x, epochs=200, batch_size=4, validation_split=0.2, rng=0)
    >>> sorted(history), len(history["loss"]), history["loss"][-1] < 0.01
    (['loss', 'val_loss'], 200, True)
    """
    x, y = rows_of(x, y)
    batch_size, epochs = whole_number(batch_size, "batch_size", at_least=1), whole_number(epochs, "epochs", at_least=1)
    split = real_number(validation_split, "validation_split", at_least=0, below=1)
    rng, kept = random_generator(rng), int(len(x) * (1 - split))
    if kept == 0:
        raise ValueError(f"validation_split must leave a row to train on, got {split:g} of {len(x)} rows")
    history: dict[str, list[float]] = {}
    for _ in range(epochs):
        order = rng.permutation(kept) if shuffle else np.arange(kept)
        totals: dict[str, float] = {}
        model.train()
        for start in range(0, kept, batch_size):
            rows = order[start : start + batch_size]
            model.optimizer.zero_grad()
            add_batch(totals, model, model(x[rows]), y[rows])
            model.backward(model.loss.backward())
            model.optimizer.step()
        epoch = {name: total / kept for name, total in totals.items()}
        if kept < len(x):
            found = evaluate_model(model, x[kept:], y[kept:], batch_size)
            epoch |= {f"val_{name}": value for name, value in found.items()}
        for name, value in epoch.items():
            history.setdefault(name, []).append(value)
    return history
