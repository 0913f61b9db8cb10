"""Beam search: keep the k likeliest beginnings at each step, not only the one that looks best now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import whole_number

State = tuple[NDArray[Any], ...]


def beam_search(
    step: Callable[[NDArray[Any], State], tuple[NDArray[Any], State]],
    state: State,
    bos: int,
    eos: int,
    k: int,
    max_len: int,
) -> tuple[list[int], float]:
    """Return the likeliest sentence that was found, without bos and eos, and the logarithm of its probability.

    At each step every beginning is continued with every word. Of all continuations the k likeliest are kept; those
    that end with eos are finished and leave the beam. It stops when no beginning is left, or after max_len words, when
    what is unfinished counts as it is. The log-probability of a sentence is the sum of its words' and of eos's.

    step(words, state): the log-probabilities of the next word, (n, V), of n beginnings whose last words these are,
    (n,), and their next states. state: a tuple of arrays with a row for each beginning; at first one
    row. With k = 1 it is greedy.

    >>> def step(words, state):  # from 1 to 3 or 4 with 0.6 and 0.4; from 3 on all is open; after 4 comes the end
    ...     p = np.full((6, 6), 1 / 6)
    ...     p[1], p[4] = [0, 0, 0, 0.6, 0.4, 0], [0, 0, 1, 0, 0, 0]
    ...     with np.errstate(divide="ignore"):
    ...         return np.log(p)[words], state
    >>> words, log_p = beam_search(step, (np.zeros((1, 1)),), bos=1, eos=2, k=2, max_len=5)
    >>> words, round(float(np.exp(log_p)), 6)
    ([4], 0.4)
    """
    k = whole_number(k, "k", at_least=1)
    max_len = whole_number(max_len, "max_len", at_least=1)
    beginnings: list[list[int]] = [[]]
    last, total = np.array([whole_number(bos, "bos", at_least=0)]), np.zeros(1)
    finished: list[tuple[list[int], float]] = []
    for _ in range(max_len):
        log_p, state = step(last, state)
        sums = total[:, None] + np.asarray(log_p)  # (n, V)
        best = np.argsort(-sums, axis=None, kind="stable")[:k]
        rows, words = np.unravel_index(best, sums.shape)
        kept = []
        for at, (row, word) in enumerate(zip(rows, words, strict=True)):
            if word == eos:
                finished.append((beginnings[row], float(sums[row, word])))
            elif sums[row, word] > -np.inf:
                kept.append(at)
        if not kept:
            beginnings = []
            break
        rows, last = rows[kept], words[kept]
        total = sums[rows, last]
        beginnings = [[*beginnings[row], int(word)] for row, word in zip(rows, last, strict=True)]
        state = tuple(part[rows] for part in state)
    finished += [(words, float(value)) for words, value in zip(beginnings, total, strict=False)]
    return max(finished, key=lambda found: found[1])
