"""A figure that is drawn once and then only changed.

Drawing a matplotlib figure from nothing takes most of a tenth of a second, too long for a picture that should
follow a finger. PersistentFigure keeps one figure, remembers what does not move as an image, and on each event
redraws only the artists that move. It never touches pyplot, so nothing is shown twice and nothing leaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..style import COURSE_STYLE
from .night import NightCanvas, scale_for
from .picture import ANY_PAGE, Page
from .png import encode_png
from .reflow import BOTTOM, INCH, LEFT, RIGHT, TOP, Box, boxes


class PersistentFigure:
    """Panels in the course's style, and their picture as PNG: in one row, unless `fit` tells of a narrower page.

    widths: the width of each panel in inches. height: of a row in inches. dpi: pixels per inch.

    Draw what stays with the methods of `axes`, inside `with styled():`; hand over what moves to `moving`; change
    the moving artists in place (set_data, set_text, ...) and ask for `png()`. After changing anything else
    (limits, titles, data that stays) call `redraw_all()` first.
    """

    def __init__(self, widths: Iterable[float], height: float = 2.9, dpi: int = INCH) -> None:
        self._widths, self._height, self._dpi = list(widths), height, dpi
        if not self._widths or min(self._widths) <= LEFT + RIGHT or height <= BOTTOM + TOP:
            raise ValueError(
                f"widths and height must leave room for the labels (1 inch), got {self._widths} and {height}"
            )
        self.page = ANY_PAGE
        self._boxes, width, height = boxes(self._widths, height, None)
        with styled():
            self.figure = Figure(figsize=(width, height), dpi=dpi)
            self.figure.set_layout_engine("none")
            self.canvas = NightCanvas(self.figure)
            margins = (LEFT, RIGHT, BOTTOM, TOP)
            self.axes: list[Axes] = [self.figure.add_axes(_inside(box, margins, width, height)) for box in self._boxes]
        self._margins: list[tuple[float, float, float, float]] | None = None
        self._moving: list[Artist] = []
        self._still: Any = None

    def fit(self, page: Page) -> None:
        """Lay the panels out for a page, in its colours; whoever draws may look at `self.page`."""
        if page == self.page:
            return
        self.page = page
        if self._margins is None:  # as the explorer has left them
            width, height = self.figure.get_size_inches()
            self._margins = [
                _around(axes, box, width, height) for axes, box in zip(self.axes, self._boxes, strict=True)
            ]
        room = None if page.width is None else page.width / INCH
        self._boxes, width, height = boxes(self._widths, self._height, room)
        self.canvas.dark, self.canvas.paper = page.dark, page.paper
        self.figure.set_dpi(self._dpi * page.density)
        self.figure.set_size_inches(width, height)
        for axes, box, margins in zip(self.axes, self._boxes, self._margins, strict=True):
            axes.set_position(_inside(box, margins, width, height))
        self.redraw_all()

    def moving(self, *artists: Artist) -> None:
        """Hand over artists that change from one event to the next; they are drawn in this order, on top."""
        for artist in artists:
            artist.set_animated(True)
        self._moving.extend(artists)
        self.redraw_all()

    def redraw_all(self) -> None:
        """Draw everything anew for the next picture."""
        self._still = None

    def png(self) -> bytes:
        """Return the picture as it is now."""
        for axes in self.axes:
            for image in axes.images:
                colours = scale_for(image.get_cmap(), self.page.dark)
                if colours is not image.get_cmap():
                    image.set_cmap(colours)
        if self._still is None:
            with styled():
                self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.figure.bbox)
        else:
            self.canvas.restore_region(self._still)
        renderer = self.canvas.get_renderer()
        for artist in self._moving:
            if artist.get_visible():
                artist.draw(renderer)
        return encode_png(self.canvas)


class Heading(Text):
    """A text above its axes that stays in its panel: it begins further left, becomes smaller, or takes two lines."""

    _SMALLEST = 8.5  # points

    def __init__(self, axes: Axes) -> None:
        self._size = mpl.rcParams["axes.titlesize"]
        super().__init__(0.0, 1.03, "", transform=axes.transAxes, fontsize=self._size, clip_on=False)
        self._said = ""

    def set_text(self, s: Any) -> None:
        """Take another text; how it is set is decided when it is drawn."""
        self._said = "" if s is None else str(s)
        super().set_text(self._said)

    def draw(self, renderer: Any) -> None:
        """Draw it where there is room for it."""
        axes = self.axes
        figure = self.get_figure(root=True)
        if axes is not None and figure is not None and self.get_visible() and self._said:
            box, inch = axes.get_window_extent(), figure.dpi
            left = max(box.x0 - (LEFT - 0.08) * inch, 0.05 * inch)
            room = min(box.x1 + RIGHT * inch, figure.bbox.x1)
            self.set(fontsize=self._size, x=0.0)
            super().set_text(self._said)
            wide = self.get_window_extent(renderer).width
            if wide > room - box.x0:
                self.set_x(max((room - wide - box.x0) / box.width, (left - box.x0) / box.width))
                if wide > room - left:
                    self.set_fontsize(max(self._SMALLEST, self._size * (room - left) / wide))
                    if self.get_window_extent(renderer).width > room - left:
                        super().set_text(_in_two(self._said))
        super().draw(renderer)


def heading(axes: Axes) -> Text:
    """Return a text above the axes, at the left, that can change without moving the panel."""
    text = Heading(axes)
    axes.add_artist(text)
    text.set_clip_path(None)
    return text


def styled() -> Any:
    """Return a context in which new artists take the course's style, whatever the notebook has set."""
    defaults: Any = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
    return mpl.rc_context({**defaults, **COURSE_STYLE})


def _inside(box: Box, margins: tuple[float, ...], width: float, height: float) -> tuple[float, float, float, float]:
    """Where the axes stand in the figure, in parts of it: inside their box, with margins in inches around them."""
    left, right, bottom, top = margins
    return (
        (box.left + left) / width,
        (height - box.top - box.height + bottom) / height,
        (box.width - left - right) / width,
        (box.height - bottom - top) / height,
    )


def _around(axes: Axes, box: Box, width: float, height: float) -> tuple[float, float, float, float]:
    """The margins of axes in their box, in inches: left, right, bottom, top."""
    place = axes.get_position(original=True)
    return (
        place.x0 * width - box.left,
        box.left + box.width - place.x1 * width,
        place.y0 * height - (height - box.top - box.height),
        (height - box.top) - place.y1 * height,
    )


def _in_two(text: str) -> str:
    """The text in two lines, broken at the blank that is nearest to its middle."""
    blanks = [place for place, letter in enumerate(text) if letter == " "]
    if not blanks:
        return text
    middle = min(blanks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
