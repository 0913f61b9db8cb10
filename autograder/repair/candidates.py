"""Every single edit of a definition, the likeliest first."""

import ast
import re
from collections.abc import Iterator, Sequence

from .catalogue.rules import RULES
from .catalogue.statements import is_tick, statement_edits
from .edit import Edit, Scope, Slot
from .unused import unused_names

_MOST_TWINS = 4
_MOST_LEAVES = 12
_SIMPLE = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
_NAMES = re.compile(r"(?<=\bid=)'\w+'|(?<=\battr=)'\w+'")
_BODIES = ("body", "orelse", "finalbody")
_MODULES = ("np", "numpy", "math", "lw", "nn", "super")
_NO_CODE = ("annotation", "returns", "decorator_list", "type_params", "type_comment")


def edits_of(definition: ast.FunctionDef | ast.ClassDef, reached: set[int] | None = None) -> list[Edit]:
    """The edits of a function or class. `reached`: lines that ran; what did not run cannot be to blame.

    Two rules may have the same idea: `sameness` tells it, which takes longer than having it.
    """
    attributes = _attributes(definition)
    found = [
        edit
        for function in _functions(definition)
        for edit in _edits(function, _scope(function, definition, attributes), reached)
    ]
    return sorted(found, key=lambda edit: edit.cost)


def sameness(edit: Edit) -> tuple[object, ...]:
    """What two edits have in common that do the same at the same place."""
    slot = edit.slot
    return (id(slot.owner), slot.name, slot.index, edit.count, *map(ast.dump, edit.nodes))


def exchanges(
    definition: ast.FunctionDef | ast.ClassDef, reached: set[int] | None = None
) -> Iterator[tuple[Edit, ...]]:
    """Two names of one statement, each in the place of the other: momentum * grad + old for momentum * old + grad."""
    for statement in ast.walk(definition):
        if isinstance(statement, _SIMPLE) and _runs(statement, reached):
            leaves = [(Slot(owner, name, at), node) for owner, name, at, node in _slots(statement) if _is_leaf(node)]
            leaves = leaves[:_MOST_LEAVES]
            for i, (slot, node) in enumerate(leaves):
                for other_slot, other in leaves[i + 1 :]:
                    if ast.dump(node) != ast.dump(other) and not _within(node, other) and not _within(other, node):
                        yield (
                            Edit("exchange", slot, (other,), node, 1.5),
                            Edit("exchange", other_slot, (node,), other, 1.5),
                        )


def _is_leaf(node: ast.AST) -> bool:
    names = isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load)
    return names and not (isinstance(node, ast.Name) and _is_module(node))


def _within(node: ast.AST, other: ast.AST) -> bool:
    return any(part is node for part in ast.walk(other))


def twins(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    """Edits of one kind that change different names in the same way: the same slip, made two to four times."""
    groups: dict[tuple[str, ...], list[Edit]] = {}
    known: dict[int, str] = {}  # dozens of edits change one node

    def pattern_at(node: ast.AST) -> str:
        if id(node) not in known:
            known[id(node)] = _pattern(node)
        return known[id(node)]

    for edit in edits:
        if edit.count == 1:
            groups.setdefault((edit.kind, pattern_at(edit.at), *map(_pattern, edit.nodes)), []).append(edit)
    for group in groups.values():
        if 2 <= len(group) <= _MOST_TWINS and _apart(group):
            yield tuple(group)


def _pattern(node: ast.AST) -> str:
    """What a node looks like without its names."""
    return _NAMES.sub("", ast.dump(node))


def _apart(edits: Sequence[Edit]) -> bool:
    """Whether none of the edits changes what another one does."""
    inner = [{id(node) for node in ast.walk(edit.at)} for edit in edits]
    clear = all(id(edits[i].at) not in inner[j] for i in range(len(edits)) for j in range(len(edits)) if i != j)
    return clear and all(edit.count == len(edit.nodes) == 1 for edit in edits)


def _functions(definition: ast.FunctionDef | ast.ClassDef) -> list[ast.FunctionDef]:
    if isinstance(definition, ast.FunctionDef):
        return [definition]
    return [node for node in definition.body if isinstance(node, ast.FunctionDef)]


def _attributes(definition: ast.FunctionDef | ast.ClassDef) -> tuple[str, ...]:
    """What the methods of a class keep on their object or read from it."""
    found: list[str] = []
    for function in _functions(definition) if isinstance(definition, ast.ClassDef) else []:
        owner = function.args.args[0].arg if function.args.args else ""
        nodes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
        found += [node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == owner]
    return tuple(dict.fromkeys(found))


def _scope(function: ast.FunctionDef, definition: ast.AST, attributes: tuple[str, ...]) -> Scope:
    given = function.args
    parameters = tuple(a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs))
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    owner = parameters[0] if isinstance(definition, ast.ClassDef) and parameters else ""
    names = tuple(dict.fromkeys([*parameters, *stored]))
    return Scope(parameters, names, attributes if owner else (), owner, tuple(unused_names(function)))


def _edits(function: ast.FunctionDef, scope: Scope, reached: set[int] | None) -> Iterator[Edit]:
    bodies: set[tuple[int, str]] = set()
    for owner, name, index, node in _slots(function):
        if isinstance(node, ast.stmt) and name in _BODIES:
            if (id(owner), name) not in bodies:
                bodies.add((id(owner), name))
                yield from (edit for edit in statement_edits(owner, name, scope) if _runs(edit.at, reached))
        elif isinstance(node, ast.expr) and name != "func" and not _is_module(node) and _runs(node, reached):
            for rule in RULES:
                for kind, cost, meant in rule(node, scope):
                    if _fits(node, meant):
                        yield Edit(kind, Slot(owner, name, index), (meant,), node, cost)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _MODULES


def _fits(node: ast.expr, meant: ast.expr) -> bool:
    """Whether a node may stand where the other does: only names and their kin can be assigned to."""
    wanted = getattr(node, "ctx", None)
    return wanted is None or isinstance(wanted, ast.Load) or type(getattr(meant, "ctx", None)) is type(wanted)


def _runs(node: ast.AST, reached: set[int] | None) -> bool:
    if reached is None:
        return True
    first = getattr(node, "lineno", 0)
    # Of a loop or branch the head counts: its body has lines of its own.
    last = first if hasattr(node, "body") else getattr(node, "end_lineno", first)
    return any(line in reached for line in range(first, last + 1))


def _slots(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node below one, with the place where it hangs. Docstrings, annotations and our counters are left out."""
    for name in node._fields:
        if name in _NO_CODE or isinstance(node, ast.Raise | ast.JoinedStr):
            continue
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            yield node, name, None, value
            yield from _slots(value)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST) and not (isinstance(item, ast.stmt) and is_tick(item)):
                    yield node, name, index, item
                    yield from _slots(item)
