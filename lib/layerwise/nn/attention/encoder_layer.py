"""TransformerEncoderLayer: look around, then think about what was seen, each beside a shortcut.

Vaswani and others, 2017, normalize behind each sum (post-norm). Normalizing before each part (pre-norm) leaves the
shortcut untouched from the first layer to the last: Xiong and others, On Layer Normalization in the Transformer
Architecture, 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ...arguments import FloatArray, float_array, grad_of_shape, one_of, random_generator
from ..activation import GELU, ReLU
from ..dropout import Dropout
from ..layer_norm import LayerNorm
from ..linear import Linear
from ..module import Module
from .multihead import DOT_PRODUCT, Functions, MultiheadAttention


class TransformerEncoderLayer(Module):
    """x (N, T, d_model) to the same shape, by attention and by two Linear layers at each position.

        norm_first=False:  y = norm1(x + attend(x))      out = norm2(y + feed(y))          the paper's
        norm_first=True:   y = x + attend(norm1(x))      out = y + feed(norm2(y))          what most networks use now

        attend(x) = dropout1(self_attn(x))
        feed(x)   = dropout2(linear2(dropout(activation(linear1(x)))))

    d_model, nhead: numbers at each position, heads. dim_feedforward: what linear1 gives. activation: "relu" or "gelu".
    Names of the parts and order of the arguments are PyTorch's; x is batch first. With a causal mask it is a layer of
    a decoder that has nothing else to look at, such as GPT's.

    >>> layer = TransformerEncoderLayer(512, 8, 2048)
    >>> sum(parameter.size for parameter in layer.parameters())
    3152384
    >>> layer = TransformerEncoderLayer(4, 2, 8, dropout=0.0, rng=0)
    >>> layer(np.arange(24.0).reshape(2, 3, 4)).shape, layer.backward(np.ones((2, 3, 4))).shape
    ((2, 3, 4), (2, 3, 4))
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        norm_first: bool = False,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = DOT_PRODUCT,
    ) -> None:
        rng = random_generator(rng)
        self.self_attn = MultiheadAttention(d_model, nhead, rng, dtype, functions)
        self.linear1 = Linear(d_model, dim_feedforward, rng=rng, dtype=dtype)
        self.linear2 = Linear(dim_feedforward, d_model, rng=rng, dtype=dtype)
        self.norm1 = LayerNorm(d_model, layer_norm_eps, dtype=dtype)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, dtype=dtype)
        self.dropout, self.dropout1, self.dropout2 = (Dropout(dropout, rng) for _ in range(3))
        self.activation = {"relu": ReLU, "gelu": GELU}[one_of(activation, "activation", ("relu", "gelu"))]()
        self.norm_first = bool(norm_first)

    def forward(self, x: ArrayLike, mask: ArrayLike | None = None) -> FloatArray:
        """Return (N, T, d_model). mask: True where a position may look."""
        x = float_array(x, "x")
        self.save_for_backward(x.shape)
        if self.norm_first:
            x = x + self._attend(self.norm1(x), mask)
            return x + self._feed(self.norm2(x))
        x = self.norm1(x + self._attend(x, mask))
        return self.norm2(x + self._feed(x))

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: at each sum, what both ways bring."""
        (shape,) = self.saved
        grad = grad_of_shape(grad_output, shape)
        if self.norm_first:
            grad = grad + self.norm2.backward(self._feed_backward(grad))
            return grad + self.norm1.backward(self._attend_backward(grad))
        grad = self.norm2.backward(grad)
        grad = self.norm1.backward(grad + self._feed_backward(grad))
        return grad + self._attend_backward(grad)

    def _attend(self, x: FloatArray, mask: ArrayLike | None) -> FloatArray:
        return self.dropout1(self.self_attn(x, mask))

    def _attend_backward(self, grad: FloatArray) -> FloatArray:
        back: FloatArray = self.self_attn.backward(self.dropout1.backward(grad))
        return back

    def _feed(self, x: FloatArray) -> FloatArray:
        rows = x.reshape(-1, x.shape[-1])  # one product for all positions
        out = self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(rows)))))
        return out.reshape(x.shape)

    def _feed_backward(self, grad: FloatArray) -> FloatArray:
        rows = self.linear2.backward(self.dropout2.backward(grad.reshape(-1, grad.shape[-1])))
        rows = self.linear1.backward(self.activation.backward(self.dropout.backward(rows)))
        return rows.reshape(grad.shape)
