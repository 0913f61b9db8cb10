"""A network that reads sequences of words, step by step, and says of each which class it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..nn.linear import Linear
from ..nn.module import Module
from ..nn.padding import last_valid, last_valid_backward
from ..nn.recurrent import Recurrent


class SequenceClassifier(Module):
    """Embedding, an RNN or LSTM, its state after the last word, and a linear head: ids (N, T) to scores (N, C).

    embedding, recurrent, head: the three layers. Ids of 0 are padding, on the right: a sequence is as long as it has
    other ids.
    read: which state the head gets, of out (T, N, H) and lengths (N,); backward takes it for that of last_valid.
    through_padding: True: read as if the padding were words, the state after the last column.

    >>> from layerwise.nn import LSTM, Embedding
    >>> model = SequenceClassifier(Embedding(10, 4, 0, rng=0), LSTM(4, 8, rng=0), Linear(8, 2, rng=0))
    >>> model([[3, 1, 4], [1, 5, 0]]).shape
    (2, 2)
    """

    def __init__(
        self,
        embedding: Module,
        recurrent: Recurrent,
        head: Linear,
        read: Callable[[FloatArray, Any], FloatArray] = last_valid,
        through_padding: bool = False,
    ) -> None:
        self.embedding, self.recurrent, self.head = embedding, recurrent, head
        self.read, self.through_padding = read, through_padding

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the scores of each class, (N, C). x: ids, (N, T)."""
        ids = np.asarray(x).T
        lengths = (ids != 0).sum(axis=0)
        if ids.ndim != 2 or not lengths.all():
            raise ValueError(f"x must have shape (N, T) and at least one word in each row, got shape {np.shape(x)}")
        if self.through_padding:
            lengths[:] = len(ids)
        longest = lengths.max()
        out = self.recurrent(self.embedding(ids[:longest]))  # no step is taken that nobody reads
        self.save_for_backward(out, lengths)
        return self.head(self.read(out, lengths))

    def backward(self, grad_output: ArrayLike) -> None:  # type: ignore[override]  # ids have no gradient
        """Add the gradients of all parameters to their grad. grad_output: with respect to the scores, (N, C)."""
        out, lengths = self.saved
        grad_out = last_valid_backward(self.head.backward(grad_output), out, lengths)
        self.embedding.backward(self.recurrent.backward(grad_out))
