"""The commands `autograder status` and `autograder history`."""

from pathlib import Path
from typing import Annotated

import typer

from ...grading.command import Chapter, CourseDir, speaking

Students = Annotated[list[str] | None, typer.Option("--student", help="Only this one; may be given several times.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("status")(status_command)
    app.command("history")(history_command)


def status_command(chapter: Chapter, course_dir: CourseDir = Path(), student: Students = None) -> None:
    """Say whose score is out of date and why, and which answers wait for a person. Nothing is graded.

    It ends with 1 where a score is out of date.
    """
    with speaking() as console:
        from ...grading.course import Course
        from ...grading.kept.out_of_date import status
        from .show_status import print_status

        found = status(Course.at(course_dir), chapter, student or ())
        print_status(console, chapter, found)
        if found.outdated:
            raise typer.Exit(1)


def history_command(chapter: Chapter, course_dir: CourseDir = Path(), student: Students = None) -> None:
    """Show the audit trail: which scores were changed, when, by whom, under which release and seed."""
    with speaking() as console:
        from ...grading.course import Course
        from ...grading.kept.history import read_history
        from .show_history import print_history

        course = Course.at(course_dir)
        print_history(console, chapter, read_history(course.audit_trail(chapter)), student or ())
