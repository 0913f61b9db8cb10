"""Slips about a line that is missing and whose sibling is there: an update of one parameter and none of the other."""

import ast
import copy
from collections.abc import Iterator

from ..edit import Edit, Scope, Slot


def siblings(slot: Slot, statement: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """A line like this one that is missing: `b -= lr * grad_b` beside `W -= lr * grad_W`."""
    yield from _for_unused(slot, statement, scope)
    if not isinstance(statement, ast.Assign | ast.AugAssign) or slot.index is None:
        return
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    stem = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    known = {*scope.names, *scope.attributes}
    for other in known - {stem, scope.owner}:
        twin = _renamed(statement, stem, other, known) if stem else None
        if twin is not None:
            after = Slot(slot.owner, slot.name, slot.index + 1)
            yield Edit("missing line", after, (twin,), statement, 1.7, count=0)


def _renamed(statement: ast.stmt, stem: str, other: str, known: set[str]) -> ast.stmt | None:
    """The statement with one name for another, also where it is a part of a name; None if that gives no known names."""
    changed = copy.deepcopy(statement)
    for node in ast.walk(changed):
        for place in ("id", "attr"):
            name = getattr(node, place, "")
            if stem in name:
                setattr(node, place, name.replace(stem, other))
                if getattr(node, place) not in known:
                    return None
    return changed


def _for_unused(slot: Slot, statement: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """`self.bias.accumulate_grad(db)` beside the same for the weight, where `db` is computed and never used."""
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign) or slot.index is None:
        return
    read = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} & set(scope.names) - {scope.owner}
    kept = {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)} & set(scope.attributes)
    after = Slot(slot.owner, slot.name, slot.index + 1)
    for unused in scope.unused:
        for name in read - {unused}:
            for attribute, other in [("", ""), *((one, two) for one in kept for two in scope.attributes if one != two)]:
                twin = copy.deepcopy(statement)
                for node in ast.walk(twin):
                    if isinstance(node, ast.Name) and node.id == name:
                        node.id = unused
                    if isinstance(node, ast.Attribute) and node.attr == attribute:
                        node.attr = other
                yield Edit("missing line", after, (twin,), statement, 1.5, count=0)
