"""Edits that are nobody's mistake: families that make no difference for a reason which holds wherever they occur.

The catalogue of repairs is read backwards here. That a copy was missing is a mistake; that one is too much is none.
Only an edit that keeps full marks is looked at, so no rule can hide what a case shows.
"""

import ast
from collections.abc import Callable

from ..repair.edit import Edit
from ..repair.learner_source import Definition
from .pure import only_computes

Rule = Callable[[Edit, Definition], bool]

RULES: dict[str, Rule] = {}

_GROUPINGS = {ast.Add: (ast.Add, ast.Sub), ast.Mult: (ast.Mult, ast.Div), ast.MatMult: (ast.MatMult,)}
_EITHER_ORDER = ("maximum", "minimum", "add", "multiply", "logical_and", "logical_or", "array_equal", "isclose")
_KEEP_THE_SIGN = ("sign", "tanh", "sinh", "arctan")
_AS_MANY = ("abs", "sqrt", "exp", "log", "square", "tanh", "sign", "ravel", "copy", "reversed")


def _rule(reason: str) -> Callable[[Rule], Rule]:
    def put(rule: Rule) -> Rule:
        RULES[reason] = rule
        return rule

    return put


def harmless(edit: Edit, definition: Definition) -> str:
    """The reason why an edit that nothing notices is no mistake, or "". The edit is not made when this is asked."""
    return next((reason for reason, rule in RULES.items() if rule(edit, definition)), "")


@_rule("a line that is repeated, or that keeps a value where nobody looks")
def _added_line(edit: Edit, definition: Definition) -> bool:
    if edit.kind == "statement twice":
        return True
    if edit.count or len(edit.nodes) != 1:
        return False
    added = edit.nodes[0]
    if isinstance(added, ast.Return):
        return True  # where nothing is returned, nothing is asked for
    if isinstance(added, ast.Expr):
        return edit.kind == "base class"
    targets = added.targets if isinstance(added, ast.Assign) else [getattr(added, "target", None)]
    return all(map(_is_own, targets))


@_rule("the same operations in another order or grouping")
def _regrouped(edit: Edit, definition: Definition) -> bool:
    old, new = edit.at, edit.nodes[0] if edit.nodes else None
    if edit.kind == "grouping" and isinstance(old, ast.BinOp) and isinstance(new, ast.BinOp):
        # (a op1 b) op2 c and a op1 (b op2 c): what is new joins first what joined last.
        first, second = (
            (new.op, old.op) if new.left is not old.left and isinstance(old.left, ast.BinOp) else (old.op, new.op)
        )
        return type(second) in _GROUPINGS.get(type(first), ())
    if edit.kind == "arguments" and isinstance(old, ast.Call) and isinstance(new, ast.Call):
        same = {*map(ast.dump, old.args)} == {*map(ast.dump, new.args)} and len(old.args) == len(new.args) == 2
        return same and not old.keywords and getattr(old.func, "attr", "") in _EITHER_ORDER
    return edit.kind == "statement order" and _independent(edit.nodes)


@_rule("a comparison with 0 on whose sign nothing depends")
def _beside_zero(edit: Edit, definition: Definition) -> bool:
    compared = [
        node
        for node in ast.walk(definition)
        if isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and _is_zero(node.comparators[0])
        and node.left is edit.at
    ]
    if not compared or not edit.nodes:
        return False
    new, equality = edit.nodes[0], isinstance(compared[0].ops[0], ast.Eq | ast.NotEq)
    if isinstance(new, ast.UnaryOp):
        return equality
    if isinstance(new, ast.Call) and new.args and new.args[0] is edit.at:
        name = getattr(new.func, "attr", "")
        return name in _KEEP_THE_SIGN or (equality and name in ("abs", "square", "sqrt"))
    if not isinstance(new, ast.BinOp):
        return False
    twice = ast.dump(new.right) == ast.dump(new.left)
    doubled, squared = twice and isinstance(new.op, ast.Add), twice or isinstance(new.op, ast.Pow)
    by_two = isinstance(new.op, ast.Mult | ast.Div) and isinstance(new.right, ast.Constant)
    return doubled or by_two or (equality and squared and isinstance(new.op, ast.Mult | ast.Pow))


@_rule("the default axis, written out")
def _default_axis(edit: Edit, definition: Definition) -> bool:
    before, after = (
        [f"{word.arg}={ast.unparse(word.value)}" for word in call.keywords] if isinstance(call, ast.Call) else []
        for call in (edit.at, edit.nodes[0] if edit.nodes else None)
    )
    return edit.kind == "axis" and after == [*before, "axis=None"]


@_rule("other numbers where only the shape is looked at")
def _shape_only(edit: Edit, definition: Definition) -> bool:
    if len(edit.nodes) != 1 or not _elementwise(edit.nodes[0], edit.at):
        return False
    return any(
        (isinstance(node, ast.Attribute) and node.attr in ("shape", "ndim", "size") and node.value is edit.at)
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len" and node.args[:1] == [edit.at])
        for node in ast.walk(definition)
    )


@_rule("an axis of length 1 that broadcasting takes away")
def _axis_more(edit: Edit, definition: Definition) -> bool:
    if edit.kind == "shape":
        return True
    return edit.kind == "keepdims" and "keepdims=True" in map(ast.unparse, getattr(edit.nodes[0], "keywords", []))


@_rule("a sign that an even power takes away, or a shift that a spread does")
def _taken_away(edit: Edit, definition: Definition) -> bool:
    new = edit.nodes[0] if len(edit.nodes) == 1 else None
    turned = _is_turned(new, edit.at)
    shifted = (
        isinstance(new, ast.BinOp)
        and isinstance(new.op, ast.Add | ast.Sub)
        and (
            (new.left is edit.at and isinstance(new.right, ast.Constant))
            or (new.right is edit.at and isinstance(new.left, ast.Constant))
        )
    )
    for node in ast.walk(definition):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and node.left is edit.at and turned:
            return isinstance(node.right, ast.Constant) and node.right.value in (2, 4)
        if isinstance(node, ast.Call) and (node.args[:1] == [edit.at] or getattr(node.func, "value", None) is edit.at):
            called = getattr(node.func, "attr", "")
            return (called in ("var", "std") and (turned or shifted)) or (called in ("abs", "square") and turned)
    return False


@_rule("the length of the first axis, called otherwise")
def _length(edit: Edit, definition: Definition) -> bool:
    texts = {ast.unparse(node) for node in (edit.at, *edit.nodes)}
    return any(
        texts == {f"len({ast.unparse(node)})", f"{ast.unparse(node)}.shape[0]"}
        for node in ast.walk(edit.at)
        if isinstance(node, ast.expr)
    )


@_rule("other numbers to count rounds with, as many as before")
def _unused_counter(edit: Edit, definition: Definition) -> bool:
    loops = [node for node in ast.walk(definition) if isinstance(node, ast.For) and node.iter is edit.at]
    if not loops or not edit.nodes or not isinstance(loops[0].target, ast.Name):
        return False
    name, new = loops[0].target.id, edit.nodes[0]
    if any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in ast.walk(definition)):
        return False
    called = getattr(new, "func", None)
    as_many = getattr(called, "attr", getattr(called, "id", "")) in _AS_MANY or isinstance(new, ast.UnaryOp)
    return as_many or ast.unparse(new) == _from_one(edit.at)


@_rule("a new array for a changed one, or the other way round, where nobody else has it")
def _in_place(edit: Edit, definition: Definition) -> bool:
    if edit.kind != "in place":
        return False
    if isinstance(edit.at, ast.AugAssign):
        return _is_own(edit.at.target)
    written = getattr(edit.nodes[0], "targets", [None])[0]
    given = {argument.arg for argument in ast.walk(definition) if isinstance(argument, ast.arg)}
    return not isinstance(written, ast.Subscript) or _owner(written) not in given


def _is_turned(new: ast.AST | None, old: ast.AST) -> bool:
    """-x or np.abs(x) for x."""
    if isinstance(new, ast.UnaryOp):
        return new.operand is old
    return isinstance(new, ast.Call) and new.args == [old] and getattr(new.func, "attr", "") == "abs"


def _elementwise(new: ast.AST, old: ast.AST) -> bool:
    """Whether an edit computes with each number of an array."""
    if isinstance(new, ast.UnaryOp):
        return new.operand is old
    if isinstance(new, ast.BinOp):
        return old in (new.left, new.right) or ast.dump(new.left) == ast.dump(new.right) == ast.dump(old)
    return isinstance(new, ast.Call) and new.args == [old] and getattr(new.func, "attr", "") in _AS_MANY


def _owner(target: ast.AST | None) -> str:
    """The name at the beginning of `self.x` or `self.x[key]`."""
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _is_own(target: ast.AST | None) -> bool:
    """Whether what is written to is a name of the function's or its object's, and not somebody else's attribute."""
    return isinstance(target, ast.Name) or _owner(target) == "self"


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == 0


def _from_one(node: ast.AST) -> str:
    """`range(1, n + 1)` for `range(n)`."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" and len(node.args) == 1:
        return f"range(1, {ast.unparse(node.args[0])} + 1)"
    return ""


def _independent(statements: tuple[ast.AST, ...]) -> bool:
    """Whether neither of two statements reads or writes what the other writes, and at most one calls anything."""
    (one, one_read, one_calls), (other, other_read, other_calls) = map(_uses, statements)
    return not (one & (other | other_read) or other & one_read or (one_calls and other_calls))


def _uses(statement: ast.AST) -> tuple[set[str], set[str], bool]:
    """The names and attributes that a statement writes and reads, and whether it calls what may do more."""
    written: set[str] = set()
    read: set[str] = set()
    calls = False
    for node in ast.walk(statement):
        if isinstance(node, ast.Name | ast.Attribute):
            text = ast.unparse(node)
            (written if isinstance(node.ctx, ast.Store) else read).add(text)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            written.add(ast.unparse(node.value))
        if isinstance(node, ast.AugAssign):
            read.add(ast.unparse(node.target))
        if isinstance(node, ast.Call):
            calls = calls or not only_computes(node)
        calls = calls or isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue)
    return written, read, calls
