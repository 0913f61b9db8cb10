"""Conv2d: the same small kernel at every place of an image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, random_generator, whole_number
from ..functional.conv2d import conv2d
from ..functional.conv2d_backward import conv2d_backward
from ..functional.images import image_batch
from ..functional.window import Window
from .module import Module
from .parameter import Parameter


class Conv2d(Module):
    """y[n, f, h, w] = bias[f] + the sum over c, i, j of weight[f, c, i, j] * padded x[n, c, h + i, w + j].

    x: (N, in_channels, H, W). y: (N, out_channels, H_out, W_out), see conv_output_size.
    weight: (out_channels, in_channels / groups, kh, kw), as in PyTorch. bias: (out_channels,), or None if bias=False.
    kernel_size, stride, padding, dilation: an int, or (rows, columns). Padding adds zeros at each of the four edges.
    groups: must divide both numbers of channels; in_channels of them make every input channel a group of its own.
    rng, dtype: as in Linear; the starting values are uniform between -1/sqrt(fan_in) and 1/sqrt(fan_in), with
        fan_in = in_channels / groups * kh * kw, as in PyTorch.

    functional/conv2d_naive.py has the loops that say what is computed, forward and backward.

    >>> layer = Conv2d(1, 1, kernel_size=(1, 2), bias=False)
    >>> layer.weight.data = np.array([[[[-1.0, 1.0]]]])
    >>> layer([[[[1.0, 2.0, 4.0]]]])  # the difference of neighbours: an edge detector
    array([[[[1., 2.]]]])
    >>> layer.backward([[[[1.0, 10.0]]]])
    array([[[[-1., -9., 10.]]]])
    >>> layer.weight.grad
    array([[[[21., 42.]]]])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.in_channels = whole_number(in_channels, "in_channels", at_least=1)
        self.out_channels = whole_number(out_channels, "out_channels", at_least=1)
        self.groups = whole_number(groups, "groups", at_least=1)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups must divide in_channels={in_channels} and out_channels={out_channels}, got groups={groups}"
            )
        self._window = Window.of(kernel_size, stride, padding, dilation)
        self.kernel_size, self.stride, self.padding, self.dilation = self._window

        shape = (out_channels, in_channels // groups, *self.kernel_size)
        rng, bound = random_generator(rng), 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = Parameter(rng.uniform(-bound, bound, shape).astype(dtype))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels).astype(dtype)) if bias else None

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return y, shape (N, out_channels, H_out, W_out)."""
        x = image_batch(x, self.in_channels)
        bias = None if self.bias is None else self.bias.data
        y = conv2d(x, self.weight.data, bias, **self._steps())
        self.save_for_backward(x)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of weight and bias to their grad."""
        grad_x = self._backward(grad_output, needs_grad_x=True)
        assert grad_x is not None  # for the type checker: it was asked for
        return grad_x

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Add the gradients of weight and bias to their grad; that of x, the greater part of the work, is left out."""
        self._backward(grad_output, needs_grad_x=False)

    def _backward(self, grad_output: ArrayLike, needs_grad_x: bool) -> FloatArray | None:
        (x,) = self.saved
        grad_x, grad_weight, grad_bias = conv2d_backward(
            grad_output, x, self.weight.data, **self._steps(), needs_grad_x=needs_grad_x
        )
        self.weight.accumulate_grad(grad_weight)
        if self.bias is not None:
            self.bias.accumulate_grad(grad_bias)
        return grad_x

    def _steps(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation, "groups": self.groups}

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, dilation={self.dilation}, groups={self.groups}, bias={self.bias is not None}"
        )
