"""An explorer whose picture the page draws by itself, on a canvas; the kernel sends it numbers.

The figure is drawn only for pages without widgets, and when `png()` asks for it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from .explorer import Explorer, M
from .stage import Scene, Stage


class CanvasExplorer(Explorer[M]):
    """An explorer on a stage. Subclasses name it, say what it draws in `scene`, and answer what it asks in `asked`.

    They have `build` and `draw` as well, for the still.
    """

    stage: ClassVar[type[Stage]]

    def scene(self) -> Scene:
        """Return what the page has to draw, whole."""
        raise NotImplementedError(f"{type(self).__name__} must say what its canvas shows")

    def asked(self, message: dict[str, Any]) -> None:
        """Do what the page asks for: {"kind": "set", "settings": {...}} sets controls. Raises ValueError."""
        if message.get("kind") != "set" or not isinstance(message.get("settings"), dict):
            raise ValueError(f"the page asks for {message.get('kind')!r}, which {type(self).__name__} cannot do")
        self.set(**message["settings"])

    def png(self) -> bytes:
        """Return the picture as it is now."""
        self.draw()
        return self.figure.png()

    def _frame(self) -> Stage:
        return self.stage(self.scene, self.asked)

    def _renew(self) -> None:
        self.picture.alt = self.model.sentence
        self.picture.show()
