"""A sheet of pixels to draw on, as a control with a `value` to observe.

It is one tab stop: arrow keys move in it, Space or Enter turns a pixel over, and a drag draws.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .stage import front

HERE = Path(__file__).parent
SHEET, SHEET_STYLE = HERE / "sheet.js", HERE / "sheet.css"


class PixelGrid(anywidget.AnyWidget):
    """A square sheet of pixels.

    value: 0 or 1 for each pixel, row by row.
    """

    _esm = front(SHEET, HERE / "pixel_grid.js")
    _css = SHEET_STYLE.read_text(encoding="utf-8")
    side: Any = traitlets.Int(8).tag(sync=True)
    value: Any = traitlets.Tuple().tag(sync=True)

    def __init__(self, side: int, value: tuple[int, ...]) -> None:
        super().__init__(side=side, value=value, layout={"margin": "2px 1.5em 2px 0"})
