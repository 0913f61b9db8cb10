"""Slips with whole statements: in place for a new array, `=` for `+=`, a line too many, a return too deep."""

import ast
from collections.abc import Iterator

from ..edit import Edit, Scope, Slot
from .rounds import rounds
from .rules import call
from .siblings import siblings

Body = list[ast.stmt]


def statement_edits(owner: ast.AST, name: str, scope: Scope) -> Iterator[Edit]:
    """The edits of the statements in one body. `owner` and `name`: where the body hangs."""
    body: Body = getattr(owner, name)
    for index, statement in enumerate(body):
        if is_tick(statement):
            continue
        slot = Slot(owner, name, index)
        for kind, cost, nodes in _instead(statement, scope):
            yield Edit(kind, slot, nodes, statement, cost)
        yield from _moved(slot, body, index)
        yield from rounds(slot, body, index)
        yield from siblings(slot, statement, scope)
    if isinstance(owner, ast.FunctionDef) and name == "body":
        yield from _whole_function(owner, scope)


def is_tick(statement: ast.stmt) -> bool:
    """Whether a statement is the counter that we put into every loop."""
    return getattr(statement, "is_tick", False)


def _instead(statement: ast.stmt, scope: Scope) -> Iterator[tuple[str, float, tuple[ast.stmt, ...]]]:
    """Statements that may have been meant."""
    match statement:
        case ast.AugAssign(target=target, op=op, value=value):
            read = ast.parse(ast.unparse(target), mode="eval").body
            yield "in place", 0.8, (ast.Assign([target], ast.BinOp(read, op, value)),)
            yield "accumulate", 1.0, (ast.Assign([target], value),)
            other = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}.get(type(op))
            if other is not None:
                yield "sign", 1.0, (ast.AugAssign(target, other(), value),)
        case ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript() as target], value=value):
            yield "accumulate", 1.0, (ast.AugAssign(target, ast.Add(), value),)
            yield "accumulate", 1.6, (ast.AugAssign(target, ast.Mult(), value),)
            yield "accumulate", 1.6, (ast.AugAssign(target, ast.Sub(), value),)
            if isinstance(target, ast.Attribute) and target.attr == "grad":
                adds_up = ast.Attribute(target.value, "accumulate_grad", ast.Load())
                yield "accumulate", 0.9, (ast.Expr(ast.Call(adds_up, [value], [])),)
            if isinstance(target, ast.Name):
                every = ast.Subscript(ast.Name(target.id, ast.Load()), ast.Constant(...), ast.Store())
                yield "in place", 1.8, (ast.Assign([every], value),)
        case ast.Expr(value=ast.Call(func=function, args=arguments) as value):
            if isinstance(function, ast.Name) and function.id == "print" and arguments:
                yield "return", 0.7, (ast.Return(arguments[0]),)
            yield "return", 1.2, (ast.Return(value),)
            if arguments and isinstance(arguments[0], ast.Name):
                yield "result dropped", 1.0, (ast.Assign([ast.Name(arguments[0].id, ast.Store())], value),)
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                yield "result dropped", 1.0, (ast.Assign([ast.Name(function.value.id, ast.Store())], value),)
        case ast.Return(value=None):
            for name in scope.names:
                yield "return", 1.0, (ast.Return(ast.Name(name, ast.Load())),)
        case ast.If(body=body, orelse=orelse):
            yield "condition", 1.3, tuple(body)
            if orelse:
                yield "condition", 1.2, (ast.If(statement.test, orelse, body),)
                yield "condition", 1.4, tuple(orelse)
                yield "indentation", 1.4, (ast.If(statement.test, body, []), *orelse)
        case ast.Continue():
            yield "loop", 1.0, (ast.Break(),)
        case ast.Break():
            yield "loop", 1.0, (ast.Continue(),)


def _moved(slot: Slot, body: Body, index: int) -> Iterator[Edit]:
    """A statement taken out, swapped with the next, or moved into or out of a loop or branch."""
    statement = body[index]
    if not _is_docstring(statement):
        without = () if len(body) > 1 else (ast.Pass(),)
        yield Edit("statement too many", slot, without, statement, 1.5)
        yield Edit("statement twice", slot, (statement, statement), statement, 2.3)
    if index + 1 < len(body) and not _is_docstring(statement):
        following = body[index + 1]
        if not isinstance(statement, ast.Return | ast.Raise):
            yield Edit("statement order", slot, (following, statement), statement, 1.0, count=2)
    inner = getattr(statement, "body", None)
    if isinstance(statement, ast.For | ast.While | ast.If | ast.With) and inner and len(inner) > 1:
        for cut in range(1, len(inner)):
            if not all(map(is_tick, inner[:cut])):
                out = inner[cut:]
                yield Edit("indentation", slot, (_with_body(statement, inner[:cut]), *out), out[0], 1.1)
    if isinstance(statement, ast.For | ast.While | ast.If) and inner:
        for taken in range(1, len(body) - index):
            moved = body[index + 1 : index + 1 + taken]
            deeper = _with_body(statement, [*inner, *moved])
            yield Edit("indentation", slot, (deeper,), moved[0], 1.2 + taken / 10, count=1 + taken)


def _whole_function(function: ast.FunctionDef, scope: Scope) -> Iterator[Edit]:
    """What is missing in a function: a return, a copy of what it writes to, a call of the base class."""
    start = 1 if function.body and _is_docstring(function.body[0]) else 0
    last = function.body[-1]
    if not any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function)):
        end = Slot(function, "body", len(function.body))
        for name in scope.names:
            back = ast.Return(ast.Name(name, ast.Load()))
            yield Edit("return", end, (back,), last, 0.8, count=0)
    for name, where in _written(function).items():
        if name in scope.parameters:
            copy = ast.Assign([ast.Name(name, ast.Store())], call("np.array", ast.Name(name, ast.Load())))
            yield Edit("in place", Slot(function, "body", start), (copy,), where, 0.9, count=0)
    if function.name == "__init__" and scope.owner:
        base = ast.parse("super().__init__()").body[0]
        yield Edit("base class", Slot(function, "body", start), (base,), function.body[start], 0.8, count=0)
    given = function.args.args
    for i in range(int(bool(scope.owner)), len(given) - 1):
        swapped = (given[i + 1], given[i])
        yield Edit("parameters", Slot(function.args, "args", i), swapped, given[i], 1.0, count=2)
    yield from _kept(function, scope, start)
    yield from _put_back(function, scope)


def _kept(function: ast.FunctionDef, scope: Scope, start: int) -> Iterator[Edit]:
    """`self.x = x` where a method forgets to keep something."""
    if not scope.owner or function.name == "__init__":
        return
    assigned = {
        node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    end = len(function.body) - isinstance(function.body[-1], ast.Return)
    for attribute in scope.attributes:
        for name in scope.names:
            if attribute not in assigned and name != scope.owner:
                target = ast.Attribute(ast.Name(scope.owner, ast.Load()), attribute, ast.Store())
                keep = ast.Assign([target], ast.Name(name, ast.Load()))
                yield Edit(
                    "kept", Slot(function, "body", max(end, start)), (keep,), function.body[end - 1], 2.4, count=0
                )


def _put_back(function: ast.FunctionDef, scope: Scope) -> Iterator[Edit]:
    """`self.v[p] = v` where what was taken out of a dictionary is changed and never put back."""
    for owner in ast.walk(function):
        body: Body = owner.body if isinstance(owner, ast.FunctionDef | ast.For | ast.While | ast.If | ast.With) else []
        for index, statement in enumerate(body):
            if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                continue
            for home, key in _lookups(statement.value, scope.owner):
                for name in scope.names:
                    entry = ast.Assign([ast.Subscript(home, key, ast.Store())], ast.Name(name, ast.Load()))
                    for place in range(index + 1, len(body) + 1):
                        yield Edit("kept", Slot(owner, "body", place), (entry,), body[place - 1], 2.0, count=0)


def _lookups(value: ast.expr, owner: str) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is taken out of the object's own dictionaries. Others belong to somebody else, and are not written to."""
    for node in ast.walk(value):
        home: ast.expr | None = None
        if isinstance(node, ast.Subscript):
            home, key = node.value, node.slice
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            home, key = node.func.value, node.args[0]
        if isinstance(home, ast.Attribute) and isinstance(home.value, ast.Name) and home.value.id == owner != "":
            yield home, key


def _written(function: ast.FunctionDef) -> dict[str, ast.stmt]:
    """The names whose arrays a function writes to, and the first statement that does."""
    found: dict[str, ast.stmt] = {}
    for node in ast.walk(function):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        base = target
        while isinstance(base, ast.Subscript):
            base = base.value
        direct = isinstance(node, ast.AugAssign) or (isinstance(node, ast.Assign) and base is not target)
        if direct and isinstance(base, ast.Name) and isinstance(node, ast.stmt):
            found.setdefault(base.id, node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            for word in node.value.keywords:
                if word.arg == "out" and isinstance(word.value, ast.Name):
                    found.setdefault(word.value.id, node)
            owner = node.value.func.value if isinstance(node.value.func, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id not in ("np", "numpy"):
                found.setdefault(owner.id, node)
    return found


def _with_body(statement: ast.stmt, body: Body) -> ast.stmt:
    """The same loop or branch around other statements."""
    fields = {name: getattr(statement, name) for name in statement._fields}
    return type(statement)(**{**fields, "body": body})


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
