"""mlp: a multilayer perceptron of any depth, put together from layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..arguments import random_generator, whole_number
from ..nn.activation import ReLU
from ..nn.container import Sequential
from ..nn.init import kaiming_normal_
from ..nn.linear import Linear
from ..nn.module import Module
from ..nn.parameter import Parameter


def mlp(
    sizes: Sequence[int],
    activation: Callable[[], Module] = ReLU,
    *,
    norm: Callable[[int], Module] | None = None,
    dropout: Callable[[], Module] | None = None,
    init: Callable[..., Any] = kaiming_normal_,
    rng: Any = None,
) -> Sequential:
    """Return Linear, norm, activation and dropout for each hidden layer, and a last Linear.

    sizes: inputs, units of each hidden layer, outputs: (64, 100, 10) has one hidden layer. activation, dropout: make
    a new module; norm: makes one for so many units. init: fills a weight of shape (out, in) in place, called as
    init(weight, rng=rng), the first layer first; biases start at 0. rng: a generator, a seed, or None.

    >>> mlp((64, 100, 10), rng=0)
    Sequential(
      (0): Linear(in_features=64, out_features=100, bias=True)
      (1): ReLU()
      (2): Linear(in_features=100, out_features=10, bias=True)
    )
    """
    sizes = [whole_number(size, "sizes", at_least=1) for size in sizes]
    if len(sizes) < 2:
        raise ValueError(f"sizes must be the inputs, any hidden layers and the outputs, got {sizes}")
    rng = random_generator(rng)
    layers: list[Module] = []
    for in_features, units in pairwise(sizes[:-1]):
        layers.append(_linear(in_features, units, init, rng))
        layers += [norm(units)] if norm else []
        layers.append(activation())
        layers += [dropout()] if dropout else []
    return Sequential(*layers, _linear(sizes[-2], sizes[-1], init, rng))


def _linear(in_features: int, units: int, init: Callable[..., Any], rng: Any) -> Linear:
    linear = Linear(in_features, units, rng=0)
    init(linear.weight.data, rng=rng)
    linear.bias = Parameter(np.zeros(units))
    return linear
