"""What the audit trail tells, read back: scores that changed, answers as last recorded, scores that were set aside."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from .rows import ByHand

ADDED, WITHDRAWN, POINTS, RULINGS = "added", "withdrawn", "points", "rulings"


@dataclass(frozen=True)
class Change:
    """A score that is another one now. old: None before it was first graded, and where a person had to look.

    by_hand: whether `who` gave it, and did not only begin a run
    """

    when: datetime
    exercise: str
    old: float | None
    new: float | None
    who: str = ""
    release: str = ""
    seed: int | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class ChapterChange:
    """Something that was changed for the whole class.

    what: ADDED, WITHDRAWN, POINTS or RULINGS. old, new: points, or how it counts
    by_hand: of a change of points, the scores that had been given by hand on the old scale, by student
    """

    when: datetime
    what: str
    name: str
    old: Any = None
    new: Any = None
    by_hand: Mapping[str, float] = field(default_factory=dict)
    who: str = ""
    release: str = ""


@dataclass
class History:
    """A chapter's trail. By student: changes of scores, the first of each too; digests of the answers that were last
    recorded; scores given by hand that are set aside.
    """

    changes: dict[str, list[Change]] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    set_aside: dict[str, dict[str, ByHand]] = field(default_factory=dict)
    chapter: list[ChapterChange] = field(default_factory=list)

    def told(self, line: Mapping[str, Any]) -> None:
        """Take in a line. Raises whatever a line that says nothing makes it stumble over."""
        when, who, release = datetime.fromisoformat(line["time"]), line.get("who", ""), line.get("release", "")
        self.chapter += [
            ChapterChange(when, what, name, who=who, release=release, **change)
            for what, cells in line.get("cells", {}).items()
            for name, change in cells.items()
        ]
        if "student" not in line:
            return
        student: str = line["student"]
        self.changes.setdefault(student, []).extend(
            Change(when, name, old, new, who, release, line.get("seed"), line.get("by") == "hand")
            for name, (old, new) in line.get("scores", {}).items()
        )
        self.answers.setdefault(student, {}).update(line.get("answers", {}))
        aside = self.set_aside.setdefault(student, {})
        aside.update({name: ByHand(**kept) for name, kept in line.get("set_aside", {}).items()})
        for name in line.get("put_back", {}):
            aside.pop(name, None)

    @property
    def rulings(self) -> dict[str, str]:
        """How exercises and written questions count, by name, where a decision stands."""
        last = {change.name: str(change.new) for change in self.chapter if change.what == RULINGS}
        return {name: ruling for name, ruling in last.items() if ruling}

    def regraded(self, student: str) -> list[Change]:
        """The changes of a student's scores that were not the first."""
        return [change for change in self.changes.get(student, ()) if change.old is not None]


def read_history(path: Path) -> History:
    """What a trail tells; one that is not there yet tells nothing."""
    history = History()
    for line in _lines(path):
        try:
            history.told(json.loads(line))
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # a line that was cut off by a full disk says nothing
    return history


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError:
        return
