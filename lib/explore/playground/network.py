"""The network of the playground: hidden layers of the learner's parts, and one output.

Each layer is Linear, then batch normalization where it is on, the activation, and dropout where that is on. What a
layer computed on its way is kept, because every number of it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray

from .parts import PartFailed, Toolbox
from .settings import Settings

# What the initializer is told of the activation; it makes up for what that takes away.
_NONLINEARITY = {"identity": "linear", "sigmoid": "sigmoid", "tanh": "tanh", "leaky_relu": "leaky_relu"}


@dataclass(frozen=True)
class Passed:
    """What a layer made of its inputs, (N, in): z, the activation's input, and activation, both (N, out)."""

    inputs: FloatArray
    z: FloatArray
    activation: FloatArray


class Layer:
    """One layer. hidden: with an activation and what goes with it; the output has a Linear alone."""

    def __init__(self, number: int, sizes: tuple[int, int], settings: Settings, tools: Toolbox, hidden: bool) -> None:
        self.sizes = sizes
        self._linear_tool = tools("Linear")
        self.linear = self._linear_tool.run("", self._linear_tool.things[0], *sizes)
        weight: Any = getattr(self.linear, "weight", None)
        shape = np.shape(getattr(weight, "data", 0.0))
        if shape != (sizes[1], sizes[0]):
            who = self._linear_tool.who()
            raise PartFailed(f"{who} has a weight of shape {shape} where {sizes[::-1]} was expected.")
        self.norm = self.dropout = None
        self._activation = tools(settings.activation) if hidden and settings.activation != "identity" else None
        self._norm_tool = tools("BatchNorm1d") if hidden and settings.batch_norm else None
        self._dropout_tool = tools("Dropout") if hidden and settings.dropout else None
        if self._norm_tool is not None:
            self.norm = self._norm_tool.run("", self._norm_tool.things[0], sizes[1])
        if self._dropout_tool is not None:
            seed = settings.seed + 1 + number
            self.dropout = self._dropout_tool.run("", self._dropout_tool.things[0], settings.dropout, rng=seed)

    def parameters(self) -> list[Any]:
        """Weight and bias, and those of the normalization."""
        normed = [] if self.norm is None else [self.norm.weight, self.norm.bias]
        return [self.linear.weight, self.linear.bias, *normed]

    def forward(self, x: FloatArray, training: bool) -> Passed:
        """Return what becomes of x, (N, in)."""
        shape = len(x), self.sizes[1]
        z = self._linear_tool.numbers(shape, "'s forward", self.linear.forward, x)
        if self._norm_tool is not None and self.norm is not None:
            self.norm.training = training
            z = self._norm_tool.numbers(shape, "'s forward", self.norm.forward, z)
        a = z if self._activation is None else self._activation.numbers(shape, "", self._activation.things[0], z)
        if self._dropout_tool is not None and self.dropout is not None:
            self.dropout.training = training
            a = self._dropout_tool.numbers(shape, "'s forward", self.dropout.forward, a)
        return Passed(x, z, a)

    def backward(self, grad: FloatArray, passed: Passed) -> tuple[FloatArray, FloatArray]:
        """Return the gradients with respect to z and to the inputs. grad: with respect to what forward returned."""
        shape = grad.shape
        if self._dropout_tool is not None and self.dropout is not None:
            grad = self._dropout_tool.numbers(shape, "'s backward", self.dropout.backward, grad)
        grad_z = self.slope(grad, passed.z)
        grad = grad_z
        if self._norm_tool is not None and self.norm is not None:
            grad = self._norm_tool.numbers(shape, "'s backward", self.norm.backward, grad)
        due = passed.inputs.shape
        return grad_z, self._linear_tool.numbers(due, "'s backward", self.linear.backward, grad)

    def slope(self, grad: FloatArray, z: FloatArray) -> FloatArray:
        """Return what of a gradient passes the activation at z."""
        if self._activation is None:
            return grad
        return self._activation.numbers(grad.shape, "_backward", self._activation.things[1], grad, z)


class Network:
    """Layers one after the other. inputs: how many features. rng: for the first weights."""

    def __init__(self, settings: Settings, tools: Toolbox, rng: np.random.Generator) -> None:
        sizes = (len(settings.features), *settings.layers, 1)
        self.layers = [
            Layer(i, (n_in, n_out), settings, tools, hidden=i < len(settings.layers))
            for i, (n_in, n_out) in enumerate(pairwise(sizes))
        ]
        for layer in self.layers:
            layer.linear.weight.data = first_weights(layer.sizes[::-1], settings, tools, rng)
            layer.linear.bias.data = np.zeros(layer.sizes[1])

    def parameters(self) -> list[Any]:
        """All that is learned."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def forward(self, x: FloatArray, training: bool = False) -> list[Passed]:
        """Return what each layer made of x, (N, features); the last one's activation is the output, (N, 1)."""
        passed: list[Passed] = []
        for layer in self.layers:
            passed.append(layer.forward(x, training))
            x = passed[-1].activation
        return passed

    def backward(self, grad: FloatArray, passed: list[Passed]) -> list[tuple[FloatArray, FloatArray]]:
        """Return for each layer the gradients with respect to its activation and its z; parameters get theirs.

        grad: with respect to the output, (N, 1). passed: what forward returned, just before.
        """
        for parameter in self.parameters():
            parameter.grad = None
        grads = []
        for layer, one in zip(reversed(self.layers), reversed(passed), strict=True):
            grad_z, below = layer.backward(grad, one)
            grads.append((grad, grad_z))
            grad = below
        return grads[::-1]


def first_weights(shape: tuple[int, ...], settings: Settings, tools: Toolbox, rng: np.random.Generator) -> FloatArray:
    """Return the weights that a layer starts from, (out, in)."""
    weight = np.zeros(shape)
    if settings.init == "zeros":
        return weight
    if settings.init == "normal":
        return rng.normal(0.0, settings.init_std, shape)
    tool = tools(settings.init)
    tool.run("", tool.things[0], weight, **told_to_initializer(settings), rng=rng)
    return tool.numbers(weight.shape, "", lambda: weight)


def told_to_initializer(settings: Settings) -> dict[str, str]:
    """Return what the initializer is told beside the weight."""
    if settings.init != "kaiming_normal_":
        return {}
    return {"nonlinearity": _NONLINEARITY.get(settings.activation, "relu")}
