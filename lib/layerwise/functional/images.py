"""Batches of images of shape (N, C, H, W): checks, padding, and where the numbers lie in memory.

The shape is PyTorch's, channels second. In memory our layers keep the channels *last*: the numbers of one pixel
are neighbours, so that a window's row is one run of memory and a convolution is a product of matrices without any
transposing. `x.transpose(0, 2, 3, 1)` of such a batch is a view of shape (N, H, W, C); nobody has to know.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array


def image_batch(x: ArrayLike, channels: int | None = None, name: str = "x", shape: str | None = None) -> FloatArray:
    """Return x as a float array of four axes, (N, C, H, W), with C = channels if that is given.

    shape: what the error calls the expected shape, for other arrays of four axes.
    """
    x = float_array(x, name)
    if x.ndim != 4 or (channels is not None and x.shape[1] != channels):
        expected = shape or f"(N, {'C' if channels is None else channels}, H, W)"
        raise ValueError(f"{name} must have shape {expected}, got shape {x.shape}")
    return x


def channels_last(x: FloatArray) -> FloatArray:
    """Return x of shape (N, C, H, W) as a contiguous array of shape (N, H, W, C): a view if x lies so in memory.

    >>> x = channels_first(np.zeros((2, 4, 4, 3)))
    >>> x.shape, channels_last(x).shape, np.shares_memory(x, channels_last(x))
    ((2, 3, 4, 4), (2, 4, 4, 3), True)
    """
    return np.ascontiguousarray(x.transpose(0, 2, 3, 1))


def channels_first(x: FloatArray) -> FloatArray:
    """Return the view of shape (N, C, H, W) of x, of shape (N, H, W, C)."""
    return x.transpose(0, 3, 1, 2)


def pad_images(x: FloatArray, padding: tuple[int, int], value: float = 0.0) -> FloatArray:
    """Return x (N, C, H, W) with padding[0] rows above and below and padding[1] columns on each side.

    The result lies in memory as x does; without padding it is x itself.

    >>> pad_images(np.ones((1, 1, 1, 2)), (0, 1))
    array([[[[0., 1., 1., 0.]]]])
    """
    (ph, pw), (N, C, H, W) = padding, x.shape
    if ph == pw == 0:
        return x
    padded = np.full_like(x, value, shape=(N, C, H + 2 * ph, W + 2 * pw))
    padded[:, :, ph : ph + H, pw : pw + W] = x
    return padded


def crop_images(padded: FloatArray, padding: tuple[int, int]) -> FloatArray:
    """Return the view of `padded` (N, C, H + 2 * ph, W + 2 * pw) without its padding: the adjoint of pad_images."""
    ph, pw = padding
    return padded[:, :, ph : padded.shape[2] - ph, pw : padded.shape[3] - pw]


def match_memory_layout(x: FloatArray, like: FloatArray) -> FloatArray:
    """Return x with its numbers in the same order in memory as those of `like`, which has the same shape.

    Elementwise work on two arrays whose numbers lie in different orders is several times slower.
    """
    if x.strides == like.strides and x.itemsize == like.itemsize:
        return x
    result = np.empty_like(like, dtype=x.dtype)
    result[...] = x
    return result
