"""Slips about what happens once and what happens each round: a line above a loop that belongs into it, and back."""

import ast
from collections.abc import Iterator

from ..edit import Edit, Slot

Body = list[ast.stmt]
_LOOPS = (ast.For, ast.While)


def rounds(slot: Slot, body: Body, index: int) -> Iterator[Edit]:
    """A line above a loop moved to its beginning, and the first line of a loop moved above it."""
    statement = body[index]
    following = body[index + 1] if index + 1 < len(body) else None
    if isinstance(following, _LOOPS) and isinstance(statement, ast.Assign):
        for inner in _first_loops(following):
            yield Edit("loop", slot, (_beginning_with(following, inner, statement),), statement, 1.3, count=2)
    if isinstance(statement, _LOOPS):
        first = _first_line(statement)
        if first is not None and len(statement.body) > first + 1:
            taken = statement.body[first]
            rest = [line for line in statement.body if line is not taken]
            yield Edit("loop", slot, (taken, _with_body(statement, rest)), taken, 1.3)


def _first_loops(loop: ast.stmt) -> Iterator[ast.stmt]:
    """The loop, and loops that begin right within it."""
    while isinstance(loop, _LOOPS):
        yield loop
        first = _first_line(loop)
        loop = loop.body[first] if first is not None else ast.Pass()


def _first_line(loop: ast.For | ast.While) -> int | None:
    """Where a loop's own lines begin; the counter that a trial puts in front is none."""
    return next((n for n, line in enumerate(loop.body) if not getattr(line, "is_tick", False)), None)


def _beginning_with(loop: ast.stmt, inner: ast.stmt, line: ast.stmt) -> ast.stmt:
    """The loop with a line more at the beginning of itself or of a loop within it."""
    assert isinstance(loop, _LOOPS)
    if loop is inner:
        return _with_body(loop, [line, *loop.body])
    return _with_body(loop, [_beginning_with(one, inner, line) if _holds(one, inner) else one for one in loop.body])


def _holds(statement: ast.stmt, inner: ast.stmt) -> bool:
    return any(node is inner for node in ast.walk(statement))


def _with_body(loop: ast.For | ast.While, body: Body) -> ast.stmt:
    fields = {name: getattr(loop, name) for name in loop._fields}
    return type(loop)(**{**fields, "body": body})
