"""A widget that draws itself on a canvas in the page, from numbers that the kernel sends.

A picture made in the kernel is 100 kB of PNG an event; the numbers that it is made of are a tenth of that, and the page
can draw them while the finger still moves. What is asked and what is answered goes over one line: the page asks, and
each answer is the whole scene, so that nothing is lost with a message that came late.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

_HERE = Path(__file__).parent
_SHARED = _HERE / "stage.js", _HERE / "line.js"
_STYLE = _HERE / "stage.css"

Scene = dict[str, Any]  # of a scene's names: numbers, texts, lists and dicts of these, and numpy arrays


def front(*files: Path) -> str:
    """One ES module of what all stages share and these files; the last one has the `export default`."""
    return "\n".join(file.read_text(encoding="utf-8") for file in (*_SHARED, *files))


def packed(scene: Scene) -> tuple[Scene, list[memoryview]]:
    """Return the scene with each array replaced by its place among the buffers, and the buffers: float32.

    >>> packed({"path": np.zeros((3, 2)), "steps": 3})[0]
    {'path': {'buffer': 0, 'shape': [3, 2]}, 'steps': 3}
    """
    buffers: list[memoryview] = []

    def pack(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            buffers.append(np.ascontiguousarray(value, dtype=np.float32).reshape(-1).data.cast("B"))
            return {"buffer": len(buffers) - 1, "shape": list(value.shape)}
        if isinstance(value, dict):
            return {str(key): pack(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [pack(one) for one in value]
        return value.item() if isinstance(value, np.generic) else value

    return pack(scene), buffers


class Stage(anywidget.AnyWidget):
    """The page's half of an explorer. Subclasses set `_esm` to what `front` returns, and `_css` if they have their own.

    scene: makes what is to be drawn, whole. asked: does what the page asks for, a dict that says `kind`, and has
    `buffers` where bytes came with it; a ValueError from it is shown as a complaint, and the scene stays as it was.
    alt: what the picture shows, in words, for those who do not see it.
    """

    _css = _STYLE.read_text(encoding="utf-8")
    alt: Any = traitlets.Unicode("").tag(sync=True)

    def __init__(self, scene: Callable[[], Scene], asked: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._scene, self._asked, self._answering = scene, asked, False
        self.on_msg(self._answer)

    def show(self, serial: int | None = None, complaint: str = "") -> None:
        """Send the scene as it is now. serial: of the question that it answers."""
        if self._answering:
            return  # what is being done changes the scene; it is sent once, with the answer
        scene, buffers = packed(self._scene())
        self.send({"answers": serial, "complaint": complaint, "scene": scene}, buffers)

    def _answer(self, _: Any, content: dict[str, Any], buffers: list[Any]) -> None:
        serial, complaint = content.get("serial"), ""
        if content.get("kind") != "hello":
            self._answering = True
            try:
                self._asked({**content, "buffers": buffers} if buffers else content)
            except ValueError as error:
                complaint = str(error)
            finally:
                self._answering = False
        self.show(serial, complaint)
