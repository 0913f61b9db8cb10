"""How much of the image one output pixel of a stack of layers can see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..arguments import whole_number


def receptive_field(layers: Iterable[Sequence[int]]) -> int:
    """Return the side of the square of input pixels that one output pixel depends on.

    layers: (kernel_size, stride) or (kernel_size, stride, dilation) of each convolution and pooling, first layer first.

    With jump = the distance, in input pixels, between two neighbours of the present layer:

        field = field + dilation * (kernel_size - 1) * jump        the kernel adds that many steps of jump pixels
        jump  = jump * stride

    Kernels add up; only strides multiply. Depth is cheap: three 3 × 3 layers see as much as one 7 × 7.

    >>> receptive_field([(3, 1), (3, 1), (3, 1)])
    7
    >>> receptive_field([(3, 1), (2, 2), (3, 1)])  # after the stride, a step of the kernel is two pixels wide
    8
    """
    field, jump = 1, 1
    for layer in layers:
        if len(layer) not in (2, 3):
            raise ValueError(f"layers must be (kernel_size, stride) or (kernel_size, stride, dilation), got {layer!r}")
        names = ("kernel_size", "stride", "dilation")
        kernel_size, stride, dilation = (whole_number(v, n, 1) for v, n in zip((*layer, 1), names, strict=False))
        field += dilation * (kernel_size - 1) * jump
        jump *= stride
    return field
