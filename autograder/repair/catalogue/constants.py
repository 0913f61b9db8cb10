"""Slips with constants: off by one, a half, a factor of two, the wrong sign, True for False."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, is_read, number_of, rule


@rule
def other_number(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """2 for 1."""
    value = number_of(node)
    if value is None:
        return
    half = value // 2 if isinstance(value, int) and value % 2 == 0 else value / 2
    near: list[int | float] = [value + 1, value - 1, 2 * value, half, 0, 1, 2, 0.5, -value]
    if 0 < abs(value) < 0.1:  # an epsilon is wrong by orders of magnitude
        near = [0.0, *(10.0**power for power in range(-12, -2)), 2 * value, value / 2, *near]
    for rank, other in enumerate(dict.fromkeys(near)):
        if other != value or type(other) is not type(value):
            yield "constant", 1.0 + rank / 20, ast.Constant(other)


@rule
def other_truth(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """False for True."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", 0.8, ast.Constant(not node.value)


@rule
def parameter_for_number(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """eps for 1e-5: a number that the caller wanted to choose."""
    if number_of(node) is not None or (isinstance(node, ast.Constant) and node.value is None):
        for name in scope.parameters:
            if name != scope.owner:
                yield "constant", 1.3, ast.Name(name, ast.Load())
        for name in scope.attributes:
            yield "constant", 1.5, ast.Attribute(ast.Name(scope.owner, ast.Load()), name, ast.Load())


@rule
def number_beside(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x + 1 for x, x / 2 for x: a small number that is missing."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp | ast.Subscript):
        return
    if not is_read(node):
        return
    for operator, number in ((ast.Add(), 1), (ast.Sub(), 1), (ast.Div(), 2), (ast.Mult(), 2), (ast.Pow(), 2)):
        yield "missing factor", 2.2, ast.BinOp(node, operator, ast.Constant(number))
    if isinstance(node, ast.Name | ast.Attribute | ast.BinOp | ast.Call):
        for name in scope.names:
            if name != scope.owner:
                other = ast.Name(name, ast.Load())
                yield "missing factor", 2.3, ast.BinOp(other, ast.Mult(), node)
                yield "missing factor", 2.4, ast.BinOp(node, ast.Div(), other)
                yield "missing factor", 2.5, ast.BinOp(node, ast.Add(), other)
    yield "missing factor", 2.4, ast.BinOp(ast.Constant(1), ast.Sub(), node)
    yield "missing factor", 2.5, ast.BinOp(ast.Constant(1), ast.Div(), node)
