"""An excerpt of a package: the definitions that some names need, and nothing else of it.

A definition stands at the top of a module. It needs the definitions that its own code names, in its module or by an
import, and so on. A name that is withheld is not followed. Every module can still be imported: whatever it does not
hold is a `Withheld` there, which says why when it is used.
"""

import ast
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeGuard

_HEAD = """\
from __future__ import annotations
from autograder.worker.stubs.withheld import withheld_names
__getattr__ = withheld_names(__name__, asked={asked}, other={other})
"""


class Place(NamedTuple):
    """Where something is defined. module: below the package, "" is the package itself; name: "" is the module itself"""

    module: str
    name: str


class Package:
    """The source of a package that has `from __future__ import annotations` in its modules: no annotation is code."""

    def __init__(self, root: Path) -> None:
        self.name = root.name
        self.paths: dict[str, Path] = {}
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            self.paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path

    @cached_property
    def modules(self) -> dict[str, "Module"]:
        """Every module, by its name below the package."""
        return {name: Module(self, name, path) for name, path in self.paths.items()}

    def excerpt(self, names: Iterable[str], withheld: Collection[Place]) -> dict[Path, str]:
        """The text of every file of the package, as far as it holds what the names need.

        names: as one writes them behind the package's own name, such as "nn.Linear"
        withheld: definitions that are not there, even if something needs them
        Raises KeyError for a name that is not one of the package's definitions.
        """
        held = self.needed(names, withheld)
        return {self.paths[name]: module.text(held, withheld) for name, module in self.modules.items()}

    def needed(self, names: Iterable[str], withheld: Collection[Place] = ()) -> set[Place]:
        """The definitions of the names, and all that these need, but for what is withheld."""
        waiting = [self.place(name) for name in names]
        found: set[Place] = set()
        while waiting:
            place = waiting.pop()
            if place.name and place not in found and place not in withheld:
                found.add(place)
                waiting += self.modules[place.module].needs(place.name)
        return found

    def place(self, dotted: str) -> Place:
        """Where a name such as "nn.Linear" is defined. Raises KeyError when it is not, or is a module's."""
        place = Place("", "")
        for part in dotted.split("."):
            if place.name or not self.has(place.module, part):
                raise KeyError(f"{self.name} has no {dotted!r}")
            place = self.definition(place.module, part)
        if not place.name:
            raise KeyError(f"{self.name} has a module {dotted!r}; say what of it")
        return place

    def has(self, module: str, name: str) -> bool:
        """Whether a module defines, imports or contains something of that name."""
        return name in self.modules[module].bound or _joined(module, name) in self.modules

    def definition(self, module: str, name: str) -> Place:
        """What a name of a module stands for, through all imports."""
        while (target := self.modules[module].imported(name)) not in (None, (module, name)):
            module, name = target
        inner, is_bound = _joined(module, name), name in self.modules[module].bound
        return Place(inner, "") if inner in self.modules and (target or not is_bound) else Place(module, name)


class Module:
    """One module of a package: what its top statements bind, and what they need."""

    def __init__(self, package: Package, name: str, path: Path) -> None:
        self._package, self._name, self._is_package = package, name, path.name == "__init__.py"
        self._statements = ast.parse(path.read_text(encoding="utf-8")).body
        self.bound: dict[str, list[ast.stmt]] = {}  # several: a function and its overloads
        for statement in self._statements:
            for bound in _names_bound(statement):
                self.bound.setdefault(bound, []).append(statement)

    def imported(self, name: str) -> Place | None:
        """What an import from the package binds this name to; None where it is defined here, or somebody else's."""
        for statement in self.bound.get(name, ()):
            if isinstance(statement, ast.ImportFrom) and (origin := self._origin(statement)) is not None:
                return Place(origin, next(a.name for a in statement.names if name == (a.asname or a.name)))
        return None

    def needs(self, name: str) -> Iterator[Place]:
        """The definitions that the code of this one names."""
        for node in (node for statement in self.bound[name] for node in _code(statement)):
            if _is_read(node) and self._is_ours(node.id):
                yield self._package.definition(self._name, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and self._is_ours(node.value.id):
                module, defined = self._package.definition(self._name, node.value.id)
                if not defined:
                    yield self._package.definition(module, node.attr)
            elif isinstance(node, ast.ImportFrom) and (origin := self._origin(node)) is not None:
                yield from (self._package.definition(origin, alias.name) for alias in node.names)

    def text(self, held: Collection[Place], withheld: Collection[Place]) -> str:
        """The module with what is held alone: the definitions, and the imports that bring it or that these name."""
        ours = [name for name in self.bound if self._is_ours(name) and name != "__all__"]
        places = {name: self._package.definition(self._name, name) for name in ours}
        here = [name for name, place in places.items() if place in held and place.module == self._name]
        named = {node.id for name in here for s in self.bound[name] for node in _code(s) if _is_read(node)}
        modules = {name for name, place in places.items() if not place.name} if self._is_package else set()
        kept = {name for name, place in places.items() if place in held} | named | modules
        absent = [name for name in sorted(places) if name not in kept or places[name] in withheld]
        asked = tuple(name for name in absent if places[name] in withheld)
        head = _HEAD.format(asked=asked, other=tuple(name for name in absent if name not in asked))
        # A name of the module itself is not looked up by its __getattr__.
        stand_ins = [f"{name} = __getattr__({name!r})" for name in asked if name in named]
        body = [ast.unparse(part) for statement in self._statements for part in _part(statement, kept - set(asked))]
        return head + "\n".join([*stand_ins, *body]) + "\n"

    def _is_ours(self, name: str) -> bool:
        """Whether the package defines what this name stands for here."""
        statement = self.bound.get(name, [None])[0]
        return statement is not None and (not isinstance(statement, _IMPORTS) or self.imported(name) is not None)

    def _origin(self, statement: ast.ImportFrom) -> str | None:
        """The module of the package that a statement imports from; None for one of somebody else."""
        if not statement.level:
            first, _, rest = (statement.module or "").partition(".")
            return rest if first == self._package.name else None
        parts = self._name.split(".") if self._name else []
        base = parts[: len(parts) - statement.level + self._is_package]
        return ".".join([*base, *filter(None, [statement.module])])


_IMPORTS = (ast.Import, ast.ImportFrom)


def _joined(module: str, name: str) -> str:
    return f"{module}.{name}".strip(".")


def _names_bound(statement: ast.stmt) -> list[str]:
    """What a statement at the top of a module binds. What is bound under a condition is for type checkers."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.ImportFrom(module="__future__"):
            return []
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [alias.asname or alias.name.partition(".")[0] for alias in aliases]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Everything in a statement that is ever evaluated: all but annotations."""
    yield node
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _code(child)


def _is_read(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _part(statement: ast.stmt, kept: set[str]) -> Iterator[ast.stmt]:
    """What stays of a statement when these names do, without docstrings."""
    if isinstance(statement, _IMPORTS) and _names_bound(statement):
        aliases = [a for a in statement.names if (a.asname or a.name.partition(".")[0]) in kept]
        if aliases and isinstance(statement, ast.ImportFrom):
            yield ast.ImportFrom(statement.module, aliases, statement.level)
        elif aliases:
            yield ast.Import(aliases)
    elif not kept.isdisjoint(_names_bound(statement)):
        yield _WithoutDocstrings().visit(statement)


class _WithoutDocstrings(ast.NodeTransformer):
    """Takes out docstrings: their formulas are answers too."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            return node
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node
