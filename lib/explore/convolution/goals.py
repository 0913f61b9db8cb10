"""What to try in each of the three views, and whether a setting gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .images import SIDE
from .unit import SECOND

if TYPE_CHECKING:
    from .model import ConvolutionModel

WINDOW, MAPS, POOLING = VIEWS = ("the window", "feature maps", "pooling under shifts")
SURE = 0.9

GOALS = {
    WINDOW: (
        "From an image of 8 × 8 pixels make an output of 4 × 4, with a kernel that gives 0 wherever the image is flat "
        "and something else where it is not."
    ),
    MAPS: (
        f"Draw a digit other than 7 that the network reads with a probability of at least {SURE:.0%}, then open the "
        "unit of the second layer that answers most."
    ),
    POOLING: (
        "Draw something that moves by 2 pixels, and whose max pool does not change at all. Where must its pixels "
        "stand in the windows?"
    ),
}


def reached(model: ConvolutionModel) -> bool:
    """Whether the model reaches the goal of the view that it shows."""
    return {WINDOW: _window, MAPS: _maps, POOLING: _pooling}[model.show](model)


def _window(model: ConvolutionModel) -> bool:
    sizes = model.pixels.shape == (SIDE, SIDE) and model.output_size == (4, 4)
    return sizes and model.flat_gives_0 and bool(np.abs(model.output).max() > 1e-9)


def _maps(model: ConvolutionModel) -> bool:
    p, unit = model.reading.probabilities, model.chosen
    if model.image != "drawn" or p is None or unit is None or unit.layer != SECOND:
        return False
    second = model.reading.second
    answers_most = second.max() > 0 and second[unit.channel, unit.row, unit.column] == second.max()
    return bool(p.argmax() != 7 and p.max() >= SURE and answers_most)


def _pooling(model: ConvolutionModel) -> bool:
    if model.image != "drawn" or model.shift < 2:
        return False
    changes = model.changes
    return bool(changes["pixels"][model.shift] > 0 and changes["max pool"][model.shift] == 0)
