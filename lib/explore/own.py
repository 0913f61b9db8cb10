"""Whose functions an explorer runs: the learner's where they have passed, the library's in place of the rest.

Explorers know nothing of notebooks and checks. Whoever does lends them a shelf, once, with `use_shelf`; until then
everything is the library's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

YOURS, LIBRARYS, BROKEN = "yours", "the library's", "your broken one"


class Shelf(Protocol):
    """Where the learner's functions and classes are found by name; None where there is none."""

    def passed(self, name: str) -> Any | None:
        """The one that has passed its check."""

    def failed(self, name: str) -> Any | None:
        """The latest that has failed it."""


@dataclass(frozen=True)
class Part:
    """A function or class that an explorer runs. thing: what is called. source: YOURS, LIBRARYS or BROKEN."""

    name: str
    thing: Any
    source: str

    @property
    def whose(self) -> str:
        """`your relu`, `the library's relu` or `your broken relu`, for a sentence or a title."""
        return {YOURS: "your", LIBRARYS: "the library's", BROKEN: "your broken"}[self.source] + f" {self.name}"


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
