"""The Inception block: four kernels look at the same input, and their answers stand side by side.

(Szegedy and others, Going Deeper with Convolutions, 2015.) 1 × 1 kernels narrow the input before the large ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, grad_of_shape, random_generator, whole_number
from ...nn.activation import ReLU
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.max_pool import MaxPool2d
from ...nn.module import Module


class Inception(Module):
    """Four branches on x, concatenated along the channels: c1 + c3 + c5 + pool of them.

        1 × 1, c1   |   1 × 1, r3, then 3 × 3, c3   |   1 × 1, r5, then 5 × 5, c5   |   max pooling, then 1 × 1, pool

    x: (N, in_channels, H, W). y: (N, c1 + c3 + c5 + pool, H, W), in this order. Each convolution has a bias and a ReLU,
    and padding that keeps the size; the pooling is 3 × 3 with stride 1 and padding 1.
    c3: two numbers, (r3, c3). c5: (r5, c5). rng: a generator or a seed.

    torchvision's block has batch normalization, and a 3 × 3 kernel in the third branch: a slip that it has to keep.

    >>> block = Inception(192, 64, (96, 128), (16, 32), 32, rng=0)  # GoogLeNet's 3a
    >>> block(np.zeros((1, 192, 4, 4))).shape, sum(parameter.size for parameter in block.parameters())
    ((1, 256, 4, 4), 163696)
    """

    def __init__(
        self,
        in_channels: int,
        c1: int,
        c3: tuple[int, int],
        c5: tuple[int, int],
        pool: int,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        rng = random_generator(rng)
        for name, widths in (("c3", c3), ("c5", c5)):
            if not isinstance(widths, tuple | list) or len(widths) != 2:
                raise ValueError(f"{name} must be two ints, (the 1 × 1 before, the kernel's own), got {widths!r}")

        def conv(inputs: int, outputs: int, kernel_size: int) -> list[Module]:
            layer = Conv2d(inputs, outputs, kernel_size, padding=kernel_size // 2, rng=rng)
            return [layer, ReLU()]

        self.widths = [whole_number(width, "a number of channels", 1) for width in (c1, c3[1], c5[1], pool)]
        self.branch1 = Sequential(*conv(in_channels, c1, 1))
        self.branch3 = Sequential(*conv(in_channels, c3[0], 1), *conv(c3[0], c3[1], 3))
        self.branch5 = Sequential(*conv(in_channels, c5[0], 1), *conv(c5[0], c5[1], 5))
        self.branch_pool = Sequential(MaxPool2d(3, stride=1, padding=1), *conv(in_channels, pool, 1))

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return y, shape (N, c1 + c3 + c5 + pool, H, W)."""
        outputs = [branch(x) for branch in self.children()]
        y = np.concatenate(outputs, axis=1)
        self.save_for_backward(y.shape)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: each branch goes back through its own channels, and they add up."""
        (shape,) = self.saved
        parts = np.split(grad_of_shape(grad_output, shape), np.cumsum(self.widths)[:-1], axis=1)
        first, *others = (branch.backward(part) for branch, part in zip(self.children(), parts, strict=True))
        return sum(others, start=first)
