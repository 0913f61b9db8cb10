"""What an explorer says: what was wrong with the input, what the picture shows, the goal, and what the marks mean.

Each stands in an element of its own whose text alone changes, so that a screen reader reads out what is new.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .stage import front

_HERE = Path(__file__).parent


class Words(anywidget.AnyWidget):
    """sentence: what the picture shows. goal: what to reach; reached: whether it has been. legend: what the marks mean.

    complaint: what was wrong with the latest input, or "".
    """

    _esm = front(_HERE / "words.js")
    _css = (_HERE / "words.css").read_text(encoding="utf-8")
    sentence: Any = traitlets.Unicode("").tag(sync=True)
    goal: Any = traitlets.Unicode("").tag(sync=True)
    reached: Any = traitlets.Bool(False).tag(sync=True)
    legend: Any = traitlets.Unicode("").tag(sync=True)
    complaint: Any = traitlets.Unicode("").tag(sync=True)

    @property
    def value(self) -> str:
        """All of it, as it is read from top to bottom."""
        goal = f"{'✓ Reached' if self.reached else 'Goal'}: {self.goal}"
        return "\n".join(text for text in (self.complaint, self.sentence, goal, self.legend) if text)
