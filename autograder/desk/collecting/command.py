"""The commands `autograder collect`, `autograder roster` and `autograder due`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...grading.command import Chapter, CourseDir, speaking

if TYPE_CHECKING:
    from rich.console import Console

    from .collect import Collected

_MOST = 12  # names in a line


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("roster")(roster_command)
    app.command("due")(due_command)
    app.command("collect")(collect_command)


def roster_command(
    table: Annotated[Path, typer.Argument(help="Of your own, Canvas's gradebook, Moodle's participants or worksheet.")],
    course_dir: CourseDir = Path(),
    known_by: Annotated[str, typer.Option(help="The column with the ids of students. [by its name]")] = "",
) -> None:
    """Read who is in the class into roster.csv, and names and emails into the gradebook. Who is there already stays."""
    with speaking() as console:
        from ...grading.course import Course
        from .roster import read_roster, roster_path, write_roster
        from .roster_tables import merge_table

        course = Course.at(course_dir)
        merged = merge_table(read_roster(course), table, known_by)
        write_roster(course, merged.roster)
        size = len(merged.roster.members)
        news = f"{len(merged.added)} new, {len(merged.changed)} changed"
        console.print(f"{size} students in {roster_path(course)}: {news}", markup=False, soft_wrap=True)
        if merged.roster.sections:
            said = ", ".join(f"{name} ({count})" for name, count in sorted(merged.roster.sections.items()))
            console.print(f"sections: {said}", markup=False, soft_wrap=True)
        if merged.absent:
            console.print(f"not in {table}, and kept: {_some(merged.absent)}", markup=False, soft_wrap=True)


def due_command(
    chapter: Chapter,
    time: Annotated[str, typer.Argument(help='With its time zone: "2026-11-01 23:59 +01:00", or Europe/Berlin.')],
    course_dir: CourseDir = Path(),
) -> None:
    """Note when a chapter is due. The next autograder grade brings penalties into line."""
    with speaking() as console:
        from ...grading.course import Course
        from .due_date import set_due

        due = set_due(Course.at(course_dir), chapter, time)
        console.print(f"{chapter} is due on {due:%Y-%m-%d %H:%M} UTC", markup=False)


def collect_command(
    chapter: Chapter,
    source: Annotated[Path | None, typer.Argument(help="A zip of Canvas or Moodle, or a folder of notebooks.")] = None,
    mend: Annotated[bool, typer.Option("--put-right", help="Move what is clear to where it belongs.")] = False,
    course_dir: CourseDir = Path(),
) -> None:
    """Collect submissions with nbgrader's zip_collect, and say who has handed in, who has not, and what lies astray.

    Without a zip or folder it only looks at what is there. It ends with 1 where something lies astray.
    """
    with speaking() as console:
        from ...grading.course import Course
        from .collect import collect

        told = collect(Course.at(course_dir), chapter, source, mend)
        _show(console, told, source)
        if told.strays:
            raise typer.Exit(1)


def _show(console: "Console", told: "Collected", source: Path | None) -> None:
    def say(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False, soft_wrap=True)

    if source is not None:
        say(
            f"{told.taken} collected from {source}: {told.taken - len(told.newer) - len(told.same)} new, "
            f"{len(told.newer)} newer, {len(told.same)} as before"
        )
    if told.newer:
        say(f"newer, with the ones of before in downloaded/{told.chapter}/replaced/: {_some(told.newer)}")
    if told.late:
        say(f"late, as Canvas says without a time: {_some(told.late)}. Write it into their timestamp.txt", "yellow")
    for one in told.moved:
        say(f"put right: {_near(one.path)} is {_near(one.to) if one.to else ''} now", "green")
    for one in told.strays:
        say(f"astray: {_near(one.path)} {one.why}", "yellow")
    if any(one.to for one in told.strays):
        say(f"What is somebody's is put where it belongs by: autograder collect {told.chapter} --put-right")
    of = f" of {len(told.roster.members)} on the roster" if told.roster else "; autograder roster says who is missing"
    say(f"{told.chapter}: {len(told.handed_in)} have handed in{of}")
    if told.missing:
        say(f"missing: {_some(told.missing)}")


def _near(path: Path) -> Path:
    """A path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
