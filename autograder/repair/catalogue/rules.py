"""Expression rules, and the table that they stand in."""

import ast
from collections.abc import Callable, Iterator

from ..edit import Scope

Meant = tuple[str, float, ast.expr]  # the kind of slip, how far-fetched it is, what may have been meant
Rule = Callable[[ast.expr, Scope], Iterator[Meant]]

RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Put an expression rule into the catalogue."""
    RULES.append(function)
    return function


def call(function: str, *arguments: ast.expr, **keywords: ast.expr) -> ast.Call:
    """A call of `name` or `np.name`."""
    named = [ast.keyword(arg=name, value=value) for name, value in keywords.items()]
    return ast.Call(func=expression(function), args=list(arguments), keywords=named)


def expression(text: str) -> ast.expr:
    """An expression that stands by itself, such as `np.sum`, without the places of its own text."""
    node = ast.parse(text, mode="eval").body
    for part in ast.walk(node):
        for place in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(part, place):
                delattr(part, place)
    return node


def name_of(node: ast.expr) -> str:
    """`sum` for `np.sum`, `x.sum` and `sum`; "" for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_numpy(node: ast.expr) -> bool:
    """Whether a name is looked up in numpy."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")


def number_of(node: ast.expr) -> int | float | None:
    """The number that stands there; None for anything else, truth values included."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def plus(node: ast.expr, number: int) -> ast.expr:
    """node + number, worked out where both are numbers."""
    value = number_of(node)
    if value is not None:
        return ast.Constant(value + number)
    operator = ast.Add() if number > 0 else ast.Sub()
    return ast.BinOp(node, operator, ast.Constant(abs(number))) if number else node


def is_read(node: ast.expr) -> bool:
    """Whether a node is read, and not assigned to."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
