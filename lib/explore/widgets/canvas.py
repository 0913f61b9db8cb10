"""A figure that is drawn once and then only changed.

Drawing a matplotlib figure from nothing takes most of a tenth of a second, too long for a picture that should
follow a finger. PersistentFigure keeps one figure, remembers what does not move as an image, and on each event
redraws only the artists that move. It never touches pyplot, so nothing is shown twice and nothing leaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from ..style import COURSE_STYLE

# Inches around each panel, for its labels. Fixed, so that no panel moves when its numbers grow wider; an automatic
# layout also starts from the last one, and the same setting would not always give the same picture.
LEFT, RIGHT, BOTTOM, TOP = 0.72, 0.12, 0.5, 0.32


class PersistentFigure:
    """One row of panels in the course's style, and its picture as PNG.

    widths: the width of each panel in inches. height: of the figure in inches. dpi: pixels per inch.

    Draw what stays with the methods of `axes`, inside `with styled():`; hand over what moves to `moving`; change
    the moving artists in place (set_data, set_text, ...) and ask for `png()`. After changing anything else
    (limits, titles, data that stays) call `redraw_all()` first.
    """

    def __init__(self, widths: Iterable[float], height: float = 2.9, dpi: int = 100) -> None:
        widths = list(widths)
        if not widths or min(widths) <= LEFT + RIGHT or height <= BOTTOM + TOP:
            raise ValueError(f"widths and height must leave room for the labels (1 inch), got {widths} and {height}")
        with styled():
            self.figure = Figure(figsize=(sum(widths), height), dpi=dpi)
            self.figure.set_layout_engine("none")
            self.canvas = FigureCanvasAgg(self.figure)
            self.axes: list[Axes] = [
                self.figure.add_axes(
                    (
                        (sum(widths[:i]) + LEFT) / sum(widths),
                        BOTTOM / height,
                        (width - LEFT - RIGHT) / sum(widths),
                        (height - BOTTOM - TOP) / height,
                    )
                )
                for i, width in enumerate(widths)
            ]
        self._moving: list[Artist] = []
        self._still: Any = None

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
        if self._still is None:
            with styled():
                self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.figure.bbox)
        else:
            self.canvas.restore_region(self._still)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        return encode_png(self.canvas)


def styled() -> Any:
    """Return a context in which new artists take the course's style, whatever the notebook has set."""
    defaults: Any = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
    return mpl.rc_context({**defaults, **COURSE_STYLE})


def encode_png(canvas: FigureCanvasAgg) -> bytes:
    """Return what is on the canvas as PNG: lightly compressed, because time matters more than size here."""
    out = BytesIO()
    Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB").save(
        out, "PNG", compress_level=1
    )
    return out.getvalue()


def heading(axes: Axes) -> Text:
    """Return a text above the axes, at the left, that can change without moving the panel."""
    return axes.text(0.0, 1.03, "", transform=axes.transAxes, fontsize=mpl.rcParams["axes.titlesize"], clip_on=False)
