"""Layer-wise pretraining: each layer learns to explain the one below, and the stack becomes a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, random_generator, whole_number
from ..functional.activations import sigmoid
from ..nn.activation import Sigmoid
from ..nn.container import Sequential
from ..nn.linear import Linear
from ..nn.module import Module

Layer = tuple[FloatArray, FloatArray, FloatArray]  # W (H, V), a (V,), b (H,)


def pretrain_stack(X: ArrayLike, sizes: Sequence[int], train: Callable[[FloatArray, int], Layer]) -> list[Layer]:
    """Train one layer after the other, from below; return a list of (W, a, b), one for each of sizes.

    The first layer's data are X. Each further layer's data are the answers of the layer below, as probabilities:
    sigmoid(data @ W.T + b). What has been trained stays as it is. (Hinton, Osindero and Teh, 2006.)

    X: (N, V). sizes: the hidden units of each layer; the inputs are not among them. train: called as
    train(data, hidden), returns W (hidden, inputs), a (inputs,) and b (hidden,).

    >>> def train(data, hidden):  # learns nothing
    ...     return np.ones((hidden, data.shape[1])), np.zeros(data.shape[1]), np.zeros(hidden)
    >>> [W.shape for W, a, b in pretrain_stack(np.zeros((5, 4)), (3, 2), train)]
    [(3, 4), (2, 3)]
    """
    data, stack = float_matrix(X, "X", "(N, V)"), []
    for size in sizes:
        W, a, b = train(data, whole_number(size, "sizes", at_least=1))
        stack.append((W, a, b))
        data = sigmoid(data @ np.asarray(W).T + b)
    return stack


def unroll(stack: Sequence[Layer], classes: int, rng: np.random.Generator | int | None = None) -> Sequential:
    """Return a network that begins where the stack ended: Linear and Sigmoid for each layer, and a new Linear.

    Linear.weight is a copy of W, Linear.bias one of b; the visible biases a belong to dreaming, and stay behind.
    The last layer, to so many classes, is drawn as Linear draws it: no label has been seen yet.

    stack: what pretrain_stack returns. rng: a generator, a seed, or None, for the last layer.

    >>> stack = [(np.ones((3, 4)), np.zeros(4), np.zeros(3)), (np.ones((2, 3)), np.zeros(3), np.zeros(2))]
    >>> unroll(stack, classes=10, rng=0)
    Sequential(
      (0): Linear(in_features=4, out_features=3, bias=True)
      (1): Sigmoid()
      (2): Linear(in_features=3, out_features=2, bias=True)
      (3): Sigmoid()
      (4): Linear(in_features=2, out_features=10, bias=True)
    )
    """
    if len(stack) == 0:
        raise ValueError("stack must hold at least one layer, (W, a, b), got none")
    rng, layers = random_generator(rng), list[Module]()
    for W, _, b in stack:
        W = float_matrix(W, "W", "(H, V)")
        if np.shape(b) != W.shape[:1]:
            raise ValueError(f"b must have shape {W.shape[:1]}, one for each row of W, got {np.shape(b)}")
        linear = Linear(W.shape[1], W.shape[0], rng=0, dtype=W.dtype)
        linear.weight.data[:] = W
        assert linear.bias is not None  # for the type checker
        linear.bias.data[:] = b
        layers += [linear, Sigmoid()]
    return Sequential(*layers, Linear(len(W), classes, rng=rng, dtype=W.dtype))
