"""What all milestones do with their parts: stand them in a row, train them in batches, count what is right.

Of each part only what its exercise asks for is used, so that any right answer will do.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from layerwise import datasets
from layerwise.arguments import FloatArray, IntArray
from layerwise.nn import Module

from .toolbox import Toolbox

LEARNED_FROM = 1437  # digits; the other 360 are for testing


class Activation(Module):
    """Two functions as a layer: function(x) forward, gradient(grad_output, x) backward."""

    def __init__(self, function: Callable[..., Any], gradient: Callable[..., Any]) -> None:
        self._function, self._gradient = function, gradient

    def forward(self, x: Any) -> FloatArray:
        """Return the activation of x."""
        self._x = x
        return self._function(x)

    def backward(self, grad_output: Any) -> FloatArray:
        """Return the gradient with respect to x."""
        return self._gradient(grad_output, self._x)


class Loss:
    """Cross-entropy of two functions, as train_step takes it."""

    def __init__(self, function: Callable[..., Any], gradient: Callable[..., Any]) -> None:
        self._function, self._gradient = function, gradient

    def __call__(self, logits: Any, target: Any) -> Any:
        self._saved = logits, target
        return self._function(logits, target)

    def backward(self) -> FloatArray:
        """Return the gradient of the latest call."""
        return self._gradient(*self._saved)


class Steps:
    """An optimizer that has `step` only, with the `zero_grad` that train_step calls."""

    def __init__(self, model: Module, optimizer: Any) -> None:
        self.zero_grad, self.step = model.zero_grad, optimizer.step


def filled(layer: Any, seed: int) -> Any:
    """The layer with first weights as PyTorch draws them, whichever its own are, and a bias of 0."""
    shape = np.shape(layer.weight.data)
    bound = 1 / np.sqrt(np.prod(shape[1:]))
    layer.weight.data = np.random.default_rng(seed).uniform(-bound, bound, shape)
    layer.bias.data = np.zeros(shape[0])
    return layer


def relu_layer(tools: Toolbox) -> Activation:
    """A layer of the part `relu`."""
    return Activation(tools("relu"), tools("relu_backward"))


def digits(images: bool = False, seed: int = 0) -> tuple[FloatArray, IntArray, FloatArray, IntArray]:
    """The handwritten digits in a fixed order: X and y to learn from, and X and y for testing."""
    X, y = datasets.digits(images=images)
    order = np.random.default_rng(seed).permutation(len(y))
    learn, test = order[:LEARNED_FROM], order[LEARNED_FROM:]
    return X[learn], y[learn], X[test], y[test]


def batches(X: FloatArray, y: IntArray, size: int, rng: np.random.Generator) -> Iterator[tuple[FloatArray, IntArray]]:
    """One epoch, before DataLoader has been written."""
    order = rng.permutation(len(y))
    for start in range(0, len(y), size):
        rows = order[start : start + size]
        yield X[rows], y[rows]


def train(tools: Toolbox, model: Module, optimizer: Any, epochs: Iterable[Iterable[Any]]) -> list[float]:
    """Train a model with the parts of chapter 2; return the loss of each update."""
    step, loss = tools("train_step"), Loss(tools("cross_entropy"), tools("cross_entropy_backward"))
    model.train()
    losses = [float(step(model, loss, Steps(model, optimizer), *batch)) for epoch in epochs for batch in epoch]
    model.eval()
    return losses


def labels(model: Module, X: FloatArray) -> IntArray:
    """The class that the model gives each example, in evaluation."""
    model.eval()
    found: IntArray = np.argmax(model(X), axis=1)
    return found


def right(model: Module, X: FloatArray, y: IntArray) -> float:
    """The fraction of examples whose class the model names."""
    return float((labels(model, X) == y).mean())
