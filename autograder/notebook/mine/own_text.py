"""An answer as a module of its own: its definitions, and what they reach in the notebook, as plain Python.

Imports come first, then constants and helpers in the order in which they need one another, then what was asked for.
What a notebook holds and no text can say, such as a trained network, ends it with a sentence.
"""

import ast
import importlib
import inspect
import linecache
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from ...core.answers import free_names
from ..reach import is_installed, reached

LARGEST = 1000  # numbers of an array that are written out

_Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class _Import(NamedTuple):
    """`import what`, or `from package import what`."""

    package: str
    what: str


class NotKept(Exception):
    """Why an answer cannot stand by itself, as the end of a sentence; "" where its source is not at hand."""


def own_text(functions: Sequence[Callable[..., Any]], wanted: Sequence[str]) -> str:
    """The source of a module that defines `wanted` as these functions do. Raises NotKept.

    functions: of the notebook, in the order of `wanted`
    """
    written = [own for function in functions for own in _functions_of(function)]
    if not written or not linecache.getlines(written[0].__code__.co_filename):
        raise NotKept("")
    gathered = _Gathered(functions, written[0].__globals__ | dict(zip(wanted, functions, strict=True)))
    for name in wanted:
        gathered.take(name)
    return gathered.text()


class _Gathered:
    """Definitions with everything that they name, each once."""

    def __init__(self, functions: Sequence[Any], names: Mapping[str, Any]) -> None:
        self._names = names
        self._imports: dict[str, _Import] = {}
        self._blocks: dict[str, str] = {}
        self._taken: set[str] = set()
        every = (value for _, value in reached(functions, data_limit=0))
        self._files = dict.fromkeys(code.co_filename for value in every for code in _codes_of(value))

    def take(self, name: str) -> None:
        """Put in what a name stands for, after what that needs. A name without a meaning is left alone."""
        if name in self._taken or name not in self._names:
            return
        self._taken.add(name)
        value = self._names[name]
        found = _imported(name, value)
        if found is not None:
            self._imports[name] = found
            return
        block = _constant(name, value) or self._definition(name, value)
        for other in sorted(free_names(block)):
            self.take(other)
        self._blocks[name] = block

    def text(self) -> str:
        """The module."""
        blocks = "\n\n\n".join(self._blocks.values())
        # An annotation may name what the notebook does not have; as text it asks for nothing.
        later = ["from __future__ import annotations\n"] if _is_annotated(blocks) else []
        return "\n".join([*later, *self._import_lines(), "", "", blocks, ""]).lstrip("\n")

    def _import_lines(self) -> list[str]:
        """Modules first, then what is taken from each."""
        modules = sorted(f"import {found.what}" for found in self._imports.values() if not found.package)
        taken: dict[str, list[str]] = {}
        for found in self._imports.values():
            if found.package:
                taken.setdefault(found.package, []).append(found.what)
        return [*modules, *(f"from {package} import {', '.join(sorted(taken[package]))}" for package in sorted(taken))]

    def _definition(self, name: str, value: Any) -> str:
        own = str(getattr(value, "__name__", ""))
        for code in _codes_of(value):
            for node, text in _statements(code.co_filename):
                first, last = _first_line(node), node.end_lineno or node.lineno
                if isinstance(node, _Node) and node.name == own and first <= code.co_firstlineno <= last:
                    return text if name == own else f"{text}\n\n\n{name} = {own}"
        for file in self._files:
            for node, text in reversed(list(_statements(file))):
                if isinstance(node, ast.Assign) and name in {t.id for t in node.targets if isinstance(t, ast.Name)}:
                    return text
        if callable(value):
            raise NotKept(f"the cell that defines `{name}` cannot be found")
        raise NotKept(f"it uses `{name}`, a {type(value).__name__} that only this notebook has")


def _codes_of(thing: Any) -> list[CodeType]:
    """The code of a function of the notebook's, or of the methods of a class; empty for anything else."""
    return [one.__code__ for one in _functions_of(thing)]


def _functions_of(thing: Any) -> list[FunctionType]:
    try:
        found = inspect.unwrap(thing) if callable(thing) else thing
    except ValueError:  # wraps itself
        return []
    own = vars(found).values() if isinstance(found, type) else (found,)
    return [one for one in own if isinstance(one, FunctionType) and one.__globals__.get("__name__") == "__main__"]


def _statements(file: str) -> Iterator[tuple[ast.stmt, str]]:
    """The statements at the top level of a cell, each with its lines."""
    lines = linecache.getlines(file)
    try:
        body = ast.parse("".join(lines)).body
    except SyntaxError:
        return
    for node in body:
        yield node, "".join(lines[_first_line(node) - 1 : node.end_lineno]).rstrip("\n")


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])


def _imported(name: str, value: Any) -> _Import | None:
    """How an installed thing is imported under a name; None for what is the notebook's own."""
    if isinstance(value, ModuleType):
        if not is_installed(value.__name__):
            raise NotKept(f"it uses `{name}`, a file beside the notebook")
        return _Import("", _renamed(value.__name__, name))
    own = getattr(value, "__name__", None)
    home = "numpy" if isinstance(value, np.ufunc) else getattr(value, "__module__", None)
    if not isinstance(own, str) or not isinstance(home, str) or home == "__main__" or not is_installed(home):
        return None
    for package in _prefixes(home):
        if getattr(_module(package), own, None) is value:
            return _Import(package, _renamed(own, name))
    return None


def _renamed(own: str, name: str) -> str:
    return own if own == name else f"{own} as {name}"


def _prefixes(module: str) -> list[str]:
    """`a`, `a.b`, `a.b.c`: the shortest that has a name is the one to import it from."""
    parts = module.split(".")
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


def _module(name: str) -> ModuleType | None:
    try:
        return sys.modules.get(name) or importlib.import_module(name)
    except ImportError:
        return None


def _constant(name: str, value: Any) -> str:
    """A number, a text, or a container or array of them, written out; "" for anything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.size <= LARGEST:
        written = f"np.array({value.tolist()!r}, dtype=np.{value.dtype.name})"
        return f"import numpy as np\n\n{name} = {written}" if np.isfinite(value).all() else ""
    try:
        same = ast.literal_eval(repr(value)) == value and not callable(value)
        return f"{name} = {value!r}" if same is True else ""
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ""


def _is_annotated(text: str) -> bool:
    return any(
        isinstance(node, ast.AnnAssign) or getattr(node, "annotation", None) or getattr(node, "returns", None)
        for node in ast.walk(ast.parse(text))
    )
