"""Read a chapter's WRITTEN.md: answers of four levels to its question in words, with the points that each gets and why.

    # which_activation

    ## excellent, 4 points

    1.10 is log 3, the loss of guessing …

    > All four points, each with its reason.

A person who grades two hundred answers reads them first, so that the first and the last are held to one measure. They
are for graders only: no learner's folder, and no package that learners install, has this file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import RecordError

LEVELS = ("excellent", "good", "acceptable", "poor")
_LEVEL = re.compile(r"## (\w+), (\d+(?:\.\d+)?) points?")
FORM = "a level begins with a line such as “## good, 3 points”, the answer below it, then the reason after >"


@dataclass(frozen=True)
class SampleAnswer:
    """An answer to hold others against. text, why: in Markdown. line: where it stands in its file"""

    level: str
    points: float
    text: str
    why: str
    line: int = 0


def read_calibration(path: Path) -> dict[str, tuple[SampleAnswer, ...]]:
    """The samples by question. Raises RecordError with every line that is not understood."""
    where = f"{path.parent.name}/{path.name}"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{where}: its samples cannot be read: {error}") from None
    problems: list[str] = []
    found: dict[str, tuple[SampleAnswer, ...]] = {}
    for name, start, part in _parts(lines, "# "):
        if not name and any(line.strip() for line in part):
            problems.append(f"{where}, line {start}: stands above every question; begin with # and the question's name")
        elif name in found:
            problems.append(f"{where}, line {start}: {name!r} stands here for the second time")
        elif name:
            found[name] = tuple(_samples(part, start, where, problems))
    if problems:
        raise RecordError(*problems)
    return found


def _samples(lines: list[str], start: int, where: str, problems: list[str]) -> Iterator[SampleAnswer]:
    for heading, line, part in _parts(lines, "## ", start):
        level = _LEVEL.fullmatch(f"## {heading}")
        if not heading:
            if any(one.strip() for one in part[1:]):  # the first is the question's name
                problems.append(f"{where}, line {line + 1}: an answer without its level; {FORM}")
        elif level is None:
            problems.append(f"{where}, line {line}: {heading!r} is not understood; {FORM}")
        else:
            text = "\n".join(one for one in part[1:] if not one.startswith(">")).strip()
            why = " ".join(one.removeprefix(">").strip() for one in part[1:] if one.startswith(">"))
            yield SampleAnswer(level[1], float(level[2]), text, why, line)


def _parts(lines: list[str], mark: str, start: int = 1) -> Iterator[tuple[str, int, list[str]]]:
    """The lines from each heading to the next, with its words and number; before the first, the words are ""."""
    name, begins, part = "", start, list[str]()
    for number, line in enumerate(lines, start):
        if line.startswith(mark):
            yield name, begins, part
            name, begins, part = line.removeprefix(mark).strip(), number, []
        part.append(line)
    yield name, begins, part
