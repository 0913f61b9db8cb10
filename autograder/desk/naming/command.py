"""The command `autograder name`."""

from pathlib import Path
from typing import Annotated

import typer

from ...grading.command import Chapter, CourseDir, speaking

Exercise = Annotated[str, typer.Argument(help="Such as relu.")]
Group = Annotated[str, typer.Argument(help="The letters that the report has for it; or a name that was given before.")]
As = Annotated[str, typer.Option("--as", help="The name, in a few words: “forgets the last row”.")]
Hint = Annotated[str, typer.Option(help="What was seen, and why it happens; the fix is left to the learner.")]
Second = Annotated[str, typer.Option(help="One step further, for whoever asks for it.")]


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command("name")(name_command)


def name_command(
    chapter: Chapter,
    exercise: Exercise,
    group: Group,
    name: As,
    hint: Hint,
    second_hint: Second = "",
    course_dir: CourseDir = Path(),
) -> None:
    """Name a group of wrong answers from the report: all of them get the name and its hint, now and in later runs."""
    with speaking() as console:
        from ...grading.course import Course
        from ..feedback.write_feedback import write_feedback
        from ..report.write_report import write_report
        from .name_group import name_group

        course = Course.at(course_dir)
        named = name_group(course, chapter, exercise, group, name, hint, second_hint)
        count = len(named.who)
        console.print(f"“{name}”: {count} answer{'' if count == 1 else 's'} to {exercise} now", markup=False)
        console.print(f"kept in {course.mistakes(chapter)}; for the record: {named.record}", markup=False)
        if named.pages:
            write_feedback(course, chapter, named.pages)
            console.print(f"{len(named.pages)} feedback pages written again", markup=False)
        if (course.root / "reports" / chapter / "index.html").is_file():
            page, _ = write_report(course, chapter)
            console.print(f"{page} written again", markup=False)
