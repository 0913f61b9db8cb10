"""How many places a kernel can take along one side of an image."""

from __future__ import annotations

from ..arguments import whole_number


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1, for convolution and pooling alike.

    The kernel reaches over dilation * (kernel_size - 1) + 1 pixels. Its first place is at the left edge of the padded
    side; each further place is `stride` pixels on, as long as the kernel still fits. Pixels that are left over at the
    right edge are never seen: that is the floor.

    size: pixels along the side. padding: zeros added at *each* end. dilation: the distance between kernel elements.

    >>> conv_output_size(28, kernel_size=5)
    24
    >>> conv_output_size(32, kernel_size=3, padding=1)  # keeps the size
    32
    >>> conv_output_size(7, kernel_size=2, stride=2)  # the seventh pixel is left over
    3
    """
    size = whole_number(size, "size", at_least=0)
    kernel_size = whole_number(kernel_size, "kernel_size", at_least=1)
    stride = whole_number(stride, "stride", at_least=1)
    padding = whole_number(padding, "padding", at_least=0)
    dilation = whole_number(dilation, "dilation", at_least=1)
    reach = dilation * (kernel_size - 1) + 1
    if reach > size + 2 * padding:
        raise ValueError(
            f"the kernel must fit into the padded image: it reaches over {reach} pixels (kernel_size={kernel_size}, "
            f"dilation={dilation}), and size + 2 * padding is {size + 2 * padding} (size={size}, padding={padding})"
        )
    return (size + 2 * padding - reach) // stride + 1
