"""GlobalAvgPool: each channel becomes one number, its mean over the image (Lin, Chen and Yan, 2014)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from ..functional.images import image_batch
from .module import Module


class GlobalAvgPool(Module):
    """y[n, c] = the mean of x[n, c] over its H * W pixels; x (N, C, H, W) becomes y (N, C).

    It ends a convolutional network: any image size will do, and there is nothing to learn. In PyTorch it is
    AdaptiveAvgPool2d(1) with Flatten. Backward, every pixel gets grad_output / (H * W).

    >>> layer = GlobalAvgPool()
    >>> layer([[[[1.0, 2.0], [3.0, 6.0]]]])
    array([[3.]])
    >>> layer.backward([[4.0]])
    array([[[[1., 1.],
             [1., 1.]]]])
    """

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the mean of each channel, shape (N, C)."""
        x = image_batch(x)
        if x.shape[2] * x.shape[3] == 0:
            raise ValueError(f"x must have at least one pixel, got shape {x.shape}")
        self.save_for_backward(x)
        return x.mean(axis=(2, 3))

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, shape (N, C, H, W)."""
        (x,) = self.saved
        N, C, H, W = x.shape
        share = grad_of_shape(grad_output, (N, C)) / (H * W)
        grad_x = np.empty_like(x, dtype=share.dtype)  # lies in memory as x does
        grad_x[...] = share[:, :, None, None]
        return grad_x
