"""Training, validation and test examples: what is learned from, what decides, and what judges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, float_array, random_generator, real_number


class Split(NamedTuple):
    """Three sets of examples with their labels, and the statistics that they were standardized with.

    >>> Split._fields
    ('X_train', 'y_train', 'X_val', 'y_val', 'X_test', 'y_test', 'mean', 'std')
    """

    X_train: FloatArray
    y_train: NDArray
    X_val: FloatArray
    y_val: NDArray
    X_test: FloatArray
    y_test: NDArray
    mean: FloatArray
    std: FloatArray


def split(
    X: ArrayLike,
    y: ArrayLike,
    val_fraction: float = 0.2,
    test_fraction: float = 0.2,
    stratify: bool = True,
    standardize: bool = True,
    rng: np.random.Generator | int | None = 0,
) -> Split:
    """Return training, validation and test sets: no example in two of them, each class in its share.

        X = (X - mean) / std        with mean and std of the *training* examples, for all three sets

    A mean over all examples would tell the network something about the test set before the test. Features that do not
    vary in the training set are shifted only (std counts as 1).

    X: examples, shape (N, ...). y: labels, shape (N,). val_fraction, test_fraction: parts of N, from 0 on, together
    below 1. stratify: take these parts of every class (y must hold ints), so that a rare class is in all three sets.
    With standardize=False, mean is 0 and std 1.

    >>> X, y = np.arange(20.0).reshape(10, 2), np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    >>> parts = split(X, y)
    >>> np.bincount(parts.y_train), np.bincount(parts.y_val), np.bincount(parts.y_test)
    (array([3, 3]), array([1, 1]), array([1, 1]))
    >>> bool(np.allclose(parts.X_train.mean(axis=0), 0)), bool(np.allclose(parts.X_test.mean(axis=0), 0))
    (True, False)
    """
    X, labels, rng = float_array(X, "X"), np.asarray(y), random_generator(rng)
    val_fraction = real_number(val_fraction, "val_fraction", at_least=0, below=1)
    test_fraction = real_number(test_fraction, "test_fraction", at_least=0, below=1)
    if val_fraction + test_fraction >= 1:
        raise ValueError(
            f"val_fraction and test_fraction must leave something to train on, got {val_fraction:g} + {test_fraction:g}"
        )
    if X.ndim == 0 or labels.shape[:1] != X.shape[:1] or len(X) == 0:
        raise ValueError(f"X and y must have the same number of rows, at least one, got {X.shape} and {labels.shape}")
    if stratify and (labels.ndim != 1 or labels.dtype.kind not in "iub"):
        raise TypeError(
            f"y must hold one integer class a row to be stratified, got {labels.dtype} of shape {labels.shape}; "
            "for other targets say stratify=False"
        )

    groups = [np.flatnonzero(labels == k) for k in np.unique(labels)] if stratify else [np.arange(len(X))]
    parts: tuple[list[NDArray], ...] = ([], [], [])  # train, val, test
    for rows in groups:
        rows = rng.permutation(rows)
        val = round(val_fraction * len(rows))
        test = min(round(test_fraction * len(rows)), len(rows) - val)
        for part, chosen in zip(parts, np.split(rows, [len(rows) - val - test, len(rows) - test]), strict=True):
            part.append(chosen)
    train, val_rows, test_rows = (rng.permutation(np.concatenate(part)) for part in parts)
    if len(train) == 0:
        raise ValueError(f"no example is left to train on: {len(X)} are too few for these fractions")

    mean, std = np.zeros_like(X[0]), np.ones_like(X[0])
    if standardize:
        constant = X[train].min(axis=0) == X[train].max(axis=0)
        mean, std = X[train].mean(axis=0), np.where(constant, 1, X[train].std(axis=0))
    sets = [((X[rows] - mean) / std, labels[rows]) for rows in (train, val_rows, test_rows)]
    return Split(*sets[0], *sets[1], *sets[2], mean, std)
