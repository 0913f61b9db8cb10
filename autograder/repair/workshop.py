"""Builds an answer with edits in it, away from the notebook: in names of its own, without prints, with a step limit."""

import ast
import contextlib
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .learner_source import Definition, Source
from .trial_limits import SECONDS, TooLong, limited

FILE = "<repair>"
_MOST_STEPS = 200_000  # rounds of loops in one trial
TICK = "__tick__"

Functions = tuple[Callable[..., Any], ...]


class Workshop:
    """The definitions of an answer, which may be built again and again while their trees are edited."""

    def __init__(self, source: Source, functions: Functions, deadline: float) -> None:
        self.source = source
        self.definitions = [definition for cell in source.cells for definition in cell.definitions]
        self._given = dict(zip(source.wanted, functions, strict=True))
        self._deadline, self._steps = deadline, 0
        self._names: dict[str, Any] = {**source.names, TICK: self._tick}
        for definition in self.definitions:
            _count_rounds(definition)
        self._base = {definition.name: self._built(definition) for definition in self.definitions}
        self._names.update(self._base)

    def functions(self, changed: Sequence[Definition] = ()) -> Functions:
        """The exercise's functions, with these definitions built from their trees as they are now.

        Raises whatever a tree that is no Python, or a class body, raises.
        """
        self._names.update(self._base)
        for definition in dict.fromkeys(changed):
            self._names[definition.name] = self._built(definition)
        own = {definition.name for definition in self.definitions}
        return tuple(self._names[name] if name in own else self._given[name] for name in self.source.wanted)

    @contextlib.contextmanager
    def trial(self, seconds: float = SECONDS) -> Iterator[None]:
        """Room for one trial: nothing printed is seen, and loops end. seconds: of processor time."""
        self._steps = 0
        nowhere = io.StringIO()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), limited(seconds):
            yield

    def _built(self, definition: Definition) -> Any:
        module = ast.Module([definition], [])
        exec(compile(module, FILE, "exec"), self._names)  # the learner's own code, in their own kernel
        return self._names[definition.name]

    def _tick(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS or time.process_time() > self._deadline:
            raise TooLong


def reached_lines(run: Callable[[], object]) -> set[int]:
    """The lines of the workshop's code that run when something is done."""
    found: set[int] = set()

    def note(frame: Any, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        found.add(frame.f_lineno)
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        run()
    finally:
        sys.settrace(before)
    return found


def _count_rounds(definition: Definition) -> None:
    """Put a counter into every loop."""
    for node in ast.walk(definition):
        if isinstance(node, ast.For | ast.While):
            tick = ast.Expr(ast.Call(ast.Name(TICK, ast.Load()), [], []))
            tick.is_tick = True  # type: ignore[attr-defined]  # rules leave it alone
            node.body.insert(0, ast.copy_location(tick, node.body[0]))
            ast.fix_missing_locations(node)
