"""Whether a part put around an expression never changes anything: np.abs of what is never negative, an axis more.

The solution runs as it is and is watched: the value of the line, and what it would have been with the edit. A line
whose calls may do more than compute is not worked out twice; there it is the expression itself that is watched.
"""

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from ..repair.edit import Edit, Slot
from ..repair.learner_source import Definition
from .pure import only_computes

WATCH = "__watch__"
_VALUE = "__value__"
_KINDS = ("shape", "transpose", "dtype", "copy")
_WRAPPERS = ("abs", "sum", "mean", "copy", "ravel", "T", "data")
_FIELDS = ("value", "iter", "test")


class Watcher:
    """Stands around an expression. `always_same`: its value has been seen, and the edit never changed it."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was seen."""
        self._seen = self._changed = False

    @property
    def always_same(self) -> bool:
        """Whether the edit made no difference whenever the expression was worked out."""
        return self._seen and not self._changed

    def __call__(self, value: Any, edited: Callable[[Any], Any]) -> Any:
        self._seen = True
        if not self._changed:
            try:
                self._changed = not _identical(value, edited(value))
            except Exception:
                self._changed = True
        return value


def watching(edit: Edit, definition: Definition) -> Edit | None:
    """The edit that watches in the place of one that puts something around an expression; None for any other."""
    meant = edit.nodes[0] if len(edit.nodes) == 1 else None
    if not isinstance(edit.at, ast.expr) or not isinstance(meant, ast.expr):
        return None
    wrapper = _wrapper(meant, edit.at)
    if edit.kind not in _KINDS and wrapper not in _WRAPPERS:
        return None
    for statement in ast.walk(definition):
        for name in _FIELDS if isinstance(statement, ast.stmt) else ():
            line = getattr(statement, name, None)
            if isinstance(line, ast.expr) and any(node is edit.at for node in ast.walk(line)) and only_computes(line):
                return _watch(Slot(statement, name), line, _with(line, edit.at, meant))
    if wrapper in _WRAPPERS:
        return _watch(edit.slot, edit.at, _with(meant, edit.at, ast.Name(_VALUE, ast.Load())))
    return None


def _watch(slot: Slot, seen: ast.expr, edited: ast.expr) -> Edit:
    function = ast.Lambda(ast.arguments([], [ast.arg(_VALUE)], None, [], [], None, []), edited)
    call = ast.Call(ast.Name(WATCH, ast.Load()), [seen, function], [])
    return Edit("watch", slot, (call,), seen, 0.0)


def _wrapper(meant: ast.expr, node: ast.expr) -> str:
    """`abs` for np.abs(node) and `T` for node.T; "" where the node is not all that stands inside."""
    if isinstance(meant, ast.Call) and len(meant.args) == 1 and meant.args[0] is node:
        return getattr(meant.func, "attr", "")
    return meant.attr if isinstance(meant, ast.Attribute) and meant.value is node else ""


def _with(tree: Any, old: ast.AST, new: ast.AST) -> Any:
    """A copy of a tree, with one node for another."""
    if tree is old:
        return new
    if isinstance(tree, list):
        return [_with(part, old, new) for part in tree]
    if not isinstance(tree, ast.AST):
        return tree
    copied = type(tree)(**{name: _with(value, old, new) for name, value in ast.iter_fields(tree)})
    return ast.copy_location(copied, tree)


def _identical(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_identical, one, other))
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    if a.dtype == object or b.dtype == object:
        return all(x is y for x, y in zip(a.ravel(), b.ravel(), strict=True))
    return bool(((a == b) | ((a != a) & (b != b))).all())
