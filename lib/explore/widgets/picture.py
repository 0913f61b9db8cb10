"""A picture that the kernel draws, as the page shows it: sharp, as wide as there is room, dark on a dark page.

The page tells its width, its theme and how many pixels its screen has; whoever draws lays the picture out for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..style import DARK_PAPER
from .stage import front

_HERE = Path(__file__).parent
NARROWEST, WIDEST, SHARPEST = 200, 4000, 2.0


@dataclass(frozen=True)
class Page:
    """Where a picture is shown. width: in the page's pixels, or None where nobody knows. density: the screen's pixels
    for each of them. dark: whether the page is; paper: the colour under the picture if it is."""

    width: int | None = None
    density: float = 1.0
    dark: bool = False
    paper: str = DARK_PAPER


ANY_PAGE = Page()


def page_of(content: dict[str, Any]) -> Page:
    """Return the page that a message tells of; numbers that no page has are brought into their range."""
    paper = str(content.get("paper", ""))
    return Page(
        width=int(min(max(float(content["width"]), NARROWEST), WIDEST)),
        density=min(max(float(content["density"]), 1.0), SHARPEST),
        dark=bool(content.get("dark")),
        paper=paper if re.fullmatch("#[0-9a-fA-F]{6}", paper) else DARK_PAPER,
    )


class Picture(anywidget.AnyWidget):
    """An image. value: a PNG. alt: what it shows, in words. density: its pixels for each of the page's.

    placed: is told where the picture is shown, and draws it anew.
    """

    _esm = front(_HERE / "picture.js")
    _css = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("stage.css", "picture.css"))
    value: Any = traitlets.Bytes(b"").tag(sync=True)
    alt: Any = traitlets.Unicode("").tag(sync=True)
    density: Any = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, placed: Callable[[Page], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._placed = placed
        self.on_msg(self._answer)

    def show(self, png: bytes, alt: str, density: float) -> None:
        """Put another picture in, in one message."""
        with self.hold_sync():
            self.alt, self.density, self.value = alt, density, png

    def _answer(self, _: Any, content: dict[str, Any], __: Any) -> None:
        try:
            if content.get("kind") == "place":
                self._placed(page_of(content))
        finally:
            self.send({"answers": content.get("serial"), "complaint": "", "scene": {}})
