"""Huffman's code: the best that words of whole bits can do.

No set of whole lengths has a lower average, and the average lies less than one bit above the entropy. Where all
probabilities are powers of 1/2 it is the entropy. (Huffman, A Method for the Construction of Minimum-Redundancy
Codes, 1952.)
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray
from .probabilities import probabilities


def huffman_lengths(p: ArrayLike) -> IntArray:
    """How many bits each symbol's word has in a code of the least average length.

    The two rarest groups of symbols are put together, and each of their symbols gets one bit more; again, until one
    group is left. Ties may be broken either way: the lengths differ, their average does not.

    p: how often each symbol comes, (C,), all above 0. Returns whole numbers, (C,). A single symbol gets one bit.

    >>> huffman_lengths([0.5, 0.125, 0.25, 0.125])
    array([1, 3, 2, 3])
    """
    p = probabilities(p, "p")
    if p.ndim != 1 or p.size == 0:
        raise ValueError(f"p must have shape (C,), at least one symbol, got shape {p.shape}")
    if p.min() == 0:
        raise ValueError(f"p must be above 0, got 0 for symbol {int(p.argmin())}: what never comes needs no word")
    if p.size == 1:
        return np.ones(1, dtype=np.int64)
    lengths = np.zeros(p.size, dtype=np.int64)
    groups = [(float(p[i]), i, [i]) for i in range(p.size)]  # probability, first symbol, symbols
    heapq.heapify(groups)
    while len(groups) > 1:
        rarest, first, symbols = heapq.heappop(groups)
        rare, _, others = heapq.heappop(groups)
        lengths[symbols + others] += 1
        heapq.heappush(groups, (rarest + rare, first, symbols + others))
    return lengths
