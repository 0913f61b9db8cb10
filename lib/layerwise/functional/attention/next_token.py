"""The loss of a network that writes: at every position it says what comes next, and is shown what did."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, float_array
from ..cross_entropy import cross_entropy, cross_entropy_backward


def next_token_loss(logits: ArrayLike, ids: ArrayLike, ignore_index: int = -100) -> tuple[float, FloatArray]:
    """Return the mean of -log p of each next token, and its gradient with respect to logits, (N, T, V).

        position t is asked for ids[t + 1]        the last position is asked for nothing
        where ids[t + 1] == ignore_index          position t is not asked

    One reading of a sequence gives T - 1 lessons at once: the mask keeps each position from seeing its answer.

    logits: (N, T, V), scores of the next token at every position. ids: (N, T), the tokens, or ignore_index where a
    token is not to be guessed: padding, or a question that was given. The mean is over the positions that are asked.

    >>> loss, grad = next_token_loss(np.zeros((1, 3, 2)), [[1, 0, -100]])
    >>> round(loss, 4), grad.tolist()
    (0.6931, [[[-0.5, 0.5], [0.0, 0.0], [0.0, 0.0]]])
    """
    logits, targets = float_array(logits, "logits"), np.asarray(ids)
    if logits.ndim != 3 or logits.shape[:2] != targets.shape or logits.shape[1] < 2:
        raise ValueError(
            f"logits must have shape (N, T, V), T at least 2, and ids (N, T), got {logits.shape} and {targets.shape}"
        )
    asked = targets[:, 1:] != ignore_index  # (N, T - 1)
    if not asked.any():
        raise ValueError(f"ids must ask for one token at least beyond the first column, all are {ignore_index}")
    scores, wanted = logits[:, :-1][asked], targets[:, 1:][asked]  # (how many are asked, V)
    grad = np.zeros_like(logits)
    grad[:, :-1][asked] = cross_entropy_backward(scores, wanted)
    return float(cross_entropy(scores, wanted)), grad
