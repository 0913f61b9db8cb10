"""MultiheadAttention: several looks at the same sequence, each with queries, keys and values of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ...arguments import FloatArray, float_array, grad_of_shape, random_generator, whole_number
from ...functional.attention.dot_product import scaled_dot_product_attention, scaled_dot_product_attention_backward
from ..linear import Linear
from ..module import Module
from ..parameter import Parameter

Functions = tuple[Callable[..., Any], Callable[..., Any]]
DOT_PRODUCT: Functions = (scaled_dot_product_attention, scaled_dot_product_attention_backward)


class MultiheadAttention(Module):
    """x (N, T, E) becomes out_proj of what num_heads heads found, each in its E / num_heads columns.

        q, k, v = three parts of x @ in_proj_weight.T + in_proj_bias       (N, T, E) each
        heads   = attention of (N, num_heads, T, E / num_heads)            columns 0 to E / num_heads - 1: head 0
        y       = out_proj(heads, side by side again)                      (N, T, E)

    embed_dim: E, a multiple of num_heads. Batch first, unlike PyTorch's default.
    in_proj_weight: (3 E, E), rows of q, k, v one below the other, Xavier-uniform. in_proj_bias: (3 E,), 0 at first.
    out_proj: a Linear whose bias starts as 0.
    functions: a forward and a backward in the place of scaled_dot_product_attention and its backward.
    weights: those of the latest forward, (N, num_heads, T, S), to look at.

    forward(x, mask, context): with a context (N, S, E), keys and values are made of it (cross-attention), and backward
    returns two gradients.

    >>> layer = MultiheadAttention(4, 2, rng=0)
    >>> layer(np.ones((3, 5, 4))).shape, layer.weights.shape
    ((3, 5, 4), (3, 2, 5, 5))
    >>> layer.backward(np.ones((3, 5, 4))).shape
    (3, 5, 4)
    >>> y = layer(np.ones((3, 5, 4)), None, np.ones((3, 7, 4)))
    >>> grad_x, grad_context = layer.backward(y)
    >>> grad_context.shape
    (3, 7, 4)
    """

    weights: FloatArray

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = DOT_PRODUCT,
    ) -> None:
        self.embed_dim = whole_number(embed_dim, "embed_dim", at_least=1)
        self.num_heads = whole_number(num_heads, "num_heads", at_least=1)
        if embed_dim % num_heads:
            raise ValueError(f"embed_dim must be a multiple of num_heads, {num_heads}, got {embed_dim}")
        rng, bound = random_generator(rng), np.sqrt(6 / (4 * embed_dim))
        self.in_proj_weight = Parameter(rng.uniform(-bound, bound, (3 * embed_dim, embed_dim)).astype(dtype))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim, dtype))
        self.out_proj = Linear(embed_dim, embed_dim, rng=rng, dtype=dtype)
        self.out_proj.bias = Parameter(np.zeros(embed_dim, dtype))
        self.functions = functions

    def split(self, x: ArrayLike) -> FloatArray:
        """Return x (N, T, E), cut into heads, (N, num_heads, T, E / num_heads)."""
        return split_heads(x, self.num_heads)

    def merge(self, x: ArrayLike) -> FloatArray:
        """Return the heads' columns side by side again, (N, T, E)."""
        return merge_heads(x)

    def forward(self, x: ArrayLike, mask: ArrayLike | None = None, context: ArrayLike | None = None) -> FloatArray:
        """Return what the heads found, (N, T, E). mask: True where a query may look, as in functional/attention."""
        x = self._sequence(x, "x")
        if context is None:
            q, k, v = np.split(self._project(x, slice(None)), 3, axis=-1)
            seen = None
        else:
            seen = self._sequence(context, "context")
            q = self._project(x, slice(self.embed_dim))
            k, v = np.split(self._project(seen, slice(self.embed_dim, None)), 2, axis=-1)
        parts = tuple(self.split(part) for part in (q, k, v))
        mixed, weights = self.functions[0](*parts, mask)
        self.weights = weights
        self.save_for_backward(x, seen, parts, weights)
        return self.out_proj(self.merge(np.asarray(mixed, x.dtype)))

    def backward(self, grad_output: ArrayLike) -> Any:
        """Return the gradient with respect to x, or to x and context, and add those of all parameters."""
        x, seen, parts, weights = self.saved
        grad_mixed = self.out_proj.backward(grad_of_shape(grad_output, x.shape))
        grads = self.functions[1](self.split(grad_mixed), *parts, weights)
        grad_q, grad_k, grad_v = (self.merge(np.asarray(grad, x.dtype)) for grad in grads)
        if seen is None:
            return self._project_back(((x, np.concatenate([grad_q, grad_k, grad_v], axis=-1)),))[0]
        return self._project_back(((x, grad_q), (seen, np.concatenate([grad_k, grad_v], axis=-1))))

    def _project(self, x: FloatArray, rows: slice) -> FloatArray:
        weight, bias = self.in_proj_weight.data[rows], self.in_proj_bias.data[rows]
        flat: FloatArray = x.reshape(-1, x.shape[-1]) @ weight.T + bias
        return flat.reshape(*x.shape[:-1], len(weight))

    def _project_back(self, sources: tuple[tuple[FloatArray, FloatArray], ...]) -> tuple[FloatArray, ...]:
        """Go back through in_proj. sources: what went in, and the gradient of its rows; returns each one's gradient."""
        weight, start = self.in_proj_weight.data, 0
        grad_weight, grad_bias, grads = np.zeros_like(weight), np.zeros_like(self.in_proj_bias.data), []
        for x, grad in sources:
            rows = slice(start, start + grad.shape[-1])
            flat = grad.reshape(-1, grad.shape[-1])
            grad_weight[rows], grad_bias[rows] = flat.T @ x.reshape(-1, x.shape[-1]), flat.sum(axis=0)
            grads.append((flat @ weight[rows]).reshape(x.shape))
            start = rows.stop
        self.in_proj_weight.accumulate_grad(grad_weight)
        self.in_proj_bias.accumulate_grad(grad_bias)
        return tuple(grads)

    def _sequence(self, x: ArrayLike, name: str) -> FloatArray:
        array = float_array(x, name)
        if array.ndim != 3 or array.shape[-1] != self.embed_dim:
            raise ValueError(f"{name} must have shape (N, T, {self.embed_dim}), got {array.shape}")
        return array

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"{self.embed_dim}, {self.num_heads}"


def split_heads(x: ArrayLike, num_heads: int) -> FloatArray:
    """Return (N, h, T, E / h): the columns cut into heads, and the heads before the positions.

    Reshaping to (N, h, T, E / h) at once would run as well, and cut time into pieces.

    >>> split_heads([[[1.0, 2.0], [3.0, 4.0]]], 2)[0].tolist()
    [[[1.0], [3.0]], [[2.0], [4.0]]]
    """
    x = float_array(x, "x")
    N, T, E = x.shape
    return x.reshape(N, T, num_heads, E // num_heads).swapaxes(1, 2)


def merge_heads(x: ArrayLike) -> FloatArray:
    """Return (N, T, E): the heads' columns side by side again, the way back of split_heads.

    >>> merge_heads([[[[1.0], [3.0]], [[2.0], [4.0]]]])[0].tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    x = float_array(x, "x")
    N, h, T, d = x.shape
    return x.swapaxes(1, 2).reshape(N, T, h * d)
