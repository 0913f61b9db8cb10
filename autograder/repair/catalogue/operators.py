"""Slips with operators: operands swapped, the wrong sign, a parenthesis in another place, a comparison too strict."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, rule

_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.MatMult, ast.Pow, ast.Mod)
_OTHER_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_STRICT: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@rule
def swapped_operands(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a - b for b - a."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDERED):
        yield "order", 1.0, ast.BinOp(node.right, node.op, node.left)


@rule
def other_operator(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a * b for a + b."""
    if isinstance(node, ast.BinOp):
        for rank, other in enumerate(_OTHER_OPERATORS.get(type(node.op), ())):
            sign = isinstance(node.op, ast.Add | ast.Sub) and rank == 0
            yield "sign" if sign else "operator", 1.0 + rank / 2, ast.BinOp(node.left, other(), node.right)


@rule
def one_operand(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a for a + b: a term or factor too many."""
    if isinstance(node, ast.BinOp):
        yield "too much", 1.5, node.left
        yield "too much", 1.6, node.right


@rule
def regrouped(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a + b / c for (a + b) / c, and back."""
    if not isinstance(node, ast.BinOp):
        return
    left, right = node.left, node.right
    if isinstance(left, ast.BinOp):
        yield "grouping", 1.2, ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
    if isinstance(right, ast.BinOp):
        yield "grouping", 1.2, ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)


@rule
def negated(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x for -x, and -x for x."""
    if isinstance(node, ast.UnaryOp):
        yield "sign" if isinstance(node.op, ast.USub) else "condition", 1.0, node.operand
    elif isinstance(node, ast.Compare | ast.BoolOp):
        yield "condition", 1.4, ast.UnaryOp(ast.Not(), node)
    elif isinstance(node, ast.Call | ast.BinOp | ast.Name | ast.Attribute | ast.Subscript):
        yield "sign", 2.0, ast.UnaryOp(ast.USub(), node)


@rule
def other_comparison(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a >= b for a > b."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for rank, other in enumerate(_STRICT.get(type(node.ops[0]), ())):
            yield "comparison", 0.8 + rank / 2, ast.Compare(node.left, [other()], node.comparators)


@rule
def other_connective(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """a or b for a and b."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "condition", 1.0, ast.BoolOp(other, node.values)
        for i in range(len(node.values)):
            rest = node.values[:i] + node.values[i + 1 :]
            yield "condition", 1.4, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


@rule
def other_branch(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """b if c else a for a if c else b."""
    if isinstance(node, ast.IfExp):
        yield "condition", 1.0, ast.IfExp(node.test, node.orelse, node.body)
        yield "condition", 1.5, node.body
        yield "condition", 1.5, node.orelse


@rule
def in_or_out(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """f(a + b) for f(a) + b, such as eps inside the root."""
    if isinstance(node, ast.BinOp):
        for here, there, left in ((node.left, node.right, True), (node.right, node.left, False)):
            if isinstance(here, ast.Call) and len(here.args) == 1:
                inner = ast.BinOp(here.args[0], node.op, there) if left else ast.BinOp(there, node.op, here.args[0])
                yield "inside", 1.1, ast.Call(here.func, [inner], here.keywords)
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.BinOp):
        inner = node.args[0]
        yield "inside", 1.1, ast.BinOp(ast.Call(node.func, [inner.left], node.keywords), inner.op, inner.right)
        yield "inside", 1.3, ast.BinOp(inner.left, inner.op, ast.Call(node.func, [inner.right], node.keywords))
