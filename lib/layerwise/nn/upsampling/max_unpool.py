"""MaxUnpool2d: numbers go back to the places where the winners of a max pooling stood."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from ...arguments import FloatArray, grad_of_shape
from ...functional.upsampling.remembered import max_unpool2d, max_unpool2d_backward
from ...functional.window import pooling_window
from ..module import Module


class MaxUnpool2d(Module):
    """y[n, c].flat[indices[n, c, h, w]] = x[n, c, h, w], and 0 everywhere else.

    Called with what MaxPool2d(..., return_indices=True) returned: layer(x, indices), or layer(x, indices, output_size)
    where pooling left a rest over. x, indices: (N, C, H, W). output_size: (rows, columns), or the shape before pooling.
    kernel_size, stride, padding: those of the pooling.

    Backward, each number gets the gradient of the place where it was put. There is none for indices.

    >>> layer = MaxUnpool2d(2)
    >>> layer([[[[5.0, 7.0]]]], [[[[1, 7]]]])
    array([[[[0., 5., 0., 0.],
             [0., 0., 0., 7.]]]])
    >>> layer.backward([[[[0.0, 10.0, 20.0, 30.0], [40.0, 50.0, 60.0, 70.0]]]])
    array([[[[10., 70.]]]])
    """

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        self.kernel_size, self.stride, self.padding, _ = pooling_window(kernel_size, stride, padding)

    def forward(self, x: ArrayLike, indices: ArrayLike, output_size: Any = None) -> FloatArray:  # type: ignore[override]
        """Return y, shape (N, C, *output_size)."""
        y = max_unpool2d(x, indices, self.kernel_size, self.stride, self.padding, output_size)
        self.save_for_backward(indices, y.shape)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, (N, C, H, W)."""
        indices, shape = self.saved
        return max_unpool2d_backward(grad_of_shape(grad_output, shape), indices)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"
