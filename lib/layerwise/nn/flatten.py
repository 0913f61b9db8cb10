"""Flatten: several dimensions become one, so that images can enter a Linear layer."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape, whole_number
from .module import Module


class Flatten(Module):
    """The dimensions from start_dim to end_dim become one; (N, C, H, W) becomes (N, C * H * W).

    start_dim: 1 leaves the batch dimension alone. end_dim: -1 is the last.
    Nothing is computed, so backward only gives the gradient its old shape again.

    >>> import numpy as np
    >>> layer = Flatten()
    >>> layer(np.zeros((10, 3, 4, 4))).shape
    (10, 48)
    >>> layer.backward(np.zeros((10, 48))).shape
    (10, 3, 4, 4)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim = whole_number(start_dim, "start_dim", at_least=-32)
        self.end_dim = whole_number(end_dim, "end_dim", at_least=-32)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x with the dimensions from start_dim to end_dim as one."""
        x = float_array(x, "x")
        start, end = (dim + x.ndim if dim < 0 else dim for dim in (self.start_dim, self.end_dim))
        if not 0 <= start <= end < x.ndim:
            raise ValueError(
                f"x must have the dimensions start_dim={self.start_dim} to end_dim={self.end_dim}, got shape {x.shape}"
            )
        shape = (*x.shape[:start], math.prod(x.shape[start : end + 1]), *x.shape[end + 1 :])
        self.save_for_backward(x.shape, shape)
        return x.reshape(shape)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return grad_output in the shape that x had."""
        x_shape, shape = self.saved
        return grad_of_shape(grad_output, shape).reshape(x_shape)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
