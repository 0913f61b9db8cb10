"""Embedding: a table with a row of numbers for each word, and words are looked up in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, IntArray, grad_of_shape, random_generator, whole_number
from .module import Module
from .parameter import Parameter


class Embedding(Module):
    """y = weight[ids]: each id is replaced by its row.

    num_embeddings: how many rows, ids are 0 to num_embeddings - 1. embedding_dim: numbers in a row.
    padding_idx: the id that stands for "nothing here". Its row starts as zeros and gets no gradient.
    rng: a generator or a seed for the starting values, standard normal as in PyTorch. dtype: of the table.

    weight: (num_embeddings, embedding_dim). ids of any shape (...) give y of shape (..., embedding_dim).

    A row that was looked up three times was used three times, so in backward its gradients add up:

        grad_weight[k] = sum of grad_output over all places where ids == k

    An id is a name and not a number: there is no gradient with respect to it, and backward returns None.

    >>> layer = Embedding(3, 2)
    >>> layer.weight.data = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]])
    >>> layer([[2, 1, 2]])
    array([[[3., 4.],
            [1., 2.],
            [3., 4.]]])
    >>> layer.backward([[[1.0, 1.0], [5.0, 5.0], [10.0, 10.0]]])
    >>> layer.weight.grad
    array([[ 0.,  0.],
           [ 5.,  5.],
           [11., 11.]])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.num_embeddings = whole_number(num_embeddings, "num_embeddings", at_least=1)
        self.embedding_dim = whole_number(embedding_dim, "embedding_dim", at_least=1)
        self.padding_idx = None if padding_idx is None else whole_number(padding_idx, "padding_idx", at_least=0)
        if padding_idx is not None and padding_idx >= num_embeddings:
            raise ValueError(f"padding_idx must be below num_embeddings, {num_embeddings}, got {padding_idx}")
        weight = random_generator(rng).standard_normal((num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = 0.0
        self.weight = Parameter(weight.astype(dtype))

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the rows of the ids in x, shape (..., embedding_dim)."""
        ids = self._ids(x)
        self.save_for_backward(ids)
        return self.weight.data[ids]

    def backward(self, grad_output: ArrayLike) -> None:  # type: ignore[override]  # ids have no gradient
        """Add the gradient of the table to weight.grad."""
        (ids,) = self.saved
        grad_output = grad_of_shape(grad_output, (*ids.shape, self.embedding_dim))
        grad = np.zeros_like(self.weight.data)
        np.add.at(grad, ids, grad_output)  # grad[ids] += would keep one of the gradients of a repeated id
        if self.padding_idx is not None:
            grad[self.padding_idx] = 0.0
        self.weight.accumulate_grad(grad)

    def _ids(self, x: ArrayLike) -> IntArray:
        ids = np.asarray(x)
        if ids.dtype.kind not in "iu" and ids.size:
            raise TypeError(f"x must hold ids, whole numbers, got dtype {ids.dtype}")
        if ids.size and (ids.min() < 0 or ids.max() >= self.num_embeddings):
            raise ValueError(f"x must hold ids from 0 to {self.num_embeddings - 1}, got {ids.min()} to {ids.max()}")
        return ids.astype(np.int64)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
