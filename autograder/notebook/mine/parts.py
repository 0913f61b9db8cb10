"""Which part of a network is whose: the learner's where it has passed, the library's in place of the rest."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from typing import Any

import layerwise

from ...core.record import Exercise
from ...exercises import find, load, source, stems
from .shelf import kept

_YOURS, _THEIRS = "#1f77b4", "transparent"


@dataclass(frozen=True)
class Part:
    """A function or class that an exercise asks for. thing: the learner's, or the library's."""

    name: str
    chapter: str
    yours: bool
    thing: Any

    @property
    def whose(self) -> str:
        """`your relu` or `the library's relu`, for a figure's title."""
        return f"your {self.name}" if self.yours else f"the library's {self.name}"

    def from_library(self) -> "Part":
        """The library's part of the same name."""
        exercise = _found(self.name)
        return replace(self, yours=False, thing=exercise.references[exercise.functions.index(self.name)])


def part(name: str) -> Part:
    """The part of that name. Raises AttributeError that names near ones."""
    try:
        exercise = _found(name)
    except KeyError:
        raise AttributeError(_unknown(name)) from None
    return _part(name, exercise)


def library_part(name: str) -> Part:
    """The library's part of that name, where a class edition lacks the chapter whose exercise asks for it.

    Raises AttributeError where the library has none either.
    """
    found = _in_library(name)
    if found is None:
        raise AttributeError(_unknown(name))
    return Part(name, "", False, found[1])


@lru_cache(maxsize=256)
def _found(name: str) -> Exercise:
    """The record, looked for once: `mine.cross_entropy` may stand in a loop."""
    return find(name)


class Parts:
    """Every part of the course, by chapter: shows itself as a table of which is whose."""

    def __init__(self) -> None:
        self._parts = [_part(name, exercise) for exercise in _exercises() for name in exercise.functions]

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    @property
    def yours(self) -> list[str]:
        """The names of those that are yours."""
        return [one.name for one in self if one.yours]

    def __repr__(self) -> str:
        lines = []
        for stem, found in self._chapters().items():
            yours = [one.name for one in found if one.yours]
            rest = [one.name for one in found if not one.yours]
            lines.append(f"{stem:<24}{len(yours):>3} of {len(found)}")
            lines += [f"    yours          {', '.join(yours)}"] if yours else []
            lines += [f"    the library's  {', '.join(rest)}"] if rest else []
        return "\n".join([self._sum(), *lines])

    def _repr_html_(self) -> str:
        rows = [f'<div style="margin-bottom:6px">{escape(self._sum())}</div>']
        for stem, found in self._chapters().items():
            yours = sum(one.yours for one in found)
            rows.append(f'<div style="margin:10px 0 4px"><b>{escape(stem)}</b>&ensp;{yours} of {len(found)}</div>')
            rows.append(f'<div style="display:flex;flex-wrap:wrap;gap:5px">{"".join(map(_tile, found))}</div>')
        rows.append('<div style="margin-top:6px;font-size:13px;opacity:.8">● yours&ensp; ○ the library’s</div>')
        style = "font-family:var(--jp-ui-font-family,sans-serif);font-size:14px;max-width:900px"
        return f'<div style="{style}">{"".join(rows)}</div>'

    def _sum(self) -> str:
        return f"{len(self.yours)} of {len(self)} parts are yours; the library's stand in for the rest."

    def _chapters(self) -> dict[str, list[Part]]:
        return {stem: [one for one in self if one.chapter == stem] for stem in stems()}


def names() -> list[str]:
    """The names of all parts, in the order of the course."""
    return [name for exercise in _exercises() for name in exercise.functions]


def _part(name: str, exercise: Exercise) -> Part:
    own = getattr(kept(exercise.name), name, None)
    index = exercise.functions.index(name)
    return Part(name, _chapter_of(exercise.name), own is not None, exercise.references[index] if own is None else own)


def _exercises() -> list[Exercise]:
    return [exercise for stem in stems() for exercise in load(stem).exercises]


@lru_cache(maxsize=256)
def _chapter_of(exercise: str) -> str:
    return next(stem for stem in stems() if exercise in source(stem).exercises)


def _in_library(name: str) -> tuple[str, Any] | None:
    """Where the library has something of that name, and what it is."""
    packages = {"layerwise": layerwise} | {
        f"layerwise.{key}": getattr(layerwise, key) for key in ("nn", "optim", "data", "training", "transfer")
    }
    for path, package in packages.items():
        if hasattr(package, name):
            return f"{path}.{name}", getattr(package, name)
    return None


def _unknown(name: str) -> str:
    found = _in_library(name)
    if found is not None:
        return f"no exercise asks for `{name}`, so it cannot be yours; the library has it: {found[0]}"
    near = difflib.get_close_matches(name, names(), n=3, cutoff=0.5)
    meant = f"did you mean {', '.join(f'`{one}`' for one in near)}? " if near else ""
    return f"no exercise asks for `{name}`; {meant}mine.parts() lists all there are"


def _tile(one: Part) -> str:
    style = "border:1px solid #8a8a8a;border-radius:4px;padding:3px 9px;font-family:monospace;font-size:13px"
    colour = f"background:{_YOURS};color:#ffffff" if one.yours else f"background:{_THEIRS};color:inherit"
    return f'<span style="{style};{colour}">{"●" if one.yours else "○"} {escape(one.name)}</span>'
