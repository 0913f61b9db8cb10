"""DataLoader: the examples in small batches, in a new order each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import random_generator, whole_number


class DataLoader:
    """Go through arrays batch by batch; each `for` loop over it is one epoch.

    arrays: any number, all with the same first dimension N: DataLoader(X, y). Row i of each belongs together and
    stays together. batch_size: rows a batch; the last one is smaller where N is no multiple.
    shuffle: a new order each epoch (True in training, so that no batch is always the same). drop_last: leave out
    the smaller last batch: BatchNorm cannot do with a batch of one. rng: a generator, a seed, or None.

    Yields a tuple with one array for each of `arrays`: copies if shuffled, views otherwise. With one array, the array.

    >>> X, y = np.arange(10.0).reshape(5, 2), np.array([0, 1, 2, 3, 4])
    >>> loader = DataLoader(X, y, batch_size=2, shuffle=True, rng=0)
    >>> [labels.tolist() for _, labels in loader]
    [[2, 4], [3, 0], [1]]
    >>> [labels.tolist() for _, labels in loader]
    [[4, 1], [2, 0], [3]]
    """

    def __init__(
        self,
        *arrays: ArrayLike,
        batch_size: int = 32,
        shuffle: bool = False,
        drop_last: bool = False,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        self.arrays = tuple(np.asarray(array) for array in arrays)
        self.batch_size = whole_number(batch_size, "batch_size", at_least=1)
        self.shuffle = bool(shuffle)
        self.drop_last = bool(drop_last)
        self.rng = random_generator(rng)

        if not self.arrays:
            raise ValueError("arrays must be at least one, got none: DataLoader(X, y, batch_size=32)")
        if any(array.ndim == 0 for array in self.arrays):
            raise ValueError("arrays must have a first dimension to go through, got a single number; batch_size=...?")
        lengths = [len(array) for array in self.arrays]
        if len(set(lengths)) > 1:
            raise ValueError(f"arrays must have the same number of rows, got {', '.join(map(str, lengths))}")
        if lengths[0] == 0:
            raise ValueError("arrays must have at least one row, got none")
        if self.drop_last and lengths[0] < self.batch_size:
            raise ValueError(f"drop_last would leave nothing: {lengths[0]} rows are no batch of {self.batch_size}")

    def __len__(self) -> int:
        """How many batches an epoch has."""
        full, rest = divmod(len(self.arrays[0]), self.batch_size)
        return full + bool(rest and not self.drop_last)

    def __iter__(self) -> Iterator[Any]:
        N = len(self.arrays[0])
        order: NDArray[np.int64] | None = self.rng.permutation(N) if self.shuffle else None
        for i in range(len(self)):
            rows = slice(i * self.batch_size, (i + 1) * self.batch_size)
            chosen = rows if order is None else order[rows]
            batch = tuple(array[chosen] for array in self.arrays)
            yield batch if len(batch) > 1 else batch[0]
