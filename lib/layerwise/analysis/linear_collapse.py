"""Many linear layers are one linear layer.

Without a nonlinearity between them, stacked layers compute nothing that one layer could not: this is why
activations exist (Goodfellow, Bengio and Courville, Deep Learning, section 6.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix


def collapse_linear(layers: Sequence[tuple[ArrayLike, ArrayLike]]) -> tuple[FloatArray, FloatArray]:
    """Return the one layer (W, b) that computes what `layers` compute one after the other.

    A layer maps x of shape (N, in_features) to x @ W.T + b. Two of them:

        (x @ W1.T + b1) @ W2.T + b2  =  x @ (W2 @ W1).T  +  (W2 @ b1 + b2)

    so W = W2 @ W1 and b = W2 @ b1 + b2; a third layer is folded in the same way.

    layers: [(W1, b1), (W2, b2), ...], the first to be applied first;
        W of shape (out_features, in_features), as in PyTorch, b of shape (out_features,).
    Returns W of shape (out_features of the last, in_features of the first) and b of shape (out_features,).

    >>> double = ([[2.0]], [0.0])
    >>> add_one = ([[1.0]], [1.0])
    >>> collapse_linear([double, add_one])
    (array([[2.]]), array([1.]))
    >>> collapse_linear([add_one, double])
    (array([[2.]]), array([2.]))
    """
    if len(layers) == 0:
        raise ValueError("layers must hold at least one (W, b) pair, got an empty sequence")
    W, b = _checked_layer(layers, 0)
    for i in range(1, len(layers)):
        next_W, next_b = _checked_layer(layers, i)
        if len(W) != next_W.shape[1]:
            raise ValueError(
                f"layers[{i}] takes {next_W.shape[1]} features (W has shape {next_W.shape}), "
                f"but layers[{i - 1}] gives {len(W)}"
            )
        W, b = next_W @ W, next_W @ b + next_b
    return W, b


def _checked_layer(layers: Sequence[tuple[ArrayLike, ArrayLike]], i: int) -> tuple[FloatArray, FloatArray]:
    """Return copies of layers[i] as float arrays whose shapes fit together."""
    try:
        W, b = layers[i]
    except (TypeError, ValueError):
        raise ValueError(f"layers[{i}] must be a pair (W, b), got {layers[i]!r}") from None
    W = float_matrix(W, f"W of layers[{i}]", "(out_features, in_features)").copy()
    b = float_array(b, f"b of layers[{i}]").copy()
    if b.shape != (len(W),):
        raise ValueError(f"b of layers[{i}] must have shape ({len(W)},) to fit W of shape {W.shape}, got {b.shape}")
    return W, b
