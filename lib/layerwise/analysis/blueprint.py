"""A network on paper: its layers' sizes, from which parameters, products and fields of view follow.

VGG16 has 138 million parameters, more than a notebook should allocate to count them. Here nothing is allocated.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from ..arguments import whole_number
from ..functional.conv_output_size import conv_output_size
from .conv_cost import conv_cost
from .receptive_field import receptive_field


class LayerOnPaper(NamedTuple):
    """A layer that learns. name: such as "conv 3x3, 64". multiply_adds: for one image. side: of its output."""

    name: str
    parameters: int
    multiply_adds: int
    side: int


class Blueprint:
    """Layers one after the other, each added by a method, for square images of `channels` channels and `side` pixels.

    layers: those that have parameters, in order. channels, side: what the next layer will get.
    Biases count where a layer has them, and a normalization has two numbers for each channel. Nothing else is learned.

    >>> net = Blueprint(channels=1, side=8).conv(16, 3, padding=1, norm=True).pool(2).flatten().linear(10)
    >>> net.parameters, net.multiply_adds, net.field  # 16 * 9 + 2 * 16, and (16 * 16 + 1) * 10
    (2746, 11776, 4)
    """

    def __init__(self, channels: int, side: int) -> None:
        self.channels = whole_number(channels, "channels", at_least=1)
        self.side = whole_number(side, "side", at_least=1)
        self.layers: list[LayerOnPaper] = []
        self._windows: list[tuple[int, int]] = []

    def conv(
        self,
        outputs: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        norm: bool = False,
        groups: int = 1,
        bias: bool | None = None,
    ) -> Self:
        """Add a convolution, with batch normalization if norm. bias: None stands for `not norm`, which needs none."""
        side = conv_output_size(self.side, kernel_size, stride, padding)
        self._count(self.channels, outputs, kernel_size, side, norm, groups, bias)
        self._windows.append((kernel_size, stride))
        self.channels, self.side = outputs, side
        return self

    def beside(self, inputs: int, outputs: int, kernel_size: int, norm: bool = False) -> Self:
        """Add a convolution beside the path, whose output has the present size: a shortcut, or a narrower branch.

        It counts, and what comes next is as before: the path goes on with the same channels.
        """
        self._count(inputs, outputs, kernel_size, self.side, norm)
        return self

    def joined(self, channels: int) -> Self:
        """Go on with so many channels: what a path and its branches have together."""
        self.channels = whole_number(channels, "channels", at_least=1)
        return self

    def pool(self, kernel_size: int, stride: int | None = None, padding: int = 0) -> Self:
        """Add a pooling."""
        stride = kernel_size if stride is None else stride
        self.side = conv_output_size(self.side, kernel_size, stride, padding)
        self._windows.append((kernel_size, stride))
        return self

    def pool_to(self, side: int) -> Self:
        """Add an adaptive pooling to side × side places. `field` is that of one number before it."""
        self.side = whole_number(side, "side", at_least=1)
        return self

    def flatten(self) -> Self:
        """Make one row of all numbers."""
        self.channels, self.side = self.channels * self.side**2, 1
        return self

    def linear(self, outputs: int) -> Self:
        """Add a linear layer with a bias; before it come flatten or pool_to(1)."""
        if self.side != 1:
            raise ValueError(f"linear wants a row: flatten() or pool_to(1) first; there are {self.side} × {self.side}")
        parameters, products = conv_cost(self.channels, outputs, 1, 1, 1)
        self.layers.append(LayerOnPaper(f"linear, {outputs}", parameters, products, 1))
        self.channels = outputs
        return self

    def _count(
        self,
        inputs: int,
        outputs: int,
        kernel_size: int,
        side: int,
        norm: bool,
        groups: int = 1,
        bias: bool | None = None,
    ) -> None:
        if inputs % groups or outputs % groups:
            raise ValueError(f"groups must divide inputs={inputs} and outputs={outputs}, got groups={groups}")
        parameters, products = conv_cost(inputs // groups, outputs, kernel_size, side, side)
        has_bias = not norm if bias is None else bias
        parameters += 2 * outputs * norm - outputs * (not has_bias)
        self.layers.append(LayerOnPaper(f"conv {kernel_size}x{kernel_size}, {outputs}", parameters, products, side))

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """How many products one image takes."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def field(self) -> int:
        """The side of the square of pixels that one number after the last convolution or pooling depends on."""
        return receptive_field(self._windows)
