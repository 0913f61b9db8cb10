"""unbroadcast: the way back through numpy's broadcasting."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array


def unbroadcast(grad: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Sum `grad` over what broadcasting repeated, so that it has `shape` again.

    Where an array of `shape` was stretched to grad's shape, each of its numbers was used several times, and the
    gradients of all uses add up:

        leading axes that `shape` does not have  (3,) -> (2, 3)      are summed away
        axes of length 1                         (2, 1) -> (2, 3)    are summed and stay, with length 1

    grad: the gradient with respect to the stretched array. shape: that of the array before it was stretched.
    Returns an array of `shape`. A bias is the commonest case: (out,) was added to all rows of (N, out).

    >>> grad = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    >>> unbroadcast(grad, (3,))
    array([11., 22., 33.])
    >>> unbroadcast(grad, (2, 1))
    array([[ 6.],
           [60.]])
    """
    grad, shape = float_array(grad, "grad"), tuple(shape)
    try:
        fits = np.broadcast_shapes(shape, grad.shape) == grad.shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"shape must be one that broadcasts to grad's shape {grad.shape}, got {shape}")
    leading = grad.ndim - len(shape)
    stretched = [leading + axis for axis, length in enumerate(shape) if length == 1]
    return grad.sum(axis=(*range(leading), *stretched), keepdims=True).reshape(shape)
