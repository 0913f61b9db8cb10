"""The playground's page: the files that make its one module, in their order, and its colours and sizes."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
FILES = (
    *("paint.js", "network.js", "words.js", "network_view.js", "plane_paint.js", "plane.js"),
    *("controls.js", "data_pictures.js", "settings.js", "curve.js", "panels.js", "playground.js"),
)


def files() -> tuple[Path, ...]:
    """The page's files, for `front`; the last has the `export default`."""
    return tuple(_HERE / name for name in FILES)


def style() -> str:
    """The page's style sheet, for after the stage's own."""
    return (_HERE / "playground.css").read_text(encoding="utf-8")
