"""Slips with subscripts and tuples: a slice's end, an index beside it, results in another order."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, call, plus, rule


@rule
def other_slice_end(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x[:n] for x[:n - 1], x[n:] or x."""
    if not isinstance(node, ast.Slice):
        return
    lower, upper, step = node.lower, node.upper, node.step
    for number in (1, -1):
        if upper is not None:
            yield "slice", 1.0, ast.Slice(lower, plus(upper, number), step)
        if lower is not None:
            yield "slice", 1.0, ast.Slice(plus(lower, number), upper, step)
    yield "slice", 1.1, ast.Slice(upper, lower, step)
    if upper is not None:
        yield "slice", 1.1, ast.Slice(lower, None, step)
    if lower is not None:
        yield "slice", 1.1, ast.Slice(None, upper, step)
    else:
        yield "slice", 1.2, ast.Slice(ast.Constant(1), upper, step)
    if upper is None:
        yield "slice", 1.2, ast.Slice(lower, ast.UnaryOp(ast.USub(), ast.Constant(1)), step)
    if step is not None:
        yield "slice", 1.2, ast.Slice(lower, upper, None)
    else:
        yield "slice", 1.4, ast.Slice(lower, upper, ast.UnaryOp(ast.USub(), ast.Constant(1)))


@rule
def other_index(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x[i, j] for x[j, i], x[i] for x[:, i], x for x[i]."""
    if not isinstance(node, ast.Subscript):
        return
    index = node.slice
    if isinstance(node.ctx, ast.Load):
        yield "index", 1.5, node.value
    if isinstance(index, ast.Tuple):
        for i in range(len(index.elts) - 1):
            order = [*index.elts[:i], index.elts[i + 1], index.elts[i], *index.elts[i + 2 :]]
            yield "index", 1.0, ast.Subscript(node.value, ast.Tuple(order, ast.Load()), node.ctx)
    else:
        every = ast.Slice(None, None, None)
        yield "index", 1.2, ast.Subscript(node.value, ast.Tuple([every, index], ast.Load()), node.ctx)
        yield "index", 1.3, ast.Subscript(node.value, ast.Tuple([index, every], ast.Load()), node.ctx)
        if not isinstance(index, ast.Slice):
            for number in (1, -1):
                yield "index", 1.1, ast.Subscript(node.value, plus(index, number), node.ctx)
    if isinstance(index, ast.Tuple) and len(index.elts) == 2 and isinstance(index.elts[0], ast.Slice):
        rows = call("np.arange", call("len", node.value))
        yield "index", 1.0, ast.Subscript(node.value, ast.Tuple([rows, index.elts[1]], ast.Load()), node.ctx)
    if isinstance(index, ast.Name) and isinstance(node.ctx, ast.Load):
        for name in scope.names:
            if name != index.id:
                yield "index", 1.6, ast.Subscript(node.value, ast.Name(name, ast.Load()), node.ctx)


@rule
def other_item_order(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """return dx, dW for return dW, dx."""
    if isinstance(node, ast.Tuple | ast.List) and 1 < len(node.elts) <= 4:
        for i in range(len(node.elts) - 1):
            for j in range(i + 1, len(node.elts)):
                items = list(node.elts)
                items[i], items[j] = items[j], items[i]
                yield "tuple", 0.9 + (j - i) / 10, type(node)(items, node.ctx)
        for i in range(len(node.elts)):
            items = node.elts[:i] + node.elts[i + 1 :]
            yield "tuple", 1.8, items[0] if len(items) == 1 else type(node)(items, node.ctx)
