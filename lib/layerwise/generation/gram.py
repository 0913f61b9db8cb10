"""Style as a matrix: which channels are strong together, whatever the place.

(Gatys, Ecker and Bethge, Texture Synthesis Using Convolutional Neural Networks, 2015.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array
from ..functional.images import image_batch


def gram_matrix(x: ArrayLike) -> FloatArray:
    """Return the Gram matrix of each image's channels, (N, C, C).

        F = x[n] as C rows of H * W numbers,      gram[n] = F @ F.T / (H * W)

    Entry (c, d) is the mean of channel c times channel d over all places. Where a pattern stands is forgotten: moving
    all pixels about in the same way changes nothing. Dividing by H * W makes pictures of different sizes comparable.

    x: (N, C, H, W), such as what a layer of a network has made of images.

    >>> gram_matrix([[[[1.0, 0.0]], [[2.0, 4.0]]]])
    array([[[ 0.5,  1. ],
            [ 1. , 10. ]]])
    """
    rows = _channel_rows(x)
    return np.asarray(rows @ rows.transpose(0, 2, 1) / rows.shape[2])


def style_loss(x: ArrayLike, target: ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean of (gram_matrix(x) - target)**2 over all entries, and its gradient with respect to x.

        off  = gram_matrix(x) - target                                (N, C, C)
        loss = mean of off**2
        grad = 2 / (N * C * C) * (off + off.T) @ F / (H * W)          each picture's off and F; then as (N, C, H, W)

    A channel is a factor twice, on the left and on the right, and each has a gradient. For a symmetric target, as
    every Gram matrix is, off + off.T is 2 * off.

    x: (N, C, H, W). target: (N, C, C), the Gram matrices that are wanted; one of (1, C, C) serves all pictures.

    >>> loss, grad = style_loss([[[[1.0, 3.0]]]], target=[[[4.0]]])  # the Gram matrix is 5
    >>> loss, grad
    (1.0, array([[[[2., 6.]]]]))
    """
    rows, x = _channel_rows(x), float_array(x, "x")
    (N, C, places), target = rows.shape, float_array(target, "target")
    if target.shape not in ((N, C, C), (1, C, C)):
        raise ValueError(f"target must have shape {(N, C, C)}, a Gram matrix for each picture, got {target.shape}")
    off = rows @ rows.transpose(0, 2, 1) / places - target.astype(rows.dtype, copy=False)
    grad = (off + off.transpose(0, 2, 1)) @ rows * (2 / (N * C * C * places))
    return float((off**2).mean()), grad.reshape(x.shape)


def _channel_rows(x: ArrayLike) -> FloatArray:
    """Return x (N, C, H, W) with the places of each channel in a row, (N, C, H * W)."""
    x = image_batch(x)
    if x.size == 0:
        raise ValueError(f"x must have at least one picture, channel and pixel, got shape {x.shape}")
    return x.reshape(*x.shape[:2], -1)
