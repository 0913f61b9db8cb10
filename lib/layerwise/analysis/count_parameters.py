"""How many numbers a model learns."""

from __future__ import annotations

from ..nn.module import Module


def count_parameters(module: Module, trainable_only: bool = False) -> int:
    """Return how many numbers the parameters of `module` hold, weights and biases, each parameter once.

    A convolution has out_channels * (in_channels / groups * kh * kw + 1), whatever the size of the image.
    trainable_only: leave out frozen parameters. Buffers, such as running means, are never counted: nobody learns them.

    >>> from layerwise.nn import Conv2d
    >>> count_parameters(Conv2d(3, 16, kernel_size=5))  # 16 * (3 * 5 * 5 + 1)
    1216
    """
    return sum(parameter.size for parameter in module.parameters() if parameter.requires_grad or not trainable_only)
