"""Let a learner's parts compute without their prints and warnings on the page; what matters is said in a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout

import numpy as np


class _Silent:
    """Where the prints of a learner's part go: twenty pictures a second would flood the cell."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""


@contextmanager
def quiet() -> Iterator[None]:
    """Be quiet inside. Beside the main thread, a cell may be printing at this moment, and its prints are not ours."""
    alone = threading.current_thread() is threading.main_thread()
    with np.errstate(all="ignore"), redirect_stdout(_Silent()) if alone else nullcontext():
        yield
