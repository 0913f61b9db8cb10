"""Notes what every expression of a program gives while it runs, and can put another value in its place.

So two programs for the same task can be held together inside: which values of one are values of the other too, and what
would follow if one of them were.
"""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .learner_source import Definition, Source
from .trial_limits import TooLong

Functions = tuple[Callable[..., Any], ...]
Series = list[Any]  # what an expression gave, each time that it was evaluated

FILE = "<trace>"
_NOTE = "__note__"
_MOST_VALUES = 5_000  # in one run
_MOST_NUMBERS = 2_000_000  # in all the values of one run
_RTOL, _ATOL = 1e-7, 1e-10
_NO_VALUE = object()  # stands for what is neither numbers nor text
_MUCH = 4
_WATCHED = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Call),
    *(ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp),
)


@dataclass(frozen=True, eq=False)
class Site:
    """An expression that is watched. inner: the sites within it. is_kept: a name, or what is kept under one."""

    node: ast.expr
    definition: Definition
    inner: tuple[int, ...]
    is_kept: bool

    @property
    def lines(self) -> range:
        """The lines of its cell that it stands on."""
        return range(self.node.lineno, (self.node.end_lineno or self.node.lineno) + 1)


class Program:
    """The definitions of an answer, built so that the values of their expressions can be seen and replaced.

    Raises whatever a definition raises that cannot be built twice.
    """

    def __init__(self, source: Source, given: Sequence[Callable[..., Any]]) -> None:
        self.sites: list[Site] = []
        self._seen: dict[int, Series] = {}
        self._is_watched = False
        self._left = _MOST_VALUES, _MOST_NUMBERS
        self._lent: dict[int, Iterator[Any]] = {}
        names: dict[str, Any] = {**source.names, _NOTE: self._note}
        own = []
        for definition in (definition for cell in source.cells for definition in cell.definitions):
            watched = _Watch(self.sites, definition).visit(copy.deepcopy(definition))
            module = ast.fix_missing_locations(ast.Module([watched], []))
            exec(compile(module, FILE, "exec"), names)  # the learner's own code, in their own kernel
            own.append(definition.name)
        self.functions: Functions = tuple(
            names[name] if name in own else function for name, function in zip(source.wanted, given, strict=True)
        )

    @contextmanager
    def watched(self) -> Iterator[dict[int, Series]]:
        """Note what the sites give meanwhile, in the order in which they give it for the first time."""
        self._seen, self._is_watched = {}, True
        self._left = _MOST_VALUES, _MOST_NUMBERS
        try:
            yield self._seen
        finally:
            self._is_watched = False

    @contextmanager
    def lent(self, values: Mapping[int, Series]) -> Iterator[None]:
        """Give these values at their sites, one after the other, in place of the sites' own."""
        self._lent = {site: iter(series) for site, series in values.items()}
        try:
            yield
        finally:
            self._lent = {}

    def _note(self, site: int, value: Any) -> Any:
        if site in self._lent:
            value = next(self._lent[site], _NO_VALUE)
            if value is _NO_VALUE:
                raise TooLong  # more values than there are to lend: another way through the loops
            value = copy.copy(value)
        if self._is_watched:
            kept, size = _kept(value)
            self._left = self._left[0] - 1, self._left[1] - size
            if min(self._left) < 0:
                raise TooLong
            self._seen.setdefault(site, []).append(kept)
        return value


class _Watch(ast.NodeTransformer):
    """Puts a note around every expression that computes something."""

    def __init__(self, sites: list[Site], definition: Definition) -> None:
        self._sites, self._definition = sites, definition

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Only the body: defaults and annotations are evaluated once, somewhere else."""
        for index, statement in enumerate(node.body):
            node.body[index] = self.visit(statement)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """An error message is no step of a computation."""
        return node

    visit_JoinedStr = visit_Raise  # type: ignore[assignment]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The arguments, and of `x.sum().mean()` the part before the last dot."""
        first = len(self._sites)
        original = copy.deepcopy(node)
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
            node.func.value = self.visit(node.func.value)
        node.args = [self.visit(argument) for argument in node.args]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        return self._noted(node, original, first)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Every other expression that is read."""
        if not isinstance(node, _WATCHED) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return super().generic_visit(node)
        first = len(self._sites)
        original = copy.deepcopy(node)
        return self._noted(super().generic_visit(node), original, first)

    def _noted(self, node: ast.AST, original: ast.expr, first: int) -> ast.AST:
        assert isinstance(node, ast.expr)  # as the original is
        inner = tuple(range(first, len(self._sites)))
        self._sites.append(Site(original, self._definition, inner, _is_kept(original)))
        number = ast.Constant(len(self._sites) - 1)
        return ast.copy_location(ast.Call(ast.Name(_NOTE, ast.Load()), [number, node], []), original)


def same_series(one: Series, other: Series) -> bool:
    """Whether two expressions gave the same values, as often, in the same order."""
    return len(one) == len(other) and all(map(_same, one, other))


def has_values(series: Series) -> bool:
    """Whether everything that an expression gave is numbers or text."""
    return all(value is not _NO_VALUE for value in series)


def tells_much(series: Series) -> bool:
    """Whether a series has enough different numbers for a likeness to be no accident."""
    numbers = [np.ravel(value) for value in series if isinstance(value, np.ndarray | float) and np.size(value)]
    return bool(numbers) and len(np.unique(np.concatenate(numbers).astype(complex))) >= _MUCH


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple | list | range) and isinstance(other, tuple | list | range):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, _Number) and isinstance(other, _Number):
        a, b = np.asarray(one), np.asarray(other)
        if a.shape != b.shape or (a.dtype.kind == "b") != (b.dtype.kind == "b"):
            return False
        with np.errstate(all="ignore"):
            return bool(np.allclose(a, b, rtol=_RTOL, atol=_ATOL, equal_nan=True))
    return type(one) is type(other) and not isinstance(one, np.ndarray) and bool(one == other)


_Number = (np.ndarray, np.generic, int, float, complex)


def _kept(value: Any) -> tuple[Any, int]:
    """A copy that nobody writes to, and how many numbers it has."""
    if isinstance(value, np.ndarray):
        return (np.array(value), value.size) if value.dtype.kind in "biufc" else (_NO_VALUE, 0)
    if value is None or isinstance(value, bool | int | float | complex | str | range | np.generic):
        return value, 1
    if isinstance(value, tuple | list):
        parts = [_kept(part) for part in value]
        if all(part is not _NO_VALUE for part, _ in parts):
            return type(value)(part for part, _ in parts) if type(value) in (tuple, list) else _NO_VALUE, sum(
                size for _, size in parts
            )
    return _NO_VALUE, 1


def origin_of(site: Site, name: str) -> Site | None:
    """What was assigned to a name last, above a site; None for a parameter."""
    above = [
        node.value if isinstance(node, ast.Assign) else node.iter
        for node in ast.walk(site.definition)
        if isinstance(node, ast.Assign | ast.For) and name in _targets(node) and node.lineno < site.node.lineno
    ]
    last = max(above, key=lambda value: value.lineno, default=None)
    return None if last is None else replace(site, node=last, inner=())


def _targets(node: ast.Assign | ast.For) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}


def _is_kept(node: ast.expr) -> bool:
    """Whether an expression is a name, something kept under one, or an entry of it."""
    match node:
        case ast.Attribute() | ast.Subscript():
            return _is_kept(node.value)
        case ast.Call(func=ast.Attribute(attr="get") as function):
            return _is_kept(function.value)
    return isinstance(node, ast.Name)
