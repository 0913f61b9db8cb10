"""Window: how a kernel steps over an image, the geometry that convolution, pooling and unfold share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from ..arguments import whole_number
from .conv_output_size import conv_output_size


def pair(value: Any, name: str, at_least: int) -> tuple[int, int]:
    """Return (rows, columns) from one int, which serves both, or from two.

    >>> pair(3, "kernel_size", at_least=1), pair((3, 5), "kernel_size", at_least=1)
    ((3, 3), (3, 5))
    """
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(f"{name} must be an int or two ints, (rows, columns), got {value!r}")
        return whole_number(value[0], name, at_least), whole_number(value[1], name, at_least)
    both = whole_number(value, name, at_least)
    return both, both


class Window(NamedTuple):
    """Each field is (rows, columns): kernel_size, stride, padding and dilation, as in PyTorch's layers."""

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    @classmethod
    def of(cls, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Self:
        """Check the arguments of a layer; each is an int or two ints."""
        return cls(
            pair(kernel_size, "kernel_size", at_least=1),
            pair(stride, "stride", at_least=1),
            pair(padding, "padding", at_least=0),
            pair(dilation, "dilation", at_least=1),
        )

    def output_size(self, H: int, W: int) -> tuple[int, int]:
        """Return (H_out, W_out), how many places the window takes in an image of H rows and W columns."""
        (kh, kw), (sh, sw), (ph, pw), (dh, dw) = self
        return conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)

    @property
    def overlaps(self) -> bool:
        """Whether some windows may have pixels in common, because the stride is smaller than what a window spans."""
        return any(s <= d * (k - 1) for k, s, d in zip(self.kernel_size, self.stride, self.dilation, strict=True))

    def offsets(self, H_out: int, W_out: int) -> Iterator[tuple[int, int, slice, slice]]:
        """Yield (i, j, rows, columns) for each kernel element, row by row.

        padded[..., rows, columns], of shape (..., H_out, W_out), holds the pixel that kernel element (i, j) lies on,
        for every place of the window at once.

        >>> for i, j, rows, columns in Window.of((1, 2), stride=2).offsets(3, 3):
        ...     print(i, j, rows, columns)
        0 0 slice(0, 5, 2) slice(0, 5, 2)
        0 1 slice(0, 5, 2) slice(1, 6, 2)
        """
        (kh, kw), (sh, sw), _, (dh, dw) = self
        for i in range(kh):
            for j in range(kw):
                rows = slice(i * dh, i * dh + sh * (H_out - 1) + 1, sh)
                columns = slice(j * dw, j * dw + sw * (W_out - 1) + 1, sw)
                yield i, j, rows, columns

    def as_text(self) -> str:
        """Return the fields as they are printed between the brackets of a layer."""
        return ", ".join(f"{name}={value}" for name, value in self._asdict().items())


def pooling_window(kernel_size: Any, stride: Any, padding: Any, dilation: Any = 1) -> Window:
    """Check the arguments of a pooling layer; stride None stands for kernel_size: windows side by side."""
    window = Window.of(kernel_size, kernel_size if stride is None else stride, padding, dilation)
    if any(2 * p > k for p, k in zip(window.padding, window.kernel_size, strict=True)):
        raise ValueError(f"padding must be at most half of kernel_size {window.kernel_size}, got {window.padding}")
    return window
