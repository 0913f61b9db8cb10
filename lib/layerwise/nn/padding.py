"""Sequences of different lengths in one array: fill them up, and read the state where each of them ended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, IntArray, float_array, grad_of_shape, one_of


def pad_sequence(
    sequences: Sequence[ArrayLike], batch_first: bool = False, padding_value: float = 0, padding_side: str = "right"
) -> NDArray:
    """Return the sequences side by side, shape (T, N), where T is the longest's length and the others are filled up.

    sequences: N of them, (length,) or (length, ...) with the same shape behind; the result is then (T, N, ...).
    batch_first: (N, T) in place of (T, N). padding_value: what they are filled up with.
    padding_side: "right", behind the sequence, or "left", before it.

    >>> pad_sequence([[5, 6, 7], [8]])
    array([[5, 8],
           [6, 0],
           [7, 0]])
    """
    arrays = [np.asarray(sequence) for sequence in sequences]
    if not arrays or any(array.ndim == 0 for array in arrays):
        raise ValueError("sequences must hold at least one sequence, and each at least one dimension")
    if len({array.shape[1:] for array in arrays}) > 1:
        raise ValueError(f"sequences must differ in length only, got shapes {[array.shape for array in arrays]}")
    left = one_of(padding_side, "padding_side", ("right", "left")) == "left"
    T = max(len(array) for array in arrays)
    shape = (len(arrays), T, *arrays[0].shape[1:])
    padded = np.full(shape, padding_value, dtype=np.result_type(*arrays))
    for row, array in zip(padded, arrays, strict=True):
        start = T - len(array) if left else 0
        row[start : start + len(array)] = array
    return padded if batch_first else np.moveaxis(padded, 0, 1)


def last_valid(out: ArrayLike, lengths: ArrayLike) -> FloatArray:
    """Return the state after the last real step of each sequence, (N, H): out[lengths[n] - 1, n].

    out: (T, N, H), the states of sequences that were padded on the right. lengths: (N,), 1 to T.

    out[-1] would be the state after the padding, which has forgotten what the sequence said.

    >>> last_valid([[[1.0], [2.0]], [[3.0], [4.0]]], [2, 1])
    array([[3.],
           [2.]])
    """
    out, lengths = float_array(out, "out"), np.asarray(lengths)
    lengths = _checked(lengths, out.shape)
    return np.array(out[lengths - 1, np.arange(out.shape[1])])


def last_valid_backward(grad_output: ArrayLike, out: ArrayLike, lengths: ArrayLike) -> FloatArray:
    """Return the gradient with respect to out, (T, N, H): grad_output where a state was read, 0 elsewhere.

    grad_output: (N, H). The others are what last_valid was given.

    >>> last_valid_backward([[5.0], [6.0]], np.zeros((2, 2, 1)), [2, 1])[:, :, 0]
    array([[0., 6.],
           [5., 0.]])
    """
    out = float_array(out, "out")
    lengths = _checked(np.asarray(lengths), out.shape)
    grad_out = np.zeros_like(out)
    grad_out[lengths - 1, np.arange(out.shape[1])] = grad_of_shape(grad_output, out.shape[1:])
    return grad_out


def _checked(lengths: NDArray, shape: tuple[int, ...]) -> IntArray:
    """Return lengths as ints after checking that they fit states of this shape."""
    if len(shape) != 3 or lengths.shape != shape[1:2]:
        raise ValueError(f"out must have shape (T, N, H) and lengths (N,), got {shape} and {lengths.shape}")
    if lengths.dtype.kind not in "iu" and lengths.size:
        raise TypeError(f"lengths must hold whole numbers, got dtype {lengths.dtype}")
    if lengths.size and (lengths.min() < 1 or lengths.max() > shape[0]):
        raise ValueError(f"lengths must be 1 to {shape[0]}, got {lengths.min()} to {lengths.max()}")
    return lengths.astype(np.int64)
