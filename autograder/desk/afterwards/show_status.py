"""`autograder status`: whose score is out of date and why, and which answers wait for a person, as tables."""

from collections.abc import Iterator

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from ...grading.autograded import strip_control
from ...grading.kept.out_of_date import Status


def print_status(console: Console, chapter: str, found: Status) -> None:
    """Everything there is to say."""
    console.print(Group(*_parts(chapter, found)))


def _parts(chapter: str, found: Status) -> Iterator[Text | Table]:
    for line in found.chapter:
        yield Text(line, style="yellow")
    if found.outdated:
        yield _table(f"{chapter}: out of date", {name: "; ".join(why) for name, why in found.outdated.items()})
    if found.look:
        yield _table(f"{chapter}: for a person", {name: "; ".join(why) for name, why in found.look.items()})
    yield Text(_closing(chapter, found))


def _table(title: str, rows: dict[str, str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, show_header=False)
    table.add_column(no_wrap=True, max_width=24)
    table.add_column(overflow="fold")
    for student, why in rows.items():
        table.add_row(Text(student), Text(strip_control(why), style="yellow"))
    return table


def _closing(chapter: str, found: Status) -> str:
    fresh = f"{len(found.up_to_date)} up to date"
    if not found.outdated and not found.chapter:
        return fresh
    return f"{len(found.outdated)} out of date, {fresh}. Bring them up to date with: autograder grade {chapter}"
