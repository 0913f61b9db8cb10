"""The parts that a milestone is made of: it asks for each by name, and it is noted whose they were.

A learner's part that is right and very slow is exchanged for the library's, which is said; no milestone takes minutes.
"""

import time
from collections.abc import Callable, Collection
from typing import Any

from ..mine.parts import Part, library_part, part


class Toolbox:
    """Gives out parts by name. library: names that the library's stand in for, although one's own is there."""

    def __init__(self, library: Collection[str] = ()) -> None:
        self._library = frozenset(library)
        self._parts: dict[str, Part] = {}
        self.notes: list[str] = []

    def __call__(self, name: str) -> Any:
        """The part of that name: the learner's, or the library's."""
        if name not in self._parts:
            try:
                found = part(name)
            except AttributeError:  # a class edition has no later chapters
                found = library_part(name)
            self._parts[name] = found.from_library() if name in self._library else found
        return self._parts[name].thing

    def at_most(self, seconds: float, name: str, trial: Callable[[Any], Any]) -> Any:
        """The same, unless a trial with the learner's takes longer than so many seconds of the processor."""
        thing = self(name)
        if self._parts[name].yours:
            began = time.process_time()
            trial(thing)
            taken = time.process_time() - began
            if taken > seconds:
                self._parts[name] = self._parts[name].from_library()
                self.notes.append(
                    f"Your {name} is right and takes {taken:.1f} s for what is needed hundreds of times here, "
                    "so the library's stands in."
                )
        return self._parts[name].thing

    @property
    def yours(self) -> list[str]:
        """The names of those that were the learner's."""
        return [name for name, found in self._parts.items() if found.yours]

    @property
    def theirs(self) -> list[str]:
        """The names of those that were the library's."""
        return [name for name, found in self._parts.items() if not found.yours]

    def __str__(self) -> str:
        count = len(self._parts)
        if not self.theirs:
            return f"All {count} parts are yours: {', '.join(self.yours)}."
        if not self.yours:
            return f"None of the {count} parts is yours yet; the library's: {', '.join(self.theirs)}."
        own = f"{len(self.yours)} of {count} parts are yours: {', '.join(self.yours)}"
        return f"{own}; the library's: {', '.join(self.theirs)}."
