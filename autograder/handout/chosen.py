"""Which chapters a class edition is of: those that are handed out, and those whose answers are kept back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .. import exercises
from ..core.errors import GradingError
from ..core.record import Chapter


@dataclass(frozen=True)
class Chosen:
    """The chapters of an edition, by their stems and in their order.

    graded: what the class is handed out to answer. before: the chapters that stand before, which come along
    kept_back: further chapters of which the library has no answers; those among `before` are handed out as well
    """

    graded: tuple[str, ...]
    before: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()

    @property
    def handed_out(self) -> tuple[str, ...]:
        """The chapters whose notebooks and records are in it."""
        return tuple(sorted({*self.graded, *self.before}))

    @property
    def emptied(self) -> tuple[str, ...]:
        """The chapters whose answers are not in it."""
        return tuple(sorted({*self.graded, *self.kept_back}))

    @property
    def open(self) -> tuple[str, ...]:
        """The chapters whose answers are in it, handed out or not."""
        return tuple(stem for stem in exercises.stems() if stem not in self.emptied)

    def chapters(self) -> list[Chapter]:
        """The records of the chapters whose answers are kept back."""
        return [exercises.load(stem) for stem in self.emptied]


def choose(graded: Sequence[str], kept_back: Sequence[str] = ()) -> Chosen:
    """The chapters that are named, each by its stem, `ch03` or `3`. Raises GradingError for one that there is not."""
    if not graded:
        raise GradingError(f"name the chapters to hand out, such as ch01; there are {_listed(exercises.stems())}")
    chosen = tuple(dict.fromkeys(map(_stem, graded)))
    kept = tuple(stem for stem in dict.fromkeys(map(_stem, kept_back)) if stem not in chosen)
    before = tuple(stem for stem in exercises.stems() if stem < max(chosen) and stem not in chosen)
    return Chosen(tuple(sorted(chosen)), before, tuple(sorted(kept)))


def _stem(name: str) -> str:
    stems = exercises.stems()
    number = re.fullmatch(r"(?:ch)?0*(\d+)", name.strip())
    found = [stem for stem in stems if stem == name or (number and int(stem[2:4]) == int(number[1]))]
    if not found:
        raise GradingError(f"there is no chapter {name!r} to hand out; there are {_listed(stems)}")
    return found[0]


def _listed(stems: Sequence[str]) -> str:
    return ", ".join(stems)
