"""A line that says how far a long cell has come, while somebody waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from time import monotonic
from typing import TypeVar

from IPython.display import HTML, display
from tqdm import tqdm

from .audience import Audience, audience

T = TypeVar("T")
_OFTEN = 0.2  # seconds between two looks at the clock


def waiting(steps: Iterable[T], what: str) -> Iterator[T]:
    """Go through `steps`, and show a bar with `what` is being done until they are through.

    steps: with a length, such as a list or a range; of others only the count is shown. In a build nothing is shown.
    """
    if audience() is Audience.NOBODY:
        yield from steps
        return
    total = len(steps) if isinstance(steps, Sized) else None
    began = shown = monotonic()
    line = display(_Line(tqdm.format_meter(0, total, 0.0, ncols=80, prefix=what)), display_id=True)
    try:
        for done, step in enumerate(steps, 1):
            yield step
            if monotonic() - shown >= _OFTEN:
                shown = monotonic()
                line.update(_Line(tqdm.format_meter(done, total, shown - began, ncols=80, prefix=what)))
    finally:
        line.update(HTML(""))


class _Line:
    """A text that shows itself without quotes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text
