"""Whose functions an explorer runs: the learner's where they have passed, the library's in place of the rest.

Explorers know nothing of notebooks and checks. Whoever does lends them a shelf, once, with `use_shelf`; until then
everything is the library's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from layerwise.arguments import FloatArray

from .time_limit import in_time

YOURS, LIBRARYS, BROKEN = "yours", "the library's", "your broken one"


class Shelf(Protocol):
    """Where the learner's functions and classes are found by name; None where there is none."""

    def passed(self, name: str) -> Any | None:
        """The one that has passed its check."""

    def failed(self, name: str) -> Any | None:
        """The latest that has failed it."""


class OwnPartError(ValueError):
    """A part of the learner's raised, or gave what nothing can be made of; the message names it and says what came."""


@dataclass(frozen=True)
class Part:
    """A function or class that an explorer runs. thing: what is called. source: YOURS, LIBRARYS or BROKEN.

    Call the part itself and what goes wrong in one of the learner's becomes an OwnPartError; arrays are handed over as
    copies, because a wrong answer may write into its inputs. Where one should, call `thing`.
    """

    name: str
    thing: Any
    source: str

    @property
    def whose(self) -> str:
        """`your relu`, `the library's relu` or `your broken relu`, for a sentence or a title."""
        return {YOURS: "your", LIBRARYS: "the library's", BROKEN: "your broken"}[self.source] + f" {self.name}"

    @property
    def own(self) -> bool:
        """Whether the learner wrote it."""
        return self.source != LIBRARYS

    def __call__(self, *given: Any, **options: Any) -> Any:
        """What it gives."""
        if not self.own:
            return self.thing(*given, **options)
        try:
            with in_time(), np.errstate(all="ignore"):  # what comes of it is looked at, and told once
                return self.thing(*map(_copied, given), **{name: _copied(value) for name, value in options.items()})
        except OwnPartError:  # one that it was handed, and called
            raise
        except Exception as error:
            raise OwnPartError(f"{self.whose} raised {said(error)}") from error

    def numbers(self, shape: tuple[int, ...] | None, *given: Any, **options: Any) -> FloatArray:
        """What it gives, as an array of that shape, or of any; one of the learner's has to be of finite numbers."""
        return self.finite(self(*given, **options), shape)

    def apart(self, result: Any, *wanted: str) -> tuple[Any, ...]:
        """The things that it gave together, which `wanted` names. Raises OwnPartError where they are more or fewer."""
        try:
            things = tuple(result)
        except TypeError:
            things = ()
        if self.own and len(things) != len(wanted):
            got = _described(result) if not things else f"{len(things)} things"
            raise OwnPartError(f"{self.whose} gave {got} where {', '.join(wanted[:-1])} and {wanted[-1]} were expected")
        return things

    def finite(self, result: Any, shape: tuple[int, ...] | None = None) -> FloatArray:
        """A result as an array. Raises OwnPartError where the learner's is of another shape, or not of numbers."""
        if not self.own:
            return np.asarray(result, dtype=np.float64)
        return numbers_of(self.whose, result, shape).copy()


def numbers_of(
    who: str, result: Any, shape: tuple[int, ...] | None = None, excused: Callable[[], bool] = lambda: False
) -> FloatArray:
    """What somebody gave, as an array of finite numbers; OwnPartError says what it was where it is none.

    who: as the sentence begins. shape: what is expected, or None for any. excused: asked where nan or inf came; they
    are let through where it says yes.
    """
    if result is None:  # numpy would make nan of it
        raise OwnPartError(f"{who} gave nothing (None)")
    try:
        array = np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError):
        raise OwnPartError(f"{who} gave {_described(result)} where numbers were expected") from None
    if shape is not None and array.shape != shape:
        raise OwnPartError(f"{who} gave {_shaped(array.shape)} where {_shaped(shape)} was expected")
    bad = ~np.isfinite(array)
    if bad.any() and not excused():
        what = "nan" if np.isnan(array).any() else "inf"
        where = f" at {bad.sum()} of {array.size} places" if array.size > 1 else ""
        raise OwnPartError(f"{who} gave {what}{where}")
    return array


def said(error: BaseException) -> str:
    """An exception in a few words."""
    return f"{type(error).__name__}: {error}".rstrip(": ")[:200]


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _described(result: Any) -> str:
    return "nothing (None)" if result is None else f"a {type(result).__name__}"


def _shaped(shape: tuple[int, ...]) -> str:
    return "one number" if shape == () else f"an array of shape {shape}"


class _Empty:
    def passed(self, name: str) -> None:
        """Nothing."""

    def failed(self, name: str) -> None:
        """Nothing."""


_shelf: Shelf = _Empty()


def use_shelf(shelf: Shelf) -> None:
    """Let explorers find the learner's functions on this shelf from now on."""
    global _shelf
    _shelf = shelf


def sources(name: str) -> tuple[str, ...]:
    """What can be chosen for the part of that name, the usual choice first: yours if there is one."""
    yours = (YOURS,) if _shelf.passed(name) is not None else ()
    broken = (BROKEN,) if _shelf.failed(name) is not None else ()
    return (*yours, LIBRARYS, *broken)


def part(name: str, library: Any, source: str = YOURS) -> Part:
    """The learner's part where `source` asks for it and there is one, otherwise the library's.

    name: of the function or class, as its exercise has it. library: what stands in for it.
    """
    if source not in (YOURS, LIBRARYS, BROKEN):
        raise ValueError(f"source must be {YOURS!r}, {LIBRARYS!r} or {BROKEN!r}, got {source!r}")
    found = {YOURS: _shelf.passed, BROKEN: _shelf.failed}.get(source, lambda _: None)(name)
    return Part(name, library, LIBRARYS) if found is None else Part(name, found, source)
