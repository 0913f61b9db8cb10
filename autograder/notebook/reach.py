"""What an answer stands on: its own code, and everything of the notebook that this code names, and so on from there.

`working` keeps a verdict for as long as none of it has changed, and `check` looks through it for what the grader does
not have. Things of installed packages count by identity and are not entered. What nothing here can see: names that
are computed (`getattr`, `globals()["tanh"]`, `eval`), files, what changes inside an object of an installed package
(a generator's state, a layer's weights) or of a class with `__slots__`, and changes within data above the two limits.
"""

import hashlib
import sys
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from functools import _lru_cache_wrapper, cached_property, partial, partialmethod
from pathlib import Path
from types import CellType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from .code_names import Access, code_token, names_in

DATA_LIMIT = 10_000  # entries of all the lists, dicts and objects of one answer that are held by content
ARRAY_LIMIT = 2**24  # bytes of one array: hashing them takes some ten milliseconds
OWN_PACKAGES = frozenset({"autograder", "explore", "layerwise", "mine"})

_SCALARS = frozenset({type(None), bool, int, float, complex, str, bytes, range, slice, type(...)})
_CONTAINERS = (dict, list, tuple, set, frozenset, deque)
_HOLDERS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (MethodType, ("__func__", "__self__")),
    (staticmethod, ("__func__",)),
    (classmethod, ("__func__",)),
    (property, ("fget", "fset", "fdel")),
    (cached_property, ("func",)),
    (partial, ("func", "args", "keywords")),
    (partialmethod, ("func", "args", "keywords")),
    (_lru_cache_wrapper, ("__wrapped__",)),
    (np.vectorize, ("pyfunc",)),
)
_BOOKKEEPING = frozenset({"__dict__", "__weakref__", "__annotations__", "__firstlineno__", "__static_attributes__"})
_ABSENT = object()  # a name that is not defined yet, which may change too

Fingerprint = tuple[Hashable, ...]
Parts = tuple[Hashable, list[Any]]  # what tells a value from another by itself, and the values that it is made of


class Same:
    """An object that counts by identity. It is kept alive, so that no other object can take its id."""

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._thing is other._thing

    def __hash__(self) -> int:
        return id(self._thing)


def fingerprint(roots: Iterable[Any]) -> Fingerprint:
    """Equal for two answers only if they, and all that they reach, have the same code and values."""
    return tuple(token for token, _ in reached(roots))


def reached(roots: Iterable[Any], data_limit: int = DATA_LIMIT) -> Iterator[tuple[Hashable, Any]]:
    """Every value that the roots reach, each with what tells it from another. A cycle ends where it began.

    With a `data_limit` of 0 only code is followed, and no list, dict or object is entered.
    """
    waiting, numbers, count = [*roots][::-1], dict[int, tuple[int, Any]](), 0
    while waiting:
        value = waiting.pop()
        count += 1
        if type(value) in _SCALARS:
            yield repr(value), value
        elif id(value) in numbers:
            yield ("again", numbers[id(value)][0]), value
        else:
            numbers[id(value)] = len(numbers), value  # held, so that no later value gets its id
            token, parts = _take_apart(value, data_limit - count)
            yield (token, len(parts)), value
            waiting += reversed(parts)


def is_installed(module: Any) -> bool:
    """Whether a module of that name belongs to a package, rather than to the notebook or a file beside it."""
    package = str(module).partition(".")[0]
    if package in OWN_PACKAGES or package in sys.stdlib_module_names:
        return True
    file = getattr(sys.modules.get(package), "__file__", None)
    return package != "__main__" and not {"site-packages", "dist-packages"}.isdisjoint(Path(file or "").parts)


def _take_apart(value: Any, room: int) -> Parts:
    if isinstance(value, FunctionType):
        return _function(value)
    if isinstance(value, type):
        return _class(value)
    for kind, names in _HOLDERS:
        if isinstance(value, kind):
            return kind, [getattr(value, name, None) for name in names]
    return _data(value, room)


def _function(function: FunctionType) -> Parts:
    options, kept = function.__kwdefaults__ or {}, vars(function)
    parts = [function.__defaults__, *map(_content, function.__closure__ or ()), *options.values(), *kept.values()]
    if not is_installed(function.__globals__.get("__name__")):
        parts += [value for access in names_in(function.__code__) for value in _along(access, function.__globals__)]
    return (code_token(function.__code__), *options, "|", *kept), parts


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return _ABSENT


def _along(access: Access, names: dict[str, Any]) -> Iterator[Any]:
    """The value that a code names, and what it takes from it as long as it is a module."""
    value = sys.modules.get(access.name) if access.imported else names.get(access.name, _ABSENT)
    yield value
    for attribute in access.attributes:
        if not isinstance(value, ModuleType):
            return
        value = getattr(value, attribute, _ABSENT)
        yield value


def _class(kind: type) -> Parts:
    if is_installed(kind.__module__):
        return Same(kind), []
    own = {name: value for name, value in vars(kind).items() if name not in _BOOKKEEPING}
    return ("class", kind.__name__, *own), [type(kind), *kind.__bases__, *own.values()]


def _data(value: Any, room: int) -> Parts:
    """An array, a container or an object: by content where there is room for it, else by identity."""
    if isinstance(value, np.ndarray | np.generic) and room > 0:
        return _array(value)
    # An object's class is code, and is entered however little room there is.
    kind = [] if is_installed(type(value).__module__) else [type(value)]
    base = next((base for base in _CONTAINERS if isinstance(value, base)), None)
    own = _attributes(value) if kind or isinstance(value, SimpleNamespace) else None
    entries = base.__len__(value) if base else 0
    if (base is None and own is None) or entries + len(own or ()) >= room:
        return Same(value), kind
    # As the builtin type does it: a learner's own `__iter__` is not called.
    inside = [] if base is None else [*base.__iter__(value), *(dict.values(value) if base is dict else ())]
    return (Same(type(value)) if not kind else "object", *(own or ())), [*kind, *inside, *(own or {}).values()]


def _attributes(value: Any) -> dict[str, Any] | None:
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return found if isinstance(found, dict) else None


def _array(value: np.ndarray | np.generic) -> Parts:
    if value.dtype.hasobject or value.nbytes > ARRAY_LIMIT:
        return Same(value), []
    return (type(value), value.dtype.str, value.shape, hashlib.blake2b(value.tobytes()).digest()), []
