"""Residual blocks: a few layers, and a way around them that adds the input to their output.

(He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2016.) Where size or channels change, the way
around is a 1 × 1 convolution with batch normalization. PlainBlock has the same layers and no way around.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, random_generator
from ...nn.activation import ReLU
from ...nn.batch_norm import BatchNorm2d
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.module import Module


class BasicBlock(Module):
    """relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)), with two 3 × 3 convolutions.

    x: (N, in_channels, H, W). y: (N, out_channels, H / stride, W / stride), rounded up.
    conv1 has the stride; both have padding 1 and no bias, since batch normalization has one. The shortcut is x itself,
    or, where stride is not 1 or the channels differ, a 1 × 1 convolution with the stride, and batch normalization.
    rng: a generator or a seed.

    >>> block = BasicBlock(2, 4, stride=2, rng=0)
    >>> y = block(np.ones((3, 2, 8, 8)))
    >>> y.shape, block.backward(y).shape, sum(parameter.size for parameter in block.parameters())
    ((3, 4, 4, 4), (3, 2, 8, 8), 248)
    """

    def __init__(
        self, in_channels: int, out_channels: int, stride: int = 1, rng: np.random.Generator | int | None = None
    ) -> None:
        rng = random_generator(rng)
        self.body = Sequential(
            Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
            ReLU(),
            Conv2d(out_channels, out_channels, 3, padding=1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
        )
        self.shortcut = projection(in_channels, out_channels, stride, rng)
        self.relu = ReLU()

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return y."""
        return self.relu(self.body(x) + self.shortcut(x))

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: a sum sends its gradient both ways."""
        grad_sum = self.relu.backward(grad_output)
        return self.body.backward(grad_sum) + self.shortcut.backward(grad_sum)


class Bottleneck(BasicBlock):
    """relu(body(x) + shortcut(x)), with 1 × 1, 3 × 3 and 1 × 1 convolutions: narrow in the middle.

    x: (N, in_channels, H, W). y: (N, 4 * mid_channels, H / stride, W / stride), rounded up.
    The three convolutions have mid, mid and 4 * mid filters, each with batch normalization, and a ReLU after the first
    two. The stride is in the 3 × 3, as in torchvision; the paper's is in the first 1 × 1, which drops three pixels of
    four unseen. The rest is as in BasicBlock.

    >>> block = Bottleneck(8, 2, rng=0)  # 8 channels come in and go out: the shortcut is x itself
    >>> block(np.ones((3, 8, 4, 4))).shape, sum(parameter.size for parameter in block.parameters())
    ((3, 8, 4, 4), 92)
    """

    def __init__(
        self, in_channels: int, mid_channels: int, stride: int = 1, rng: np.random.Generator | int | None = None
    ) -> None:
        rng, out_channels = random_generator(rng), EXPANSION * mid_channels
        self.body = Sequential(
            Conv2d(in_channels, mid_channels, 1, bias=False, rng=rng),
            BatchNorm2d(mid_channels),
            ReLU(),
            Conv2d(mid_channels, mid_channels, 3, stride, padding=1, bias=False, rng=rng),
            BatchNorm2d(mid_channels),
            ReLU(),
            Conv2d(mid_channels, out_channels, 1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
        )
        self.shortcut = projection(in_channels, out_channels, stride, rng)
        self.relu = ReLU()


class PlainBlock(Sequential):
    """The layers of BasicBlock without the way around: what residual networks are compared with.

    >>> PlainBlock(2, 4, stride=2, rng=0)(np.ones((3, 2, 8, 8))).shape
    (3, 4, 4, 4)
    """

    def __init__(
        self, in_channels: int, out_channels: int, stride: int = 1, rng: np.random.Generator | int | None = None
    ) -> None:
        rng = random_generator(rng)
        super().__init__(
            Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
            ReLU(),
            Conv2d(out_channels, out_channels, 3, padding=1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
            ReLU(),
        )


EXPANSION = 4  # how much wider than its middle a Bottleneck's output is


def projection(in_channels: int, out_channels: int, stride: int, rng: np.random.Generator) -> Sequential:
    """The way around: nothing at all where the shapes agree, a 1 × 1 convolution with normalization elsewhere."""
    if stride == 1 and in_channels == out_channels:
        return Sequential()
    return Sequential(Conv2d(in_channels, out_channels, 1, stride, bias=False, rng=rng), BatchNorm2d(out_channels))
