"""ConvTranspose2d: the transposed convolution as a layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ...arguments import FloatArray, random_generator, whole_number
from ...functional.images import image_batch
from ...functional.upsampling.transposed import conv_transpose2d, conv_transpose2d_backward
from ...functional.window import Window, pair
from ..module import Module
from ..parameter import Parameter


class ConvTranspose2d(Module):
    """Each number of x, times the kernel, is laid on y, stride pixels from its neighbour; what overlaps adds up.

    x: (N, in_channels, H, W). y: (N, out_channels, H_out, W_out) with
        H_out = (H - 1) * stride - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1.
    weight: (in_channels, out_channels / groups, kh, kw): the inputs first, the other way round than Conv2d's. bias:
        (out_channels,), or None if bias=False.
    padding *crops* so many rows and columns at each edge of y. output_padding keeps some of them below and on the
        right; less than stride.
    rng, dtype: as in Conv2d; the starting values are uniform within ±1/sqrt(out_channels / groups * kh * kw), as in
        PyTorch.

    It is the adjoint of Conv2d with the same weight: sum(conv(x) * y) = sum(x * transposed(y)). It is no inverse.

    >>> layer = ConvTranspose2d(1, 1, kernel_size=(1, 3), stride=(1, 2), bias=False)
    >>> layer.weight.data = np.array([[[[1.0, 2.0, 3.0]]]])
    >>> layer([[[[1.0, 10.0]]]])
    array([[[[ 1.,  2., 13., 20., 30.]]]])
    >>> layer.backward([[[[1.0, 0.0, 0.0, 0.0, 1.0]]]])
    array([[[[1., 3.]]]])
    >>> layer.weight.grad
    array([[[[ 1.,  0., 10.]]]])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
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
        window = Window.of(kernel_size, stride, padding, dilation)
        self.kernel_size, self.stride, self.padding, self.dilation = window
        self.output_padding = pair(output_padding, "output_padding", at_least=0)

        shape = (in_channels, out_channels // groups, *self.kernel_size)
        rng, bound = random_generator(rng), 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = Parameter(rng.uniform(-bound, bound, shape).astype(dtype))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels).astype(dtype)) if bias else None

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return y, shape (N, out_channels, H_out, W_out)."""
        x = image_batch(x, self.in_channels)
        bias = None if self.bias is None else self.bias.data
        y = conv_transpose2d(x, self.weight.data, bias, **self._steps())
        self.save_for_backward(x)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of weight and bias to their grad."""
        (x,) = self.saved
        grad_x, grad_weight, grad_bias = conv_transpose2d_backward(grad_output, x, self.weight.data, **self._steps())
        self.weight.accumulate_grad(grad_weight)
        if self.bias is not None:
            self.bias.accumulate_grad(grad_bias)
        return grad_x

    def _steps(self) -> dict[str, Any]:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "output_padding": self.output_padding,
            "groups": self.groups,
            "dilation": self.dilation,
        }

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, output_padding={self.output_padding}, groups={self.groups}, "
            f"bias={self.bias is not None}, dilation={self.dilation}"
        )
