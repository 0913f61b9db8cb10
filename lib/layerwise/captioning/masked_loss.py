"""Cross-entropy over the words of padded captions: what stands behind the end is no word, and counts for nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, finite_array, whole_number
from ..functional.softmax import log_softmax


def masked_cross_entropy(logits: ArrayLike, targets: ArrayLike, ignore_index: int = 0) -> tuple[float, FloatArray]:
    """Return the mean of -log p(right word) over all words of all captions, and its gradient, (N, T, V).

        loss = -(sum of log p[n, t, targets[n, t]] over the places that count) / M     p = softmax of each row of logits
        grad =  (p - q) / M where a place counts, 0 where it does not                  q = 1 for the right word, else 0

    logits: (N, T, V), a score for each word at each place. targets: (N, T), the right words; places where it is
    ignore_index do not count. M is how many do: a long caption weighs more than a short one, as in PyTorch's
    CrossEntropyLoss(ignore_index=…).

    >>> loss, grad = masked_cross_entropy(np.zeros((1, 2, 4)), [[3, 0]])
    >>> round(loss, 4), grad[0].tolist()
    (1.3863, [[0.25, 0.25, 0.25, -0.75], [0.0, 0.0, 0.0, 0.0]])
    """
    scores, words = finite_array(logits, "logits"), np.asarray(targets)
    if scores.ndim != 3 or words.shape != scores.shape[:2]:
        raise ValueError(f"logits must have shape (N, T, V) and targets (N, T), got {scores.shape} and {words.shape}")
    ignore_index = whole_number(ignore_index, "ignore_index", at_least=-100)
    rows, columns = _places(words, scores.shape[2], ignore_index)
    right = words[rows, columns]
    log_p = log_softmax(scores[rows, columns], dim=1)  # (M, V)
    places = np.arange(len(right))
    grad_rows = np.exp(log_p)
    grad_rows[places, right] -= 1
    grad = np.zeros_like(scores)
    grad[rows, columns] = grad_rows / len(right)
    return float(-log_p[places, right].mean()), grad


def _places(words: IntArray, V: int, ignore_index: int) -> tuple[IntArray, IntArray]:
    """Return rows and columns of the places that count, after checking what stands there."""
    if words.dtype.kind not in "iu":
        raise TypeError(f"targets must hold whole numbers, got dtype {words.dtype}")
    rows, columns = np.nonzero(words != ignore_index)
    if not len(rows):
        raise ValueError(f"targets must have at least one word that counts, got {ignore_index} everywhere")
    right = words[rows, columns]
    if right.min() < 0 or right.max() >= V:
        raise ValueError(f"targets must be words from 0 to {V - 1}, got {right.min()} to {right.max()}")
    return rows, columns
