"""MaxPool2d: each window keeps its largest number only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, grad_of_shape
from ..functional.images import crop_images, image_batch, match_memory_layout
from ..functional.keep_where import keep_where
from ..functional.upsampling.remembered import plane_indices, pool_winners
from ..functional.window import pooling_window
from .module import Module


class MaxPool2d(Module):
    """y[n, c, h, w] = the largest number in the window at (h, w) of channel c.

    x: (N, C, H, W). y: (N, C, H_out, W_out), see conv_output_size.
    kernel_size, stride, padding, dilation: an int, or (rows, columns). stride is kernel_size if None: windows side by
        side. Padding is with -inf, so that it never wins; at most half of the kernel, so that no window holds only it.

    return_indices: True: forward returns (y, indices), where indices[n, c, h, w] = row * W + column says where in its
        plane the winner stands. That is what MaxUnpool2d asks for.

    Backward, the winner of each window gets its gradient and everybody else gets 0. Of equal numbers the *first* wins,
    row by row, as in PyTorch. Where windows overlap, a number can win several times: its gradients add up.

    functional/pool_naive.py has the loops that say what is computed; functional/upsampling/remembered.py how the
    elements of a window compete here.

    >>> layer = MaxPool2d(2)
    >>> layer([[[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 2.0, 2.0]]]])
    array([[[[5., 2.]]]])
    >>> layer.backward([[[[10.0, 20.0]]]])  # the first of the four equal numbers gets all of the 20
    array([[[[ 0., 10., 20.,  0.],
             [ 0.,  0.,  0.,  0.]]]])
    """

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, return_indices: bool = False
    ) -> None:
        self._window = pooling_window(kernel_size, stride, padding, dilation)
        self.kernel_size, self.stride, self.padding, self.dilation = self._window
        self.return_indices = bool(return_indices)

    def forward(self, x: ArrayLike) -> Any:
        """Return the largest number of each window, (N, C, H_out, W_out); with return_indices, (y, indices)."""
        x = image_batch(x)
        y, winner, offsets = pool_winners(x, self._window)
        (H, W), (ph, pw) = x.shape[2:], self.padding
        self.save_for_backward(winner, (*x.shape[:2], H + 2 * ph, W + 2 * pw), offsets)
        return (y, plane_indices(winner, self._window, W)) if self.return_indices else y

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
