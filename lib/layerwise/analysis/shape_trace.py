"""The shapes that a batch has on its way through a stack of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array


def shape_trace(layers: Iterable[Callable[[FloatArray], Any]], x: ArrayLike) -> list[tuple[int, ...]]:
    """Return the shape of x, then the shape after each of the layers: one entry more than there are layers.

    layers: modules or functions, first layer first, such as a Sequential. Each gets the output of the one before.
    x: a batch that the first layer takes, such as (N, C, H, W).

    The tool to ask first when a Linear does not fit: the entry before it says how many features really arrive.

    >>> import numpy as np
    >>> from layerwise import nn
    >>> layers = [nn.Conv2d(1, 6, kernel_size=5), nn.MaxPool2d(2), nn.Flatten()]
    >>> shape_trace(layers, np.zeros((10, 1, 28, 28)))
    [(10, 1, 28, 28), (10, 6, 24, 24), (10, 6, 12, 12), (10, 864)]
    """
    x = float_array(x, "x")
    shapes = [x.shape]
    for number, layer in enumerate(layers):
        try:
            x = float_array(layer(x), "the output")
        except (TypeError, ValueError) as error:
            error.add_note(f"in layer {number} ({type(layer).__name__}), which was given shape {x.shape}")
            raise
        shapes.append(x.shape)
    return shapes
