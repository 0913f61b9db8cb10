"""Cell ids that stay: named from the nearest heading and counted within its section.

Random ids make a diff of every rebuild. These change only in the section in which a cell was added or removed.
"""

import re
import unicodedata
from collections import Counter

from ..core.errors import BuildError

_LONGEST = 56  # nbformat allows 64 characters; a counter follows


class CellNames:
    """Names the cells of one notebook, in order."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []  # the open headings: level and slug
        self._counts: Counter[str] = Counter()
        self._given: set[str] = set()

    def of(self, text: str, markdown: bool) -> str:
        """The next cell's name; a markdown cell may open a new section with its headings."""
        for level, title in _headings(text) if markdown else []:
            self._path = [*(open_ for open_ in self._path if open_[0] < level), (level, slug(title))]
        # The title of the whole chapter says nothing about a place in it.
        below_title = [s for level, s in self._path if level > 1] or [s for _, s in self._path]
        section = "-".join(below_title)[:_LONGEST].rstrip("-") or "top"
        self._counts[section] += 1
        return self.fixed(f"{section}_{self._counts[section]}")

    def fixed(self, name: str) -> str:
        """Claim a name that is given from outside. Raises BuildError when it is taken."""
        if name in self._given:
            raise BuildError(f"two cells would have the id {name!r}; rename the heading or the exercise")
        self._given.add(name)
        return name


def slug(title: str) -> str:
    """A heading in lower-case ASCII letters, digits and hyphens, without its formulas and its section number."""
    # A number would change all ids after a new section.
    plain = re.sub(r"^[\d.]+\s+|\$[^$]*\$", " ", title)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "section"


def _headings(text: str) -> list[tuple[int, str]]:
    """The headings of a markdown cell, outside of code fences."""
    found, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        match = re.match(r"(#{1,6})\s+(.+)", line)
        # `### BEGIN SOLUTION` and its kin look like headings and are markers.
        if match and not fenced and not re.match(r"(BEGIN|END) [A-Z ]+$", match[2].strip()):
            found.append((len(match[1]), match[2]))
    return found
