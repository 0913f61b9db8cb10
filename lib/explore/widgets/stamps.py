"""Texts as stamps: each is drawn once, and its pixels are kept for the next picture.

Setting and drawing letters is most of what a picture of an explorer takes, and from one picture to the next nearly all
texts stay. A stamp knows where between two pixels it begins, so that a text looks the same wherever it comes from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

PARTS = 64  # of a pixel, as the letters of a font are placed
ROOM = 3  # pixels around a text: letters lean out of their box


@dataclass(frozen=True)
class Stamp:
    """What a text covers, 0 to 255 for each pixel, the lowest row first; and where that is from the text's origin."""

    cover: NDArray[np.uint8]
    left: int
    bottom: int


@lru_cache(maxsize=1024)  # of a few kB at most
def stamp(text: str, font: Any, angle: float, ismath: Any, dpi: float, right: int, up: int) -> Stamp:
    """Return a text's stamp. right, up: how far its origin is from a pixel's corner, in parts of a pixel."""
    width, height, descent = RendererAgg(1, 1, dpi).get_text_width_height_descent(text, font, ismath)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = np.meshgrid([0.0, width], [-descent, height - descent])
    across, along = x * cos - y * sin, x * sin + y * cos
    left, bottom = math.floor(across.min()) - ROOM, math.floor(along.min()) - ROOM
    sheet = RendererAgg(math.ceil(across.max()) + ROOM + 1 - left, math.ceil(along.max()) + ROOM + 1 - bottom, dpi)
    ink = sheet.new_gc()
    sheet.draw_text(ink, right / PARTS - left, sheet.height + bottom - up / PARTS, text, font, angle, ismath)
    return Stamp(np.asarray(sheet.buffer_rgba())[::-1, :, 3].copy(), left, bottom)


class StampingRenderer(RendererAgg):
    """Agg's renderer, which draws no text twice."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a text whose origin is at x, and at y from the top."""
        (column, right), (row, up) = (divmod(round(PARTS * place), PARTS) for place in (x, self.height - y))
        found = stamp(s, prop.copy(), angle, ismath, self.dpi, right, up)
        *rgb, opaque = gc.get_rgb()
        image = np.empty((*found.cover.shape, 4), dtype=np.uint8)
        image[..., :3] = np.rint(255 * np.array(rgb))
        image[..., 3] = found.cover if opaque == 1 else np.rint(found.cover * opaque)
        self.draw_image(gc, column + found.left, row + found.bottom, image)
