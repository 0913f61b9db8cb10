"""MaxPool2d: each window keeps its largest number only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from ..functional.images import crop_images, image_batch, match_memory_layout, pad_images
from ..functional.keep_where import keep_where
from ..functional.window import pooling_window
from .module import Module


class MaxPool2d(Module):
    """y[n, c, h, w] = the largest number in the window at (h, w) of channel c.

    x: (N, C, H, W). y: (N, C, H_out, W_out), see conv_output_size.
    kernel_size, stride, padding, dilation: an int, or (rows, columns). stride is kernel_size if None: windows side by
        side. Padding is with -inf, so that it never wins; at most half of the kernel, so that no window holds only it.

    Backward, the winner of each window gets its gradient and everybody else gets 0. Of equal numbers the *first* wins,
    row by row, as in PyTorch. Where windows overlap, a number can win several times: its gradients add up.

    functional/pool_naive.py has the loops that say what is computed. Here one slice of x serves all windows for one
    kernel element, and the elements compete one after the other.

    >>> layer = MaxPool2d(2)
    >>> layer([[[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 2.0, 2.0]]]])
    array([[[[5., 2.]]]])
    >>> layer.backward([[[[10.0, 20.0]]]])  # the first of the four equal numbers gets all of the 20
    array([[[[ 0., 10., 20.,  0.],
             [ 0.,  0.,  0.,  0.]]]])
    """

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1) -> None:
        self._window = pooling_window(kernel_size, stride, padding, dilation)
        self.kernel_size, self.stride, self.padding, self.dilation = self._window

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the largest number of each window, shape (N, C, H_out, W_out)."""
        x = image_batch(x)
        padded = pad_images(x, self.padding, -np.inf)
        offsets = list(self._window.offsets(*self._window.output_size(*x.shape[2:])))
        (_, _, rows, columns), *others = offsets
        y = padded[:, :, rows, columns].copy(order="K")  # (N, C, H_out, W_out): the first element of each window leads
        winner = np.zeros_like(y, dtype=np.min_scalar_type(len(offsets)))  # which element leads
        for number, (_, _, rows, columns) in enumerate(others, start=1):
            candidate = padded[:, :, rows, columns]
            # The number of the candidate where it is larger: np.where, without guessing (see keep_where).
            np.maximum(winner, (candidate > y) * winner.dtype.type(number), out=winner)
            np.maximum(y, candidate, out=y)
        self.save_for_backward(winner, padded.shape, offsets)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: grad_output where a number won, 0 elsewhere."""
        winner, padded_shape, offsets = self.saved
        grad_output = match_memory_layout(grad_of_shape(grad_output, winner.shape), winner)
        grad_padded = np.zeros_like(winner, shape=padded_shape, dtype=grad_output.dtype)
        for number, (_, _, rows, columns) in enumerate(offsets):
            won = keep_where(winner == number, grad_output)
            if self._window.overlaps:
                grad_padded[:, :, rows, columns] += won
            else:  # nobody is in two windows: writing takes half the time of adding
                grad_padded[:, :, rows, columns] = won
        return crop_images(grad_padded, self.padding)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return self._window.as_text()
