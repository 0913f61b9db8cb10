"""Slips with names: another name of the same scope, `self.` forgotten, an attribute for another."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, rule


@rule
def other_name(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """grad_output for x."""
    if isinstance(node, ast.Name) and node.id in scope.names and isinstance(node.ctx, ast.Load):
        for name in scope.names:
            if name not in (node.id, scope.owner):
                yield "name", 1.5, ast.Name(name, ast.Load())


@rule
def attribute_for_name(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """self.momentum for momentum, and momentum for self.momentum."""
    if isinstance(node, ast.Name) and node.id in scope.attributes:
        yield "self", 0.7, ast.Attribute(ast.Name(scope.owner, ast.Load()), node.id, node.ctx)
    if _is_own(node, scope):
        assert isinstance(node, ast.Attribute)
        if node.attr in scope.names:
            yield "self", 1.0, ast.Name(node.attr, node.ctx)


@rule
def other_attribute(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """self.running_var for self.running_mean."""
    if _is_own(node, scope):
        assert isinstance(node, ast.Attribute)
        for name in scope.attributes:
            if name != node.attr:
                yield "name", 1.6, ast.Attribute(node.value, name, node.ctx)
        for name in scope.names:
            if name not in (scope.owner, node.attr) and isinstance(node.ctx, ast.Load):
                yield "name", 1.9, ast.Name(name, ast.Load())
    if isinstance(node, ast.Name) and node.id in scope.names and isinstance(node.ctx, ast.Load):
        for name in scope.attributes:
            if name != node.id and node.id != scope.owner:
                yield "name", 2.0, ast.Attribute(ast.Name(scope.owner, ast.Load()), name, ast.Load())


@rule
def data_or_gradient(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """p.grad for p.data, p.data for p."""
    others = {"data": "grad", "grad": "data", "weight": "bias", "bias": "weight"}
    if isinstance(node, ast.Attribute) and node.attr in others:
        yield "name", 1.1, ast.Attribute(node.value, others[node.attr], node.ctx)
    if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        for name in ("data", "grad"):
            yield "name", 2.1, ast.Attribute(node, name, ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in ("data", "grad") and isinstance(node.ctx, ast.Load):
        yield "name", 1.8, node.value


@rule
def entry_for_attribute(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """group["lr"] for self.lr, and back."""
    if _is_own(node, scope):
        assert isinstance(node, ast.Attribute)
        for name in scope.names:
            if name != scope.owner:
                yield "name", 1.9, ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(node.attr), node.ctx)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scope.names:
        for name in scope.names:
            if name not in (node.id, scope.owner):
                yield "name", 2.3, ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(node.id), node.ctx)


@rule
def name_for_entry(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """lr for lrs[i]: what a loop or an argument has at hand already."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        for name in scope.names:
            if name != scope.owner:
                yield "name", 1.6, ast.Name(name, ast.Load())


def _is_own(node: ast.expr, scope: Scope) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and bool(scope.owner)
        and node.value.id == scope.owner
    )
