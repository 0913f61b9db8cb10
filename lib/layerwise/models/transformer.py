"""A transformer of single parts: tokens and positions in, blocks, and scores for every position out.

With a causal mask it writes (each position says what comes next); without one it reads (each position says what
belongs there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, float_array, grad_of_shape, random_generator
from ..functional.attention.masks import causal_mask
from ..functional.attention.positions import positional_encoding
from ..nn.attention.encoder_layer import TransformerEncoderLayer
from ..nn.attention.multihead import DOT_PRODUCT, Functions
from ..nn.container import ModuleList
from ..nn.embedding import Embedding
from ..nn.layer_norm import LayerNorm
from ..nn.linear import Linear
from ..nn.module import Module


class Transformer(Module):
    """Embedding plus positions, blocks, a norm, and a linear head: ids (N, T) to scores (N, T, V).

    embedding, head, norm: modules; norm=None leaves it out, as a post-norm network does.
    blocks: modules with forward(x, mask) and backward(grad), such as TransformerEncoderLayer.
    positions: (at least T, d), added to the embeddings; None: no position is told, and the network sees a bag.
    mask: a function of T that returns who may look where, such as causal_mask; None: all at all.

    >>> model = transformer(10, 8, 2, 1, 16, context=6, rng=0)
    >>> model([[3, 1, 4], [1, 5, 0]]).shape
    (2, 3, 10)
    """

    def __init__(
        self,
        embedding: Module,
        blocks: Iterable[Module],
        head: Module,
        positions: ArrayLike | None = None,
        norm: Module | None = None,
        mask: Callable[[int], Any] | None = None,
    ) -> None:
        self.embedding, self.blocks, self.norm, self.head = embedding, ModuleList(blocks), norm, head
        self.positions = None if positions is None else float_array(positions, "positions")
        self.mask = mask

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the scores, (N, T, V). x: ids, (N, T)."""
        ids = np.asarray(x)
        if ids.ndim != 2:
            raise ValueError(f"x must hold ids, shape (N, T), got shape {ids.shape}")
        y, T = self.embedding(ids), ids.shape[1]
        if self.positions is not None:
            if len(self.positions) < T:
                raise ValueError(f"x must have at most {len(self.positions)} columns, as many as positions, got {T}")
            y = y + self.positions[:T].astype(y.dtype)
        mask = None if self.mask is None else self.mask(T)
        for block in self.blocks:
            y = block(y, mask)
        self.save_for_backward(y.shape)
        if self.norm is not None:
            y = self.norm(y)
        return self.head(y.reshape(-1, y.shape[-1])).reshape(*ids.shape, -1)

    def backward(self, grad_output: ArrayLike) -> None:  # type: ignore[override]  # ids have no gradient
        """Add the gradients of all parameters to their grad. grad_output: with respect to the scores, (N, T, V)."""
        ((N, T, d),) = self.saved
        grad = float_array(grad_output, "grad_output")
        grad = grad_of_shape(grad, (N, T, grad.shape[-1]))
        grad = self.head.backward(grad.reshape(N * T, -1)).reshape(N, T, d)
        if self.norm is not None:
            grad = self.norm.backward(grad)
        for block in reversed(self.blocks.children()):
            grad = block.backward(grad)
        self.embedding.backward(grad)


def transformer(
    vocab: int,
    d_model: int,
    nhead: int,
    num_layers: int,
    dim_feedforward: int,
    context: int,
    causal: bool = False,
    with_positions: bool = True,
    rng: np.random.Generator | int | None = None,
    dtype: DTypeLike = np.float64,
    functions: Functions = DOT_PRODUCT,
    encoding: Callable[[int, int], FloatArray] = positional_encoding,
    block: Callable[[np.random.Generator], Module] | None = None,
) -> Transformer:
    """Return a pre-norm transformer of ReLU blocks without dropout, its positions given by sines and cosines.

    causal: each position may look at itself and what came before it. with_positions: False: none are told.
    functions, encoding, block: what stands in for the attention, the positions and a whole block: a function of the
        generator that returns one.

    Embeddings start normal with a spread of 0.5: with 1, as PyTorch starts them, they drown the positions.

    >>> from layerwise.analysis.count_parameters import count_parameters
    >>> count_parameters(transformer(10, 32, 2, 1, 64, context=10))
    9258
    """
    rng = random_generator(rng)
    embedding = Embedding(vocab, d_model, rng=rng, dtype=dtype)
    embedding.weight.data *= embedding.weight.data.dtype.type(0.5)

    def standard(rng: np.random.Generator) -> Module:
        layer = TransformerEncoderLayer(
            d_model, nhead, dim_feedforward, dropout=0.0, norm_first=True, rng=rng, functions=functions
        )
        return layer.to(dtype)

    blocks = [(block or standard)(rng).to(dtype) for _ in range(num_layers)]
    return Transformer(
        embedding,
        blocks,
        Linear(d_model, vocab, rng=rng, dtype=dtype),
        encoding(context, d_model) if with_positions else None,
        LayerNorm(d_model, dtype=dtype),
        causal_mask if causal else None,
    )
