"""What a convolution costs: numbers to learn, and products to compute."""

from __future__ import annotations

from ..arguments import whole_number


def conv_cost(in_channels: int, out_channels: int, kernel_size: int, h: int, w: int) -> tuple[int, int]:
    """Return (parameters, multiply_adds) of a convolution whose output has h rows and w columns, for one image.

        parameters    = out_channels * (in_channels * kernel_size**2 + 1)          each filter has a bias
        multiply_adds = out_channels * in_channels * kernel_size**2 * h * w        each weight, at each place

    A product and its addition count as one, as most papers count; adding the bias is left out. A linear layer is the
    convolution with kernel_size = h = w = 1.

    >>> conv_cost(3, 64, 3, 224, 224)  # VGG16's first layer
    (1792, 86704128)
    """
    in_channels = whole_number(in_channels, "in_channels", at_least=1)
    out_channels = whole_number(out_channels, "out_channels", at_least=1)
    kernel_size = whole_number(kernel_size, "kernel_size", at_least=1)
    h, w = whole_number(h, "h", at_least=1), whole_number(w, "w", at_least=1)
    weights = out_channels * in_channels * kernel_size**2
    return weights + out_channels, weights * h * w
