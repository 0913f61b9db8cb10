"""Slips with arrays: a transpose, a copy, a shape for a length, a dtype that cuts numbers off."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, call, expression, is_numpy, is_read, name_of, rule

_MAKERS = ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like", "array", "asarray")


@rule
def transposed(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x for x.T, and x.T for x in a product."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", 0.9, node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right
        turned = [ast.Attribute(side, "T", ast.Load()) for side in (left, right)]
        yield "transpose", 0.9, ast.BinOp(turned[0], node.op, right)
        yield "transpose", 0.9, ast.BinOp(left, node.op, turned[1])
        yield "transpose", 1.3, ast.BinOp(turned[1], node.op, left)
        yield "transpose", 1.3, ast.BinOp(right, node.op, turned[0])
        yield "transpose", 1.5, ast.Attribute(node, "T", ast.Load())


@rule
def turned(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x.T for x anywhere else."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) and is_read(node):
        yield "transpose", 2.0, ast.Attribute(node, "T", ast.Load())


@rule
def copied(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x.copy() for x: what is written to belongs to somebody else."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and is_read(node):
        yield "copy", 1.6, call("np.copy", node)


@rule
def length_of(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x.shape[0] for x.size, len(x), x.shape or x.shape[1]."""
    of = _measured(node)
    if of is None:
        return
    shape = ast.Attribute(of, "shape", ast.Load())
    for axis in (0, 1, -1, 2, 3):
        yield "length", 1.0 + axis % 5 / 10, ast.Subscript(shape, ast.Constant(axis), ast.Load())
    yield "length", 1.1, ast.Attribute(of, "size", ast.Load())
    yield "length", 1.3, shape


@rule
def other_dtype(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """zeros_like(x, dtype=float): whole numbers stay whole where they are written."""
    if isinstance(node, ast.Call) and is_numpy(node.func) and name_of(node.func) in _MAKERS:
        kept = [keyword for keyword in node.keywords if keyword.arg != "dtype"]
        yield "dtype", 1.3, ast.Call(node.func, node.args, [*kept, ast.keyword("dtype", expression("float"))])
        if len(kept) < len(node.keywords):
            yield "dtype", 1.2, ast.Call(node.func, node.args, kept)
    if isinstance(node, ast.Call) and name_of(node.func) in ("astype", "int", "float", "round") and node.args:
        yield "dtype", 1.2, node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
        if name_of(node.func) == "int":
            yield "dtype", 1.0, call("round", *node.args)


@rule
def kept_dimension(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x[:, None] for x: an axis that keeps its place."""
    if isinstance(node, ast.Name | ast.Call | ast.Attribute) and is_read(node):
        for index in ("None", "None, :", ":, None", "..., None"):
            slot = ast.parse(f"x[{index}]", mode="eval").body
            assert isinstance(slot, ast.Subscript)
            yield "shape", 2.3, ast.Subscript(node, slot.slice, ast.Load())
        yield "shape", 2.4, call("np.ravel", node)


def _measured(node: ast.expr) -> ast.expr | None:
    """x for x.size, x.shape[i] and len(x)."""
    if isinstance(node, ast.Attribute) and node.attr in ("size", "shape", "ndim"):
        return node.value
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return node.value.value
    if isinstance(node, ast.Call) and name_of(node.func) == "len" and len(node.args) == 1:
        return node.args[0]
    return None
