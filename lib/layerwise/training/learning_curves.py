"""diagnose: what the learning curves say about a network: too little, too much, or fine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..arguments import real_number, whole_number


def diagnose(curves: Mapping[str, Sequence[float]], target: float = 0.9, max_gap: float = 0.05, last: int = 3) -> str:
    """Return "underfitting", "overfitting" or "fine", from the accuracies of the last epochs.

        train, val  = mean accuracy over the last epochs, on training and validation examples
        underfitting  if train < target              it cannot even do what it has seen
        overfitting   if train - val > max_gap       it does what it has seen, and not much else
        fine          otherwise

    In this order: a network that has not learned the training examples has no knowledge to generalize.
    The training curve alone cannot tell overfitting from fine.

    curves: a history with "train_accuracy" and "val_accuracy", one number an epoch. target: the training accuracy that
    the task allows. last: how many epochs at the end are averaged, because single epochs jump.

    >>> diagnose({"train_accuracy": [0.5, 0.8, 1.0], "val_accuracy": [0.5, 0.7, 0.7]}, last=1)
    'overfitting'
    """
    target = real_number(target, "target", above=0, at_most=1)
    max_gap, last = real_number(max_gap, "max_gap", at_least=0), whole_number(last, "last", at_least=1)
    means = []
    for name in ("train_accuracy", "val_accuracy"):
        if name not in curves:
            raise ValueError(f"curves must have 'train_accuracy' and 'val_accuracy', got {sorted(curves)}")
        values = np.asarray(curves[name], dtype=float)
        if values.ndim != 1 or values.size == 0 or not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"curves[{name!r}] must be accuracies between 0 and 1, one an epoch, got {curves[name]!r}")
        means.append(values[-last:].mean())
    train, val = means
    if train < target:
        return "underfitting"
    return "overfitting" if train - val > max_gap else "fine"
