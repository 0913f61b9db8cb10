"""Dense: Keras's linear layer, its activation within, made when it first hears how many features come in."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, grad_of_shape, random_generator, whole_number
from ..nn.module import Module
from ..nn.parameter import Parameter
from .named_activations import activation_layer


class Dense(Module):
    """y = activation(x @ kernel + bias), for x of shape (N, in_features) and y of shape (N, units).

    kernel: (in_features, units), the transpose of what Linear calls weight; bias: (units,).
    Both are None until build; they start as in Keras: kernel uniform between -bound and bound with

        bound = sqrt(6 / (in_features + units))

    (Glorot and Bengio, 2010), and bias at 0. units: how many outputs. activation: "relu", "softmax", ..., or None.

    Backward, with grad_z the gradient with respect to z = x @ kernel + bias:

        grad_kernel = x.T @ grad_z          (in_features, units)
        grad_bias   = grad_z.sum(axis=0)    (units,)
        grad_x      = grad_z @ kernel.T     (N, in_features)

    >>> layer = Dense(1, "relu")
    >>> layer.build(2)
    >>> layer.kernel.data, layer.bias.data = np.array([[10.0], [1.0]]), np.array([-20.0])
    >>> layer([[1.0, 2.0], [3.0, 4.0]])
    array([[ 0.],
           [14.]])
    """

    def __init__(self, units: int, activation: str | None = None) -> None:
        self.units = whole_number(units, "units", at_least=1)
        self.activation = activation_layer(activation)
        self.kernel: Parameter | None = None
        self.bias: Parameter | None = None

    def build(self, in_features: int, rng: np.random.Generator | int | None = None) -> None:
        """Make kernel and bias for so many features; rng: a generator, a seed, or None."""
        in_features = whole_number(in_features, "in_features", at_least=1)
        bound = math.sqrt(6 / (in_features + self.units))
        self.kernel = Parameter(random_generator(rng).uniform(-bound, bound, (in_features, self.units)))
        self.bias = Parameter(np.zeros(self.units))

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return activation(x @ kernel + bias), (N, units). A layer that has not been built is built for x."""
        x = float_matrix(x, "x", "(N, in_features)")
        if self.kernel is None:
            self.build(x.shape[1])
        kernel, bias = self._built()
        if x.shape[1] != len(kernel.data):
            raise ValueError(f"x must have {len(kernel.data)} features, as this layer was built, got shape {x.shape}")
        self.save_for_backward(x)
        z = x @ kernel.data + bias.data
        return z if self.activation is None else self.activation(z)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of kernel and bias to their grad."""
        (x,) = self.saved
        kernel, bias = self._built()
        grad_z = grad_of_shape(grad_output, (len(x), self.units))
        if self.activation is not None:
            grad_z = self.activation.backward(grad_z)
        kernel.accumulate_grad(x.T @ grad_z)
        bias.accumulate_grad(grad_z.sum(axis=0))
        return grad_z @ kernel.data.T

    def _built(self) -> tuple[Parameter, Parameter]:
        if self.kernel is None or self.bias is None:
            raise RuntimeError("Dense has no kernel yet: call build(in_features), or the layer itself")
        return self.kernel, self.bias

    def extra_repr(self) -> str:
        """What is printed between the brackets where there is no activation."""
        return f"units={self.units}"
