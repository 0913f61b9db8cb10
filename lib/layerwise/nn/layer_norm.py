"""Layer normalization: give every example mean 0 and variance 1 over its own features (Ba, Kiros and Hinton, 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, float_array, grad_of_shape, real_number, whole_number
from .module import Module
from .parameter import Parameter


class LayerNorm(Module):
    """y = weight * (x - mean) / sqrt(var + eps) + bias, with mean and var of each example over its last dimensions.

    normalized_shape: the last dimensions of x, an int for one; x: (N, ..., *normalized_shape).
    weight, bias: of normalized_shape, learned, starting at 1 and 0. elementwise_affine=False leaves both out,
        bias=False the bias.

    Batch normalization turned on its side: no example depends on another, so a batch of one will do, and training
    and evaluation are the same. There are no running statistics. Backward is batch normalization's formula over
    the other axis, with the D numbers of one example in place of the batch:

        grad_x_hat = grad_output * weight
        grad_x     = (grad_x_hat - mean of grad_x_hat - x_hat * mean of (grad_x_hat * x_hat)) / std

    >>> layer = LayerNorm(3, eps=0.0)
    >>> layer([[0.0, 2.0, 4.0]]).round(3)
    array([[-1.225,  0.   ,  1.225]])
    >>> layer.backward([[1.0, 0.0, 0.0]]).round(3)
    array([[ 0.102, -0.204,  0.102]])
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: DTypeLike = np.float64,
    ) -> None:
        sizes = normalized_shape if isinstance(normalized_shape, tuple | list) else [normalized_shape]
        if not sizes:
            raise ValueError("normalized_shape must have at least one dimension, got none")
        self.normalized_shape = tuple(whole_number(size, "normalized_shape", at_least=1) for size in sizes)
        self.eps = real_number(eps, "eps", at_least=0)
        self.weight = Parameter(np.ones(self.normalized_shape, dtype)) if elementwise_affine else None
        self.bias = Parameter(np.zeros(self.normalized_shape, dtype)) if elementwise_affine and bias else None

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x, each example normalized, scaled and shifted."""
        x = float_array(x, "x")
        if x.shape[-len(self.normalized_shape) :] != self.normalized_shape:
            expected = ", ".join(map(str, self.normalized_shape))
            raise ValueError(f"x must have shape (..., {expected}): normalized_shape last, got shape {x.shape}")
        axes = self._axes()
        x_hat = x - x.mean(axis=axes, keepdims=True)
        std = np.sqrt((x_hat * x_hat).mean(axis=axes, keepdims=True) + self.eps)  # (N, ..., 1)
        x_hat /= std
        self.save_for_backward(x_hat, std)
        y = x_hat.copy() if self.weight is None else x_hat * self.weight.data
        if self.bias is not None:
            y += self.bias.data
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of weight and bias, summed over the examples."""
        x_hat, std = self.saved
        grad_output = grad_of_shape(grad_output, x_hat.shape)
        examples, axes = tuple(range(x_hat.ndim - len(self.normalized_shape))), self._axes()
        grad_x_hat = grad_output
        if self.weight is not None:
            self.weight.accumulate_grad((grad_output * x_hat).sum(axis=examples))
            grad_x_hat = grad_output * self.weight.data
        if self.bias is not None:
            self.bias.accumulate_grad(grad_output.sum(axis=examples))
        grad_x = grad_x_hat - grad_x_hat.mean(axis=axes, keepdims=True)
        grad_x -= x_hat * (grad_x_hat * x_hat).mean(axis=axes, keepdims=True)
        grad_x /= std
        return grad_x

    def _axes(self) -> tuple[int, ...]:
        return tuple(range(-len(self.normalized_shape), 0))

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.weight is not None}, "
            f"bias={self.bias is not None}"
        )
