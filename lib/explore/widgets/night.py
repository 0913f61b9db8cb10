"""Figures in the colours of a dark page: each colour of the course becomes its light sister when it is drawn.

Whoever draws names one colour, and the renderer knows the other; so no explorer has two of everything. Quantities keep
the colours of their scale, and photographs are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb, to_rgba

from layerwise.arguments import FloatArray

from ..style import DARK, DARK_PAPER, INK, ORANGE_BLUE, PAPER
from .picture import Page
from .stamps import StampingRenderer

_GREY = 0.06  # how far red, green and blue of a grey may be apart
ORANGE_BLUE_NIGHT = LinearSegmentedColormap.from_list(
    "orange_blue_night", [to_rgb("#FF8A4C"), to_rgb("#1C1C1C"), to_rgb("#5CB3F0")]
)
CHALK = LinearSegmentedColormap.from_list("chalk", [to_rgb("#1C1C1C"), to_rgb("#F0F0F0")])  # gray_r by night


@lru_cache(maxsize=512)
def at_night(colour: tuple[float, ...], paper: str = DARK_PAPER) -> tuple[float, ...]:
    """Return what a colour is on a dark page: a named one its sister, a grey its opposite, any other itself."""
    rgb, alpha = colour[:3], tuple(colour[3:])
    named = DARK.get(to_hex(rgb).upper())  # type: ignore[arg-type]
    if named is not None:
        return (*to_rgb(named), *alpha)
    if max(rgb) - min(rgb) > _GREY:
        return colour
    low, high = np.array(to_rgb(paper)), np.array(to_rgb(DARK[INK]))
    return (*(float(x) for x in low + (1 - np.mean(rgb)) * (high - low)), *alpha)


class NightCanvas(FigureCanvasAgg):
    """A canvas that draws by day or by night. dark: which. paper: the colour of white by night."""

    dark, paper = False, DARK_PAPER

    def get_renderer(self) -> Any:
        """Return the renderer for the figure as it is now."""
        key = (*self.get_width_height(physical=True), self.figure.dpi, self.dark, self.paper)
        if getattr(self, "_key", None) != key:
            width, height, dpi = key[:3]
            size = (width, height, dpi)
            self.renderer = _Night(*size, self.paper) if self.dark else StampingRenderer(*size)
            self._key = key
        return self.renderer


class _Pen(GraphicsContextBase):
    """What lines and texts are drawn with."""

    def __init__(self, paper: str) -> None:
        super().__init__()
        self._paper = paper

    def set_foreground(self, fg: Any, isRGBA: bool = False) -> None:
        if fg is not self.get_rgb():  # set_alpha hands it its own colour again
            fg = at_night(tuple(fg) if isRGBA else to_rgba(fg), self._paper)
        super().set_foreground(fg, isRGBA=True)

    def set_hatch_color(self, hatch_color: Any) -> None:
        super().set_hatch_color(at_night(to_rgba(hatch_color), self._paper))  # type: ignore[arg-type]


class _Night(StampingRenderer):
    def __init__(self, width: float, height: float, dpi: float, paper: str) -> None:
        super().__init__(width, height, dpi)
        self._paper = paper

    def _update_methods(self) -> None:
        super()._update_methods()
        self._draw_markers, self._draw_collection = self.draw_markers, self.draw_path_collection
        vars(self).update(draw_markers=self._night_markers, draw_path_collection=self._night_collection)

    def new_gc(self) -> GraphicsContextBase:
        return _Pen(self._paper)

    def _face(self, colour: Any) -> Any:
        return None if colour is None else at_night(tuple(map(float, colour)), self._paper)

    def _faces(self, colours: Any) -> Any:
        return np.array([self._face(colour) for colour in colours]).reshape(-1, 4)

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        super().draw_path(gc, path, transform, self._face(rgbFace))

    def _night_markers(self, gc: Any, path: Any, path_to: Any, points: Any, to: Any, rgbFace: Any = None) -> None:
        self._draw_markers(gc, path, path_to, points, to, self._face(rgbFace))

    def _night_collection(
        self, gc: Any, to: Any, paths: Any, all_to: Any, offsets: Any, by: Any, faces: Any, edges: Any, *rest: Any,
        **options: Any,
    ) -> None:  # fmt: skip
        self._draw_collection(
            gc, to, paths, all_to, offsets, by, self._faces(faces), self._faces(edges), *rest, **options
        )


def scale_for(colours: Any, dark: bool) -> Any:
    """Return the colour scale that an image should have, by day or by night: what stands for 0 is the page's own.

    Orange to blue goes over the dark page instead of over white; ink on paper becomes chalk on a board.
    """
    by_day, by_night = (ORANGE_BLUE, colormaps["gray_r"]), (ORANGE_BLUE_NIGHT, CHALK)
    for one, other in zip(*((by_day, by_night) if dark else (by_night, by_day)), strict=True):
        if colours.name == one.name:
            return other
    return colours


def mixed(shares: FloatArray, colours: Sequence[str], page: Page) -> FloatArray:
    """Return the page's colour with a share of each colour in it: shares (..., n), n colours; (..., 3) comes back."""
    paper = np.array(to_rgb(page.paper if page.dark else PAPER))
    shown = np.array([to_rgb(DARK[colour] if page.dark else colour) for colour in colours])
    return paper + shares @ (shown - paper)
