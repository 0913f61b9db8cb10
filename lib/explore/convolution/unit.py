"""A unit of the trained network: what it sees of the image, and where its number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from layerwise.arguments import FloatArray, one_of, whole_number

from .digit_net import FILTERS, MAPS, Reading, weights

FIRST, POOLED, SECOND, LAST, DIGITS = LAYERS = ("first", "pooled", "second", "last", "digits")
CHANNELS = {FIRST: FILTERS, POOLED: FILTERS, SECOND: MAPS, LAST: MAPS, DIGITS: 10}
NAMES = {
    FIRST: "first layer",
    POOLED: "first layer, pooled",
    SECOND: "second layer",
    LAST: "second layer, pooled",
    DIGITS: "digits",
}

Span = tuple[int, int, int, int]  # top, left, bottom, right: rows and columns from and to, the last one included


class Unit(NamedTuple):
    """Which unit: a layer of LAYERS, its map, and the row and the column in it; a digit has no place."""

    layer: str
    channel: int
    row: int = 0
    column: int = 0

    def checked(self) -> Unit:
        """Return the unit itself; ValueError if there is none such, whatever the image."""
        one_of(self.layer, "the unit's layer", LAYERS)
        for name in ("channel", "row", "column"):
            whole_number(getattr(self, name), f"the unit's {name}", at_least=0)
        if self.channel >= CHANNELS[self.layer]:
            raise ValueError(
                f"the unit's channel must be below {CHANNELS[self.layer]} in {NAMES[self.layer]}, got {self.channel}"
            )
        return self

    def inside(self, reading: Reading) -> Unit | None:
        """Return the unit, or the nearest one that this image has; None where no digit is read."""
        if self.layer == DIGITS:
            return None if reading.probabilities is None else Unit(DIGITS, self.channel)
        rows, columns = getattr(reading, self.layer).shape[1:]
        return self._replace(row=min(self.row, rows - 1), column=min(self.column, columns - 1))

    def fields(self, reading: Reading) -> dict[str, Span]:
        """Return what the unit sees of each earlier layer and of the "image"; it may reach over an edge, into padding.

        >>> from explore.convolution.model import ConvolutionModel
        >>> Unit("second", 0, 1, 1).fields(ConvolutionModel().reading)
        {'pooled': (0, 0, 2, 2), 'first': (0, 0, 5, 5), 'image': (-1, -1, 6, 6)}
        """
        span = (self.row, self.column, self.row, self.column)
        found: dict[str, Span] = {}
        for here, below in zip(LAYERS[::-1], (*LAYERS[-2::-1], "image"), strict=True):
            if not found and here != self.layer:
                continue
            top, left, bottom, right = span
            if here == DIGITS:
                span = (0, 0, reading.last.shape[1] - 1, reading.last.shape[2] - 1)
            elif here in (POOLED, LAST):
                span = (2 * top, 2 * left, 2 * bottom + 1, 2 * right + 1)
            else:
                span = (top - 1, left - 1, bottom + 1, right + 1)
            found[below] = span
        return found


@dataclass(frozen=True)
class Account:
    """Where a unit's number comes from.

    windows: what it sees of each map below, (C, k, k). kernels: by what that is multiplied, the same shape; None for
    pooling. sums: of each window's products, (C,). bias: and what comes before ReLU or softmax. value: the number.
    """

    windows: FloatArray
    kernels: FloatArray | None
    sums: FloatArray
    bias: float
    before: float
    value: float


def account(unit: Unit, image: FloatArray, reading: Reading) -> Account:
    """Return where the number of `unit` comes from."""
    layer, channel, row, column = unit
    if layer in (POOLED, LAST):
        below = (reading.first if layer == POOLED else reading.second)[channel]
        window = below[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        value = float(getattr(reading, layer)[channel, row, column])
        return Account(window[None], None, np.array([value]), 0.0, value, value)
    w = weights()
    if layer == DIGITS:
        assert reading.probabilities is not None  # `inside` has seen to it
        windows, kernels = reading.last, w["7.weight"][channel].reshape(reading.last.shape)
        bias, value = float(w["7.bias"][channel]), float(reading.probabilities[channel])
    else:
        place = "0" if layer == FIRST else "3"
        below = np.pad(image[None] if layer == FIRST else reading.pooled, ((0, 0), (1, 1), (1, 1)))
        windows, kernels = below[:, row : row + 3, column : column + 3], w[f"{place}.weight"][channel]
        bias, value = float(w[f"{place}.bias"][channel]), float(getattr(reading, layer)[channel, row, column])
    sums = (windows * kernels).sum(axis=(1, 2))
    return Account(windows, kernels, sums, bias, float(sums.sum()) + bias, value)
