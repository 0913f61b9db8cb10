"""multi_hot: which words a text has, and nothing else of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..arguments import FloatArray, whole_number


def multi_hot(sequences: Sequence[Iterable[int]], dimension: int) -> FloatArray:
    """Return (N, dimension): 1.0 in row n, column i, where sequence n holds the number i, and 0.0 elsewhere.

    How often a word stands there, and where, is forgotten. Numbers from `dimension` on are left out: with words
    numbered by how frequent they are, those are the rare ones.

    >>> multi_hot([[1, 3, 3], [0, 7]], dimension=4)
    array([[0., 1., 0., 1.],
           [1., 0., 0., 0.]])
    """
    dimension = whole_number(dimension, "dimension", at_least=1)
    x = np.zeros((len(sequences), dimension))
    for row, sequence in zip(x, sequences, strict=True):
        numbers = [whole_number(number, "sequences", at_least=0) for number in sequence]
        row[[number for number in numbers if number < dimension]] = 1.0
    return x
