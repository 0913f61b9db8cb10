"""Sequential: layers one after the other that know their shapes, and the five lines that train them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, random_generator, whole_number
from ..nn.container import ModuleList
from ..nn.module import Module
from ..training.evaluation import predict
from .compiling import compile_model
from .evaluating import evaluate_model
from .fitting import fit_model

Row = tuple[str, tuple[None, int], int]


class Sequential(Module):
    """A network for rows of in_features numbers, built as layers are added.

    in_features: what comes in; it is no layer. rng: a generator or a seed, for all layers' weights. layers: found in
    the attribute of that name. A layer with `build` is built for what the layer before gives, and gives `units`
    features itself; any other Module, such as Dropout or ReLU, leaves their number alone.

    >>> from layerwise.keras import Dense
    >>> model = Sequential(32, rng=0)
    >>> model.add(Dense(128, "relu"))
    >>> model.add(Dense(10, "softmax"))
    >>> model.summary()
    ([('dense', (None, 128), 4224), ('dense_1', (None, 10), 1290)], 5514)
    """

    def __init__(self, in_features: int, rng: np.random.Generator | int | None = None) -> None:
        self.in_features = whole_number(in_features, "in_features", at_least=1)
        self.rng = random_generator(rng)
        self.layers = ModuleList()
        self.rows: list[tuple[str, int]] = []  # name and features of each layer

    def add(self, layer: Module) -> None:
        """Append a layer, and build it for the features that reach it."""
        features = self.rows[-1][1] if self.rows else self.in_features
        build = getattr(layer, "build", None)
        if build is not None:
            build(features, self.rng)
            features = layer.units  # type: ignore[attr-defined]
        kind = type(layer).__name__.lower()
        before = sum(type(other) is type(layer) for other in self.layers)
        self.layers.append(layer)
        self.rows.append((f"{kind}_{before}" if before else kind, features))

    def summary(self) -> tuple[list[Row], int]:
        """Return a row for each layer, (name, (None, features), numbers that are learned), and the total of the latter.

        None stands for the batch, which may have any size. The second layer of a kind is called dense_1.
        """
        counts = [sum(parameter.size for parameter in layer.parameters()) for layer in self.layers]
        rows = [(name, (None, features), count) for (name, features), count in zip(self.rows, counts, strict=True)]
        return rows, sum(counts)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return what the last layer gives."""
        for layer in self.layers:
            x = layer(x)
        return float_array(x, "x")

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to the first layer's input."""
        for layer in reversed(self.layers.children()):
            grad_output = layer.backward(grad_output)
        return float_array(grad_output, "grad_output")

    def compile(self, loss: Any, optimizer: Any = "rmsprop", metrics: Sequence[str] = ()) -> None:
        """Choose loss, optimizer and metrics: compile_model."""
        compile_model(self, loss, optimizer, metrics)

    def fit(self, x: ArrayLike, y: ArrayLike, **options: Any) -> dict[str, list[float]]:
        """Train, and return what happened epoch by epoch: fit_model."""
        return fit_model(self, x, y, **options)

    def evaluate(self, x: ArrayLike, y: ArrayLike, batch_size: int = 32) -> dict[str, float]:
        """Return loss and metrics on these examples: evaluate_model."""
        return evaluate_model(self, x, y, batch_size)

    def predict(self, x: ArrayLike, batch_size: int = 256) -> FloatArray:
        """Return the outputs, computed in batches, in evaluation mode."""
        return predict(self, x, batch_size)
