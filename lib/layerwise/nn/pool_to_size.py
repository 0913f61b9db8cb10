"""AdaptiveAvgPool2d: means over as many windows as are asked for, whatever the size of the image."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..functional.adaptive_avg_pool import adaptive_avg_pool2d, adaptive_avg_pool2d_backward
from ..functional.images import image_batch
from ..functional.window import pair
from .module import Module


class AdaptiveAvgPool2d(Module):
    """adaptive_avg_pool2d as a layer: x (N, C, H, W) becomes y (N, C, h, w). See functional/adaptive_avg_pool.py.

    output_size: h and w, an int or two.

    >>> layer = AdaptiveAvgPool2d(1)
    >>> layer([[[[1.0, 2.0], [3.0, 6.0]]]])
    array([[[[3.]]]])
    """

    def __init__(self, output_size: Any) -> None:
        self.output_size = pair(output_size, "output_size", at_least=1)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the means, shape (N, C, h, w)."""
        x = image_batch(x)
        y = adaptive_avg_pool2d(x, self.output_size)
        self.save_for_backward(x)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x."""
        (x,) = self.saved
        return adaptive_avg_pool2d_backward(grad_output, x)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"output_size={self.output_size}"
