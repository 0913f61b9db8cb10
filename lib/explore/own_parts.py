"""The parts that one explorer runs, and a model that looks them up.

A model says which functions of its an exercise asks for. They are looked up once for each setting, so that a check
that passes between two movements of a slider counts from the next one on. What is kept by its settings is kept by its
parts as well: two functions are never taken for one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType
from typing import Any

from .own import BROKEN, LIBRARYS, YOURS, OwnPartError, Part, part, said, sources

_FEW = 3  # parts that a sentence lists


class Parts(Mapping[str, Part]):
    """Parts by the names that their exercises give them.

    library: the library's of each. source: YOURS, LIBRARYS, or BROKEN, where there are. given: what whoever made the
    explorer handed over in place of one; what is the library's or on the shelf says no more than the shelf does.
    """

    def __init__(self, library: Mapping[str, Any], source: str = YOURS, given: Mapping[str, Any] | None = None) -> None:
        given = {name: one for name, one in (given or {}).items() if one is not None}
        self._parts = {name: _found(name, one, source, given.get(name)) for name, one in library.items()}
        offered = [{YOURS} if name in given and _is_foreign(name, library[name], given[name]) else set(sources(name))
                   for name in library]  # fmt: skip
        every: set[str] = set().union({LIBRARYS}, *offered)
        self.sources = tuple(one for one in (YOURS, LIBRARYS, BROKEN) if one in every)

    def __getitem__(self, name: str) -> Part:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __hash__(self) -> int:
        return hash(tuple(self._parts.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parts) and self._parts == other._parts

    @property
    def own(self) -> list[Part]:
        """Those that the learner wrote."""
        return [one for one in self.values() if one.own]

    @property
    def whose(self) -> str:
        """The first part, as a title has it: `your relu`."""
        return next(iter(self.values())).whose

    @property
    def said(self) -> str:
        """Whose they are, as a sentence with a blank before it; "" where all are the library's."""
        if not self.own:
            return ""
        if len(self) <= _FEW and len(self.own) == len(self):
            return f" It runs on {_listed([one.whose for one in self.own])}."
        broken = [one.name for one in self.own if one.source == BROKEN]
        amiss = f", {_listed(broken)} broken" if broken else ""
        return f" {len(self.own)} of {len(self)} parts are yours{amiss}."

    @property
    def listed(self) -> str:
        """Which are whose, for the legend; "" where all are the library's, or the sentence says it."""
        if not self.own or len(self) == len(self.own) <= _FEW:
            return ""
        theirs = [one.name for one in self.values() if not one.own]
        text = f" Yours: {_listed([one.name for one in self.own])}."
        return text + (f" The library's: {_listed(theirs)}." if theirs else "")

    def failure(self, error: BaseException) -> str:
        """Which part of the learner's an error is due to, in a sentence; "" where none of them is the learner's."""
        if not self.own:
            return ""
        if isinstance(error, OwnPartError):
            return _sentence(str(error))
        step, guilty = error.__traceback__, ""
        while step is not None:
            at = step.tb_frame.f_globals
            guilty = next((one.whose for one in self.own if _names_of(one.thing) is at), guilty)
            step = step.tb_next
        if guilty:
            return _sentence(f"{guilty} raised {said(error)}")
        return _sentence(f"with {_listed([one.whose for one in self.own])} it came to {said(error)}")


@dataclass(frozen=True)
class RunsParts:
    """A model whose functions may be the learner's. whose: YOURS, LIBRARYS or BROKEN; of what is not there, the next.

    Subclasses say in `library` what they run, and in `given` what they were handed.
    """

    whose: str = field(default=YOURS, kw_only=True)

    @property
    def library(self) -> Mapping[str, Any]:
        """What this setting runs that an exercise asks for, by name: the library's."""
        raise NotImplementedError(f"{type(self).__name__} must say what it runs")

    @property
    def given(self) -> Mapping[str, Any]:
        """What stands in for some of them; None where nothing does."""
        return {}

    @cached_property
    def runs(self) -> Parts:
        """What runs."""
        return Parts(self.library, self.whose, self.given)


def _found(name: str, library: Any, source: str, given: Any) -> Part:
    if given is not None and source != LIBRARYS and _is_foreign(name, library, given):
        return Part(name, given, YOURS)
    found = part(name, library, source)
    # Of several parts one may be broken: beside it the others are as they usually are.
    return part(name, library) if source == BROKEN and not found.own else found


def _is_foreign(name: str, library: Any, given: Any) -> bool:
    return given is not library and given is not part(name, library).thing


def _names_of(thing: Any) -> dict[str, Any] | None:
    """The names of the module in which a function or class was written."""
    functions = vars(thing).values() if isinstance(thing, type) else [thing]
    return next((one.__globals__ for one in functions if isinstance(one, FunctionType)), None)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
