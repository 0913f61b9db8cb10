"""Writing token by token without reading everything again: keys and values of what has been read are kept.

In a causal network a token's keys and values depend on itself and on what came before it. What is written later
changes none of them, so they need to be computed once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, whole_number
from ..functional.attention.dot_product import scaled_dot_product_attention
from ..functional.attention.masks import causal_mask
from ..nn.attention.multihead import merge_heads, split_heads
from .transformer import Transformer

Step = Callable[[IntArray, int, FloatArray | None, Any], tuple[FloatArray, FloatArray]]


def generate(step: Step, prompt: ArrayLike, n: int) -> IntArray:
    """Return prompt and n tokens after it, (T + n,): each the likeliest after all that stands before it.

    step(ids, start, cache, mask) reads ids (t,), the first of which stands at position start, and returns

        scores (t, V)    of the token after each of them
        rows (t, ...)    what to keep of them: their keys and values

    cache: the rows of all tokens before start, in order, or None where there are none. mask: (t, start + t), True where
    a token may look. Every token is read once: first the whole prompt, then one token at a time.

    >>> def after(ids, start, cache, mask):  # the next token is the sum of all so far, modulo 10
    ...     rows = np.array(ids)
    ...     seen = rows if cache is None else np.concatenate([cache, rows])
    ...     return np.eye(10)[(mask @ seen) % 10], rows
    >>> generate(after, [1, 2], 4)
    array([1, 2, 3, 6, 2, 4])
    """
    ids = [int(one) for one in np.asarray(prompt).ravel()]
    if not ids:
        raise ValueError("prompt must have at least one token, got none")
    n = whole_number(n, "n", at_least=0)
    if n == 0:
        return np.array(ids)
    scores, cache = step(np.array(ids), 0, None, causal_mask(len(ids)))
    ids.append(int(np.argmax(scores[-1])))
    for _ in range(n - 1):
        start = len(ids) - 1
        scores, rows = step(np.array(ids[-1:]), start, cache, np.ones((1, len(ids)), dtype=bool))
        cache = np.concatenate([cache, rows])
        ids.append(int(np.argmax(scores[-1])))
    return np.array(ids)


def cached_step(model: Transformer, attention: Callable[..., Any] = scaled_dot_product_attention) -> Step:
    """Return the step of a model whose blocks have the parts of TransformerEncoderLayer, in evaluation.

    A row of the cache is (blocks, 2, d_model): a token's key and its value in each block.
    attention: what stands in for scaled_dot_product_attention.

    >>> from layerwise.models.transformer import transformer
    >>> model = transformer(10, 8, 2, 2, 16, context=12, causal=True, rng=0)
    >>> step = cached_step(model)
    >>> scores, rows = step(np.array([3, 1, 4]), 0, None, causal_mask(3))
    >>> bool(np.allclose(scores, model([[3, 1, 4]])[0])), rows.shape
    (True, (3, 2, 2, 8))
    """

    def step(ids: IntArray, start: int, cache: FloatArray | None, mask: Any) -> tuple[FloatArray, FloatArray]:
        x: FloatArray = model.embedding(np.asarray(ids))
        if model.positions is not None:
            if start + len(x) > len(model.positions):
                raise ValueError(f"the model has {len(model.positions)} positions, got token number {start + len(x)}")
            x = x + model.positions[start : start + len(x)].astype(x.dtype)
        rows = []
        for i, block in enumerate(model.blocks):
            x, row = _through(block, x, None if cache is None else cache[:, i], mask, attention)
            rows.append(row)
        if model.norm is not None:
            x = model.norm(x)
        return model.head(x), np.stack(rows, axis=1)

    return step


def _through(
    block: Any, x: FloatArray, past: FloatArray | None, mask: Any, attention: Callable[..., Any]
) -> tuple[FloatArray, FloatArray]:
    """Return x (t, d) behind a block, and its keys and values there, (t, 2, d). past: (S, 2, d), of earlier tokens."""
    attn, E = block.self_attn, x.shape[-1]
    y = block.norm1(x) if block.norm_first else x
    q, k, v = np.split(y @ attn.in_proj_weight.data.T + attn.in_proj_bias.data, 3, axis=-1)
    row = np.stack([k, v], axis=1)
    keys, values = np.moveaxis(row if past is None else np.concatenate([past, row]), 1, 0)
    heads = [split_heads(part[None], attn.num_heads) for part in (q, keys, values)]
    mixed = np.asarray(attention(*heads, np.asarray(mask)[None, None])[0], x.dtype)
    x = x + attn.out_proj(merge_heads(mixed)[0].reshape(-1, E))
    if not block.norm_first:
        x = block.norm1(x)
    y = block.norm2(x) if block.norm_first else x
    x = x + block.linear2(block.activation(block.linear1(y)))
    return (x if block.norm_first else block.norm2(x)), row
