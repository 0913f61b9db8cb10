"""AvgPool2d: each window gives its mean."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from ..functional.images import crop_images, image_batch, pad_images
from ..functional.window import pooling_window
from .module import Module


class AvgPool2d(Module):
    """y[n, c, h, w] = the sum of the window at (h, w) of channel c, divided by the number of pixels in it.

    x: (N, C, H, W). y: (N, C, H_out, W_out), see conv_output_size.
    kernel_size, stride, padding: an int, or (rows, columns). stride is kernel_size if None: windows side by side.
        Padding is with zeros, at most half of the kernel.
    count_include_pad: with True, PyTorch's default, the zeros of the padding count as pixels, and the divisor is
        kh * kw everywhere; with False only the pixels inside the image are counted.

    Backward, each pixel gets grad_output / divisor from every window that it is in.

    >>> layer = AvgPool2d(2)
    >>> layer([[[[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 2.0, 2.0]]]])
    array([[[[3., 2.]]]])
    >>> layer.backward([[[[4.0, 8.0]]]])
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]])
    """

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0, count_include_pad: bool = True) -> None:
        self._window = pooling_window(kernel_size, stride, padding)
        self.kernel_size, self.stride, self.padding, _ = self._window
        self.count_include_pad = bool(count_include_pad)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the mean of each window, shape (N, C, H_out, W_out)."""
        x = image_batch(x)
        divisor: Any = float(math.prod(self.kernel_size))
        if not self.count_include_pad:
            divisor = self._window_sums(np.ones((1, 1, *x.shape[2:]), x.dtype))  # (1, 1, H_out, W_out)
        y = self._window_sums(x)
        y /= divisor
        self.save_for_backward(x.shape, y.shape, divisor)
        return y

    def _window_sums(self, x: FloatArray) -> FloatArray:
        padded = pad_images(x, self.padding)
        (_, _, rows, columns), *others = self._window.offsets(*self._window.output_size(*x.shape[2:]))
        sums = padded[:, :, rows, columns].copy(order="K")  # one element of every window, (N, C, H_out, W_out)
        for _, _, rows, columns in others:
            sums += padded[:, :, rows, columns]
        return sums

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x."""
        (N, C, H, W), y_shape, divisor = self.saved
        share = grad_of_shape(grad_output, y_shape) / divisor
        ph, pw = self.padding
        grad_padded = np.zeros_like(share, shape=(N, C, H + 2 * ph, W + 2 * pw))
        for _, _, rows, columns in self._window.offsets(*y_shape[2:]):
            if self._window.overlaps:
                grad_padded[:, :, rows, columns] += share
            else:  # no pixel is in two windows: writing takes half the time of adding
                grad_padded[:, :, rows, columns] = share
        return crop_images(grad_padded, self.padding)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"count_include_pad={self.count_include_pad}"
        )
