"""Whether a function around an expression never changes it: np.abs of what is never negative, np.copy of anything.

The expression is left as it is and watched: its value, and what the function would have made of it.
"""

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from ..repair.edit import Edit

WATCH = "__watch__"
_VALUE = "__value__"
_WRAPPERS = ("abs", "sum", "mean", "copy", "ravel", "T", "data")


class Watcher:
    """Stands around an expression. `always_same`: its value has been seen, and the function never changed it."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was seen."""
        self._seen = self._changed = False

    @property
    def always_same(self) -> bool:
        """Whether the function made no difference whenever the expression was worked out."""
        return self._seen and not self._changed

    def __call__(self, value: Any, wrapped: Callable[[Any], Any]) -> Any:
        self._seen = True
        if not self._changed:
            try:
                self._changed = not _identical(value, wrapped(value))
            except Exception:
                self._changed = True
        return value


def watching(edit: Edit) -> Edit | None:
    """The edit that watches in the place of one that puts a function around an expression; None for any other."""
    if len(edit.nodes) != 1 or not isinstance(edit.at, ast.expr):
        return None
    meant = edit.nodes[0]
    if isinstance(meant, ast.Call):
        name, inner = getattr(meant.func, "attr", ""), meant.args[0] if len(meant.args) == 1 else None
        meant_now: ast.expr = ast.Call(meant.func, [_value()], meant.keywords)
    elif isinstance(meant, ast.Attribute):
        name, inner = meant.attr, meant.value
        meant_now = ast.Attribute(_value(), name, ast.Load())
    else:
        return None
    if inner is not edit.at or name not in _WRAPPERS:
        return None
    function = ast.Lambda(ast.arguments([], [ast.arg(_VALUE)], None, [], [], None, []), meant_now)
    call = ast.Call(ast.Name(WATCH, ast.Load()), [edit.at, function], [])
    return Edit(edit.kind, edit.slot, (call,), edit.at, edit.cost)


def _value() -> ast.Name:
    return ast.Name(_VALUE, ast.Load())


def _identical(one: Any, other: Any) -> bool:
    if one is other:
        return True
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape:
        return False
    if a.dtype == object or b.dtype == object:
        return all(x is y for x, y in zip(a.ravel(), b.ravel(), strict=True))
    return bool(((a == b) | ((a != a) & (b != b))).all())
