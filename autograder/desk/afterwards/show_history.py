"""`autograder history`: the audit trail in words, who changed what and when."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...core.errors import GradingError
from ...grading.autograded import strip_control
from ...grading.kept.history import ChapterChange, History
from ...notebook.card_parts import amount

_RELEASE = 8  # characters of its digest


def print_history(console: Console, chapter: str, history: History, students: Sequence[str]) -> None:
    """A line for each change, in the order in which they were made. Raises GradingError for somebody unknown."""
    unknown = [name for name in students if name not in history.changes]
    if unknown:
        raise GradingError(f"the trail of {chapter} knows nothing of {', '.join(unknown)}")
    lines = sorted(_lines(history, students), key=lambda line: line[0])
    table = Table(title=f"{chapter}: {len(lines)} changes", title_justify="left", box=None)
    for name in ("when (UTC)", "who", "release", "seed", "student", "what"):
        table.add_column(name, no_wrap=name != "what", overflow="fold")
    for when, *cells in lines:
        table.add_row(f"{when.astimezone(UTC):%Y-%m-%d %H:%M}", *(Text(strip_control(cell)) for cell in cells))
    console.print(table)


def _lines(history: History, students: Sequence[str]) -> Iterator[tuple[datetime, str, str, str, str, str]]:
    for one in history.chapter:
        yield one.when, one.who, one.release[:_RELEASE], "", "everybody", _chapter_change(one)
    for student, changes in history.changes.items():
        for change in changes if not students or student in students else ():
            seed = "" if change.seed is None else str(change.seed)
            by_hand = ", by hand" if change.by_hand else ""
            said = f"{change.exercise} {_score(change.old)} → {_score(change.new)}{by_hand}"
            yield change.when, change.who, change.release[:_RELEASE], seed, student, said


def _score(score: float | None) -> str:
    return "–" if score is None else amount(score)


def _chapter_change(one: ChapterChange) -> str:
    old, new = (_score(v) if isinstance(v, int | float) or v is None else v or "as it was" for v in (one.old, one.new))
    return f"{one.what}: {one.name} {old} → {new}"
