"""What each of the three views shows, in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .digit_net import FILTERS
from .goals import MAPS, POOLING, WINDOW
from .unit import DIGITS, LAST, NAMES, POOLED, account

if TYPE_CHECKING:
    from .model import ConvolutionModel


def sentence(model: ConvolutionModel) -> str:
    """Return what the view that the model shows has to say."""
    return {WINDOW: _window, MAPS: _maps, POOLING: _pooling}[model.show](model)


def size_formula(pixels: int, stride: int, padding: int, places: int) -> str:
    """Return how many places the window has along one side.

    >>> size_formula(8, stride=2, padding=1, places=4)
    '(8 + 2 · 1 - 3) // 2 + 1 = 4'
    """
    return f"({pixels} + 2 · {padding} - 3) // {stride} + 1 = {places}"


def kernel_note(kernel: tuple[float, ...]) -> str:
    """Return what the kernel's sum means for an area of one brightness."""
    total = sum(kernel)
    if abs(total) < 1e-6:
        return "Its numbers add up to 0: a flat area gives 0."
    if abs(total - 1) < 1e-6:
        return "Its numbers add up to 1: a flat area keeps its brightness."
    return f"Its numbers add up to {total:.2f}: so many times as bright comes a flat area out."


def _window(model: ConvolutionModel) -> str:
    (H, W), (H_out, W_out), (row, column) = model.pixels.shape, model.output_size, model.place
    return (
        f"The nine products add up to {model.products.sum():.2f}: that is the output at row {row}, column {column}. "
        f"The output has {size_formula(H, model.stride, model.padding, H_out)} rows and "
        f"{size_formula(W, model.stride, model.padding, W_out)} columns."
    )


def _maps(model: ConvolutionModel) -> str:
    reading = model.reading
    p = reading.probabilities
    if p is None:
        H, W = model.pixels.shape
        read = f"The kernels go over {H} × {W} pixels as over 8 × 8; only the last layer, which names a digit, cannot."
    else:
        second, first = np.argsort(p)[-2:]
        read = f"The network reads {first} (probability {p[first]:.2f}), or else {second} ({p[second]:.2f})."
    if model.chosen is not None:
        return f"{_unit(model)} {read}"
    size = reading.first.mean(axis=(1, 2))
    silent = int((size == 0).sum())
    others = f"{silent} of {FILTERS} say nothing at all" if silent else "none is silent"
    return f"{read} Map {size.argmax() + 1} of the first layer answers most; {others}."


def _unit(model: ConvolutionModel) -> str:
    unit = model.chosen
    assert unit is not None  # the caller has seen to it
    found = account(unit, model.pixels, model.reading)
    if unit.layer == DIGITS:
        return (
            f"For the digit {unit.channel}, 64 products and the bias add up to {found.before:.2f}; softmax makes it "
            f"{found.value:.2f}."
        )
    place = f"Row {unit.row}, column {unit.column} of map {unit.channel + 1} in the {NAMES[unit.layer]}"
    if unit.layer in (POOLED, LAST):
        return f"{place} is {found.value:.2f}, the largest of four."
    windows = "its window's products" if len(found.sums) == 1 else f"{len(found.sums)} windows' products"
    cut = "ReLU makes it 0" if found.before < 0 else "ReLU leaves it"
    return f"{place}: {windows} and the bias {found.bias:.2f} add up to {found.before:.2f}; {cut}."


def _pooling(model: ConvolutionModel) -> str:
    if not model.pixels.any():
        return "There is nothing to shift: the image is empty."
    changes = {name: values[model.shift] for name, values in model.changes.items()}
    pixel = "pixel" if model.shift == 1 else "pixels"
    return (
        f"Shifted by {model.shift} {pixel}, the image changes by {changes['pixels']:.0%} of its size, its max pool "
        f"({model.pool} × {model.pool}) by {changes['max pool']:.0%}, its average pool by "
        f"{changes['average pool']:.0%}."
    )
