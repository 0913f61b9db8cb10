"""Axes that show pixels: images, sheets of them, frames around some of them, and numbers of two digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from layerwise.arguments import FloatArray

from ..style import CYCLE, ZERO
from .reflow import LEFT

FRAME = CYCLE[2]
COLUMNS = 4  # of a sheet of maps


def picture(axes: Axes, **options: Any) -> AxesImage:
    """Return an image in the axes, to be filled later; every pixel stays a square of one colour."""
    return axes.imshow(np.zeros((1, 1)), interpolation="nearest", aspect="equal", **options)


def fit(image: AxesImage, extent: tuple[float, float, float, float], aspect: float = 1.0) -> None:
    """Put the image at extent, (left, right, bottom, top), and end its axes there."""
    image.set_extent(extent)
    axes = image.axes
    assert axes is not None  # for the type checker
    axes.set(xlim=extent[:2], ylim=extent[2:], aspect=aspect)


def without_axes(axes: Axes) -> None:
    """Take away ticks and spines: the picture has no coordinates."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def outlined(axes: Axes) -> None:
    """Draw a thin line around the axes, because the picture may be as white as the page."""
    axes.spines[:].set(visible=True, color=ZERO, linewidth=0.6)


def widen(axes: Axes) -> None:
    """Let axes without ticks and labels have the room at the left that labels would need."""
    box = axes.get_position()
    figure = axes.figure
    assert figure is not None  # for the type checker
    spare = (LEFT - 0.12) / figure.get_figure(root=True).get_figwidth()
    axes.set_position((box.x0 - spare, box.y0, box.width + spare, box.height))


def frames(axes: Axes) -> list[Rectangle]:
    """Return a frame, and a wider white one under it, so that it shows on every ground."""
    styles = (("w", 4.0), (FRAME, 2.0))
    found = [
        Rectangle((0, 0), 1, 1, fill=False, edgecolor=colour, linewidth=width, clip_on=False)
        for colour, width in styles
    ]
    for frame in found:
        axes.add_patch(frame)
    return found


def two(value: float) -> str:
    """Return the number with two digits behind the point; what is rounded to 0 has no sign.

    >>> two(-0.001), two(-1.234)
    ('0.00', '-1.23')
    """
    return f"{round(float(value), 2) + 0.0:.2f}"


def signed(image: AxesImage, largest: float) -> None:
    """Give white to 0 and the full colours to -largest and largest."""
    image.set_clim(-(largest or 1.0), largest or 1.0)


def sheet(maps: FloatArray) -> Any:
    """Return maps of shape (count, H, W) side by side, COLUMNS in a row, with gaps between them that are masked."""
    count, H, W = maps.shape
    gap = max(1, W // 12)
    down, across = max(1, round(gap * H / W)), gap
    paper = np.full((count // COLUMNS, COLUMNS, H + down, W + across), np.nan)
    paper[:, :, :H, :W] = maps.reshape(count // COLUMNS, COLUMNS, H, W)
    rows = paper.transpose(0, 2, 1, 3).reshape(count // COLUMNS * (H + down), COLUMNS * (W + across))
    return np.ma.masked_invalid(rows)
