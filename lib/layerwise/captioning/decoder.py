"""NICDecoder: a sentence from a picture, which the LSTM reads as if it were the word before the first.

(Vinyals and others, Show and Tell: A Neural Image Caption Generator, 2015.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, IntArray, float_array, grad_of_shape, random_generator
from ..functional.softmax import log_softmax
from ..nn.embedding import Embedding
from ..nn.linear import Linear
from ..nn.lstm import LSTM
from ..nn.module import Module

State = tuple[FloatArray, FloatArray]
Step = Callable[[Any, State], tuple[FloatArray, State]]


class NICDecoder(Module):
    """The picture, then the words, through one LSTM: at each word a score for each word that may follow.

        x₋₁    = image(features)              (N, E)      the picture, once, in the form of a word
        x_t    = words(inputs[:, t])          (N, E)
        out    = lstm(x₋₁, x_0, …, x_T-1)     (T + 1, N, H)
        logits = head(out without the first)  (N, T, V)   after the picture alone nothing is asked

    in_features: of a picture, F. num_words: V. embedding_dim: E. hidden_size: H. padding_idx: the word that is none.
    rng: a seed or a generator for the first weights. The LSTM's forget gate is open at first (bias 1).

    >>> decoder = NICDecoder(in_features=8, num_words=6, embedding_dim=3, hidden_size=4, rng=0)
    >>> logits = decoder(np.ones((2, 8)), np.array([[1, 4, 5], [1, 3, 0]]))
    >>> logits.shape
    (2, 3, 6)
    >>> grad_features, grad_inputs = decoder.backward(np.ones((2, 3, 6)))
    >>> grad_features.shape, grad_inputs is None  # a word has no gradient
    ((2, 8), True)
    """

    def __init__(
        self,
        in_features: int,
        num_words: int,
        embedding_dim: int,
        hidden_size: int,
        padding_idx: int = 0,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        rng = random_generator(rng)
        self.image = Linear(in_features, embedding_dim, rng=rng, dtype=dtype)
        self.words = Embedding(num_words, embedding_dim, padding_idx, rng=rng, dtype=dtype)
        self.lstm = LSTM(embedding_dim, hidden_size, 1.0, rng=rng, dtype=dtype)
        self.head = Linear(hidden_size, num_words, rng=rng, dtype=dtype)

    def forward(self, features: ArrayLike, inputs: ArrayLike) -> FloatArray:  # type: ignore[override]
        """Return the scores of the word after each input, (N, T, V). features: (N, F). inputs: word numbers, (N, T)."""
        features, words = float_array(features, "features"), np.asarray(inputs)
        if features.ndim != 2 or words.ndim != 2 or len(features) != len(words) or not words.size:
            raise ValueError(
                f"features must have shape (N, F) and inputs (N, T), T at least 1, got {features.shape} and "
                f"{words.shape}"
            )
        x = np.concatenate([self.image(features)[None], self.words(words.T)])
        out = self.lstm(x)
        logits = self.head(out[1:]).transpose(1, 0, 2)
        self.save_for_backward(out.shape, logits.shape)
        return logits

    def backward(self, grad_output: ArrayLike) -> tuple[FloatArray, None]:  # type: ignore[override]
        """Return the gradient with respect to features, (N, F), and None for the words. grad_output: (N, T, V)."""
        out_shape, shape = self.saved
        grad_logits = grad_of_shape(grad_output, shape)
        grad_out = np.zeros(out_shape, dtype=grad_logits.dtype)
        grad_out[1:] = self.head.backward(grad_logits.transpose(1, 0, 2))
        grad_x = self.lstm.backward(grad_out)
        self.words.backward(grad_x[1:])
        return self.image.backward(grad_x[0]), None


def stepper(decoder: Module) -> tuple[Callable[[ArrayLike], State], Step]:
    """Return start and step of a decoder, to generate with: one word at a time, nothing kept for a way back.

    decoder: a NICDecoder, or a module with image, words, lstm and head of its own.

        start(features)           the state after the pictures, (h, c), each (n, H). features: (n, F), or (F,) for one
        step(words, state)        log p of each word that may follow, (n, V), and the next state. words: (n,)

    For one sentence a single number will do for words; then log p is (V,).

    >>> start, step = stepper(NICDecoder(8, 6, 3, 4, rng=0))
    >>> log_p, state = step(1, start(np.ones(8)))
    >>> log_p.shape, state[0].shape, round(float(np.exp(log_p).sum()), 6)
    ((6,), (1, 4), 1.0)
    """
    image, words, cell, head = decoder.image, decoder.words, decoder.lstm.cell, decoder.head  # type: ignore[attr-defined]

    def run(x: FloatArray, state: State) -> State:
        h, c, _ = cell.functions[0](x, *state, cell.weight_ih.data, cell.weight_hh.data, cell.bias)
        return h, c

    def start(features: ArrayLike) -> State:
        pictures = np.atleast_2d(float_array(features, "features"))
        zeros = np.zeros((len(pictures), cell.hidden_size), dtype=pictures.dtype)
        return run(pictures @ image.weight.data.T + image.bias.data, (zeros, zeros))

    def step(given: int | IntArray, state: State) -> tuple[FloatArray, State]:
        ids = np.asarray(given)
        state = run(words.weight.data[np.atleast_1d(ids)], state)
        log_p = log_softmax(state[0] @ head.weight.data.T + head.bias.data, dim=1)
        return log_p if ids.ndim else log_p[0], state

    return start, step
