"""A single edit of a definition in words that a record can repeat: the line as changed, or what became of it."""

import ast
import difflib
import re
from typing import NamedTuple

from ..repair.learner_source import Definition
from ..repair.workshop import TICK

_ALSO, _MOVED, _WITHOUT = "also", "moved", "without"


class Change(NamedTuple):
    """before, after: the lines that differ, as Python writes them, joined by "; "; "" for none."""

    before: str
    after: str

    @property
    def text(self) -> str:
        """`after`, or where there is no new line: "without", "also" or "moved" and the line."""
        if not self.after:
            return f"{_WITHOUT} {self.before}"
        if not self.before:
            return f"{_ALSO} {self.after}"
        return (
            f"{_MOVED} {self.after}"
            if sorted(self.after.split("; ")) == sorted(self.before.split("; "))
            else self.after
        )

    def fits(self, pattern: str) -> bool:
        """Whether a record means this change; … in it stands for anything."""
        parts = map(re.escape, _squeezed(pattern).split("…"))
        return re.fullmatch(".*".join(parts), _squeezed(self.text)) is not None


def lines_of(definition: Definition) -> list[str]:
    """A definition as Python writes it, without the counters in its loops."""
    return [line for line in ast.unparse(definition).splitlines() if line.strip() != f"{TICK}()"]


def change(before: list[str], after: list[str]) -> Change:
    """What differs between two texts of one definition."""
    gone: list[str] = []
    new: list[str] = []
    for what, start, stop, new_start, new_stop in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if what != "equal":
            gone += map(str.strip, before[start:stop])
            new += map(str.strip, after[new_start:new_stop])
    return Change("; ".join(gone), "; ".join(new))


def _squeezed(text: str) -> str:
    """A change without what nobody can be asked to repeat: blanks, and which quotes stand around a text."""
    return "".join(text.split()).replace('"', "'")
