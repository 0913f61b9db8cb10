"""Given cells that need what is not written yet: they show the library's picture instead of an error.

IPython has a place for both halves: an exception handler of one's own shows the picture, and an event after the cell
takes the error from its result, so that "Run All" goes on. A name that such a cell would have made is gone, and a
later cell that asks for it shows its own picture.
"""

import ast
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import layerwise.withheld

from ..claim import ClaimError
from ..page import Page
from .edition import ToBeWritten
from .pictures import picture_of, show

_CHANGING = ("append", "extend", "insert", "add", "update", "setdefault", "pop", "remove")


class Cells:
    """Watches the cells of a notebook."""

    def __init__(self, shell: Any) -> None:
        self._shell, self._source = shell, ""
        self._absent: dict[str, ToBeWritten] = {}
        self._shown: BaseException | None = None

    def watch(self) -> None:
        """Begin."""
        self._shell.set_custom_exc((Exception,), self._handler())
        self._shell.events.register("pre_run_cell", self._begin)
        self._shell.events.register("post_run_cell", self._end)

    def _begin(self, info: Any) -> None:
        self._source, self._shown = str(info.raw_cell or ""), None

    def _end(self, result: Any) -> None:
        if self._shown is not None and result is not None and result.error_in_exec is self._shown:
            result.error_in_exec = None

    def _handler(self) -> Any:
        def handle(shell: Any, kind: type, error: BaseException, trace: TracebackType, tb_offset: Any = None) -> None:
            said = self._said(error, trace)
            if said:
                self._shown = error
                self._forget(trace, error)
                self._tell(said)
            else:
                shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)

        return handle

    def _said(self, error: BaseException, trace: TracebackType) -> str:
        """Why a cell shows a picture, in a sentence; "" where an error is just an error."""
        wanted = _wanted(error)
        if wanted is None and isinstance(error, NameError):
            wanted = self._absent.get(str(error.name))
        if wanted is not None:
            return f"This runs on your own code: once `{wanted.exercise}` (chapter {wanted.chapter}) passes its check."
        if isinstance(error, ClaimError):
            return f"The text is about the library's code, and on yours it does not hold: {str(error).strip('✗ ')}."
        if picture_of(self._source) is not None and _passes_through_the_library(trace):
            return f"This does not run on your own code yet ({type(error).__name__}: {error})."
        return ""

    def _tell(self, said: str) -> None:
        picture = picture_of(self._source)
        below = " Until then, this is what the library's code shows." if picture else " Then run this cell again."
        self._shell.display_pub.clear_output(wait=True)
        self._shell.display_pub.publish(_mimes(Page(said + below)))
        if picture:
            show(picture, self._shell)
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")  # a figure that is half drawn would be shown at the end of the cell

    def _forget(self, trace: TracebackType, error: BaseException) -> None:
        """Take away what the cell would have made from the line on that stopped it."""
        line = next((step.tb_lineno for step in _steps(trace) if step.tb_frame.f_globals is self._shell.user_ns), 1)
        wanted = _wanted(error) or self._absent.get(str(getattr(error, "name", "")))
        reason = wanted or ToBeWritten("this", "an earlier exercise", 0)
        for name in made_from(self._shell.transform_cell(self._source), line):
            self._shell.user_ns.pop(name, None)
            self._absent[name] = reason


def made_from(source: str, line: int) -> list[str]:
    """The names that code gives a value, or changes, from the statement on that stands in a line."""
    try:
        left = [one for one in ast.parse(source).body if (one.end_lineno or one.lineno) >= line]
    except SyntaxError:
        return []
    return list(dict.fromkeys(name for statement in left for name in _made(statement)))


def _made(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from _base(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            yield from _base(node.func)


def _base(node: ast.expr) -> Iterator[str]:
    """The name in front of all dots and brackets."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _wanted(error: BaseException | None) -> ToBeWritten | None:
    """What was wanted and is not written, if that is what an error came of."""
    while error is not None:
        if isinstance(error, ToBeWritten):
            return error
        error = error.__cause__ or error.__context__
    return None


def _passes_through_the_library(trace: TracebackType) -> bool:
    file = layerwise.withheld.__file__
    return any(step.tb_frame.f_code.co_filename == file for step in _steps(trace))


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _mimes(page: Page) -> dict[str, str]:
    return {"text/plain": repr(page), "text/html": page._repr_html_()}
