"""`layerwise` without the bodies of what is still to be graded, and without what only these bodies used.

Every name stays, so that everything can still be imported. What stands in for a body is in `layerwise.withheld`.
"""

import ast
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ..core.record import Chapter
from ..sandbox.excerpt import Module, Package, Place

_HEAD = "from layerwise.withheld import Withheld as _Withheld, withheld as _withheld\n"


def empty_library(root: Path, chapters: Iterable[Chapter]) -> None:
    """Take the answers to some chapters out of a copy of the library. root: the folder `layerwise` of the copy"""
    package = Package(root)
    places = {
        package.definition(reference.__module__.removeprefix("layerwise."), reference.__name__): exercise.name
        for chapter in chapters
        for exercise in chapter.exercises
        for reference in exercise.references
    }
    for name in {place.module for place in places}:
        path = package.paths[name]
        here = {place.name: exercise for place, exercise in places.items() if place.module == name}
        path.write_text(_emptied(path.read_text(encoding="utf-8"), here), encoding="utf-8")
    _drop_unused(root)


def _emptied(text: str, exercises: Mapping[str, str]) -> str:
    """A module in which some definitions have no body. exercises: by what is defined, the exercise that asks for it"""
    lines = text.splitlines()
    body = ast.parse(text).body
    named = [one for one in body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name in exercises]
    last = {one.name: one for one in named}  # of a function and its overloads
    for one in reversed(named):
        stand_in = _stand_in(one, exercises[one.name]) if last[one.name] is one else []
        lines[_first_line(one) - 1 : one.end_lineno] = stand_in
    at = max((one.end_lineno or 0 for one in body if _is_opening(one)), default=0)
    lines.insert(at, _HEAD)
    return "\n".join(lines) + "\n"


def _stand_in(node: ast.FunctionDef | ast.ClassDef, exercise: str) -> list[str]:
    said = f'    """Yours to write: the exercise `{exercise}`."""'
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
        return ["@_withheld", f"def {node.name}({ast.unparse(node.args)}){returns}:", said]
    bases = ", ".join([*map(ast.unparse, node.bases), "metaclass=_Withheld"])
    return [f"class {node.name}({bases}):", said, "", "    _to_be_written = True"]


def _first_line(node: ast.FunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def _is_opening(statement: ast.stmt) -> bool:
    """Whether it is the docstring or an import from __future__."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _drop_unused(root: Path) -> None:
    """Take out private definitions that nothing needs any more: parts of the bodies that are gone."""
    package = Package(root)
    public = {
        Place(name, bound)
        for name, module in package.modules.items()
        for bound in module.bound
        if not bound.startswith("_") and package.definition(name, bound) == Place(name, bound)
    }
    held = set(public)
    waiting = list(public)
    while waiting:
        place = waiting.pop()
        for needed in package.modules[place.module].needs(place.name) if place.name else ():
            if needed not in held:
                held.add(needed)
                waiting.append(needed)
    for name, module in package.modules.items():
        _rewrite(package, name, module, held)


def _rewrite(package: Package, name: str, module: Module, held: Collection[Place]) -> None:
    path = package.paths[name]
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for statement in reversed(ast.parse(text).body):
        gone = [bound for bound in _private(statement) if package.definition(name, bound) not in held]
        if isinstance(statement, ast.ImportFrom) and module.imported(_first_bound(statement)) is not None:
            kept = [one for one in statement.names if (one.asname or one.name) not in gone]
            new = [ast.unparse(ast.ImportFrom(statement.module, kept, statement.level))] if kept else []
            if gone:
                lines[statement.lineno - 1 : statement.end_lineno] = new
        elif gone and not isinstance(statement, ast.Import | ast.ImportFrom):
            first = (
                _first_line(statement) if isinstance(statement, ast.FunctionDef | ast.ClassDef) else statement.lineno
            )
            while first > 1 and lines[first - 2].startswith("#"):
                first -= 1
            lines[first - 1 : statement.end_lineno] = []
    if lines != text.splitlines():
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _private(statement: ast.stmt) -> list[str]:
    """What a statement binds, if all of it is private."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            bound = [name]
        case ast.ImportFrom(names=aliases):
            return [one.asname or one.name for one in aliases if (one.asname or one.name).startswith("_")]
        case ast.Assign(targets=targets):
            bound = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            bound = [name]
        case _:
            return []
    return bound if all(name.startswith("_") and not name.startswith("__") for name in bound) else []


def _first_bound(statement: ast.ImportFrom) -> str:
    return statement.names[0].asname or statement.names[0].name
