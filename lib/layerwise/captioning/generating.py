"""Word by word: the most likely one each time, or one that is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray, float_array, real_number, whole_number


def greedy_caption(
    step: Callable[[int, Any], tuple[Any, Any]], state: Any, bos: int, eos: int, max_len: int
) -> list[int]:
    """Return the words that follow bos when the most likely one is taken each time: without bos, without eos.

    step(word, state): the scores of the words that may follow, (V,), and the next state. state: after the picture.
    It ends before eos, or after max_len words.

    >>> def step(word, state):  # 3, 4, 5, and then the end, which is 2
    ...     return np.eye(6)[{1: 3, 3: 4, 4: 5, 5: 2}[word]], state
    >>> greedy_caption(step, None, bos=1, eos=2, max_len=10), greedy_caption(step, None, bos=1, eos=2, max_len=2)
    ([3, 4, 5], [3, 4])
    """
    max_len = whole_number(max_len, "max_len", at_least=0)
    words: list[int] = []
    word = whole_number(bos, "bos", at_least=0)
    for _ in range(max_len):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == eos:
            break
        words.append(word)
    return words


def sample_word(logits: ArrayLike, temperature: float, u: ArrayLike) -> IntArray:
    """Return a word for each row, drawn from softmax(logits / temperature), (N,).

        words[n] = the first v with u[n] < p[n, 0] + p[n, 1] + … + p[n, v]

    logits: (N, V). temperature: above 0; near 0 the likeliest word is all but certain, at 1 it is softmax, far above it
    all are alike. u: (N,), from 0 up to but not including 1: the draws. As an argument they can be repeated.

    >>> sample_word(np.log([[0.25, 0.5, 0.25]] * 3), 1.0, [0.1, 0.7, 0.8])
    array([0, 1, 2])
    """
    scores, draws = float_array(logits, "logits"), float_array(u, "u")
    if scores.ndim != 2 or not scores.size or draws.shape != scores.shape[:1]:
        raise ValueError(f"logits must have shape (N, V) and u (N,), got {scores.shape} and {draws.shape}")
    temperature = real_number(temperature, "temperature", above=0)
    if ((draws < 0) | (draws >= 1)).any():
        raise ValueError(f"u must lie from 0 up to but not including 1, got {draws.min():g} to {draws.max():g}")
    scaled = (scores - scores.max(axis=1, keepdims=True)) / temperature  # at most 0: exp cannot overflow
    below = np.cumsum(np.exp(scaled), axis=1)
    words: IntArray = (below <= draws[:, None] * below[:, -1:]).sum(axis=1)
    return words
