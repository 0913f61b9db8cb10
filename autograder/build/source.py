"""Read a chapter's source: a jupytext percent file, as a list of cells, each with its role.

A cell says what it is in its first line: `# %% exercise="relu" minutes=15 difficulty=1`, `# %% tags=["explore"]`,
`# %% tags=["guess"]`, `# %% [markdown]`, `# %% [markdown] written="name" points=4`; a plain `# %%` is set-up code
that also runs when an answer is graded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext

from ..core.cell_roles import EXPLORE_TAG, GUESS_TAG, SHOWN_TAG, VARIES_TAG, Role
from ..core.errors import BuildError

SOLUTION, MARK_SCHEME = "SOLUTION", "MARK SCHEME"

_OPTIONS = {"exercise", "written", "formerly", "points", "tags", "jupyter", "minutes", "difficulty", "seconds"}
_TAGS = {EXPLORE_TAG, GUESS_TAG, SHOWN_TAG, VARIES_TAG}
HARDEST = 3  # the difficulties are 1, 2 and 3
_NOISE = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}  # jupytext's own bookkeeping


@dataclass(frozen=True)
class Cell:
    """One cell of a source.

    number, line: where it stands, for messages; cells are counted from 1
    name: of the exercise or the written question; formerly: the names that it had in earlier releases
    minutes, difficulty: of an exercise, for a newcomer; 0 where the source does not say
    seconds: how long the cell runs, where that is worth saying
    trouble: what is wrong with the cell's first line, or ""
    """

    number: int
    line: int
    role: Role
    text: str
    name: str = ""
    formerly: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    jupyter: Mapping[str, Any] = field(default_factory=dict)
    minutes: int = 0
    difficulty: int = 0
    seconds: int = 0
    trouble: str = ""

    @property
    def is_code(self) -> bool:
        """Whether Python stands in it."""
        return self.role in (Role.SETUP, Role.EXERCISE, Role.EXPLORE)

    def __str__(self) -> str:
        label = f", {self.role} {self.name!r}" if self.name else ""
        return f"cell {self.number} (line {self.line}{label})"


@dataclass(frozen=True)
class Source:
    """A chapter's source file, read."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def stem(self) -> str:
        """The chapter's name."""
        return self.path.stem

    def named(self, role: Role) -> dict[str, Cell]:
        """The cells of one role by name; the first one counts."""
        return {cell.name: cell for cell in reversed(self.cells) if cell.role is role}


def read(path: Path) -> Source:
    """Read a source. Raises BuildError when it is not a percent file; what its cells hold is not judged here."""
    try:
        text = path.read_text(encoding="utf-8")
        notebook = jupytext.reads(text, fmt="py:percent")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{path.name} cannot be read: {error}") from None
    except Exception as error:  # jupytext lets its parsers' errors through, whatever their type
        raise BuildError(f"{path.name} is not a jupytext percent file: {error}") from None
    starts = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"# ?%%", line)]
    # Without a marker for every cell (text before the first one), a line number would only mislead.
    lines = starts if len(starts) == len(notebook.cells) else [0] * len(notebook.cells)
    found = zip(lines, notebook.cells, strict=True)
    return Source(path, tuple(_cell(number, line, cell) for number, (line, cell) in enumerate(found, 1)))


def regions(text: str, what: str) -> list[str]:
    """The texts between `### BEGIN what` and `### END what`. Raises ValueError when the markers do not pair up."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if f"BEGIN {what}" in line:
            if inside:
                raise ValueError(f"BEGIN {what} stands inside another BEGIN {what}")
            inside = True
            found.append([])
        elif f"END {what}" in line:
            if not inside:
                raise ValueError(f"END {what} without a BEGIN {what} before it")
            inside = False
        elif inside:
            found[-1].append(line)
    if inside:
        raise ValueError(f"BEGIN {what} without an END {what}")
    return ["\n".join(lines) for lines in found]


def _cell(number: int, line: int, cell: Any) -> Cell:
    options = {key: value for key, value in cell.metadata.items() if key not in _NOISE}
    tags = options.get("tags", [])
    name = options.get("exercise") or options.get("written") or ""
    if cell.cell_type == "code":
        plays = EXPLORE_TAG in tags or GUESS_TAG in tags
        role = Role.EXERCISE if "exercise" in options else Role.EXPLORE if plays else Role.SETUP
    else:
        role = Role.WRITTEN if "written" in options else Role.TEXT
    trouble = _error_reply(cell, options)
    formerly = tuple(str(options.get("formerly", "")).split())
    effort = {name: options[name] for name in ("minutes", "difficulty", "seconds") if name in options}
    jupyter = options.get("jupyter", {})
    return Cell(number, line, role, cell.source, str(name), formerly, tuple(tags), jupyter, **effort, trouble=trouble)


def _error_reply(cell: Any, options: dict[str, Any]) -> str:
    if cell.cell_type not in ("code", "markdown"):
        return f"is a {cell.cell_type} cell; a chapter is made of code and markdown"
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        return f"has the option {unknown[0]!r}; known are {', '.join(sorted(_OPTIONS))}"
    strange = sorted(set(options.get("tags", [])) - _TAGS)
    if strange:
        return f"has the tag {strange[0]!r}; known are {', '.join(sorted(_TAGS))}"
    wrong_place = "written" if cell.cell_type == "code" else "exercise"
    if wrong_place in options:
        return f"is a {cell.cell_type} cell and cannot be {wrong_place}={options[wrong_place]!r}"
    for option in ("exercise", "written"):
        if option in options and not (isinstance(options[option], str) and options[option]):
            return f'needs a name: {option}="..."'
    named = {"exercise", "written"} & options.keys()
    if "formerly" in options and not (named and isinstance(options["formerly"], str)):
        return 'has formerly, which is for an exercise or a question: formerly="its_old_name"'
    if ("points" in options) != ("written" in options):
        return "needs points, such as points=4, if it is a written question, and only then"
    tags = options.get("tags", [])
    if "exercise" in options and {EXPLORE_TAG, GUESS_TAG} & set(tags):
        return "is an exercise and tagged explore or guess; it can be one of them"
    if SHOWN_TAG in tags and EXPLORE_TAG not in tags:
        return "is tagged shown; only a cell tagged explore is folded otherwise"
    return _wrong_effort(options, cell.cell_type == "code")


def _wrong_effort(options: dict[str, Any], is_code: bool) -> str:
    """What is wrong with the minutes, the difficulty or the seconds of a cell, or ""."""
    for name, most in (("minutes", 240), ("difficulty", HARDEST), ("seconds", 600)):
        value = options.get(name, 1)
        if type(value) is not int or not 1 <= value <= most:
            return f"has {name}={value!r}; it is a whole number from 1 to {most}"
    if "difficulty" in options and "exercise" not in options:
        return "has a difficulty and is no exercise"
    if "minutes" in options and not {"exercise", "written"} & options.keys():
        return "has minutes and is no exercise"
    if "seconds" in options and (not is_code or "exercise" in options):
        return "has seconds; they are for given code that takes long"
    return ""
