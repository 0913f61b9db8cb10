"""The IPython shell in which a learner's cells run, with everything that they print kept short.

Magics, `%%timeit` and a last expression work as in a notebook. Whatever is printed is text for the graders to read;
no score is taken from it.
"""

import contextlib
import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

_LONGEST_ERROR = 500


class Capped(io.TextIOBase):
    """A stream that keeps the first characters and counts the others."""

    def __init__(self, longest: int) -> None:
        self._longest, self._kept, self._lost = longest, io.StringIO(), 0

    def writable(self) -> bool:
        """As every output stream says."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        room = max(0, self._longest - self._kept.tell())
        self._kept.write(text[:room])
        self._lost += max(0, len(text) - room)
        return len(text)

    def text(self) -> str:
        """What was kept, with a word about what was not."""
        rest = f"\n[{self._lost} more characters were left out]\n" if self._lost else ""
        return self._kept.getvalue() + rest


class _PlainHook(DisplayHook):
    def write_output_prompt(self) -> None:
        """A value is shown without its number."""


class _QuietShell(InteractiveShell):
    """A shell that takes `%matplotlib inline` and its kind for granted."""

    displayhook_class = Type(_PlainHook)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is nothing to show a figure on."""

    def _tee(self, channel: str) -> Any:
        """IPython would keep all that is printed in its history, and run out of memory over it."""
        return contextlib.nullcontext()


class Shell:
    """One IPython shell without history, colours or anything that outlives it."""

    def __init__(self, longest_output: int) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self._longest_output = longest_output
        self._shell = _QuietShell.instance(config=config)

    @property
    def names(self) -> dict[str, Any]:
        """What the cells have defined."""
        space: dict[str, Any] = self._shell.user_ns
        return space

    def run(self, source: str) -> dict[str, str]:
        """Run one cell: what it printed, and the error that stopped it or ""."""
        stream = Capped(self._longest_output)
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = stream
        try:
            result = self._shell.run_cell(source, store_history=False)
            error = describe(result.error_before_exec or result.error_in_exec)
        except BaseException as problem:  # a shell that was tampered with, or a cell it cannot even read
            error = describe(problem)
        finally:
            sys.stdout, sys.stderr = streams
            _close_figures()
        return {"output": stream.text(), "error": error}


def describe(error: BaseException | None) -> str:
    """An exception in one line, "" for none."""
    if error is None:
        return ""
    try:
        return f"{type(error).__name__}: {error}".rstrip(": ")[:_LONGEST_ERROR]
    except BaseException:  # an exception whose own __str__ fails
        return type(error).__name__


def _close_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    try:
        if pyplot is not None:
            pyplot.close("all")
    except BaseException:  # it is the learner's module by now
        pass
