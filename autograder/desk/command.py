"""The commands of the desk: `autograder feedback` and `autograder report`."""

from pathlib import Path
from typing import Annotated

import typer

from ..grading.command import Chapter, CourseDir, Jobs, speaking
from .afterwards import command as afterwards


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("feedback")(feedback_command)
    app.command("report")(report_command)
    afterwards.register(app)


def feedback_command(
    chapter: Chapter,
    course_dir: CourseDir = Path(),
    student: Annotated[list[str] | None, typer.Option(help="Only this one; may be given several times.")] = None,
    jobs: Jobs = None,
) -> None:
    """Write each student's feedback, feedback/<student>/CHAPTER/CHAPTER.html, from the gradebook and the journal.

    `nbgrader generate_feedback` and formgrader's button write the same pages, one after the other.
    """
    with speaking() as console:
        from ..grading.course import Course
        from ..grading.kept.out_of_date import line_of
        from ..grading.live import submission_bar
        from .feedback.write_feedback import write_feedback

        course = Course.at(course_dir)
        with submission_bar(console, "feedback") as tick:
            written = write_feedback(course, chapter, student or (), jobs or 2, tick)
        for name, why in written.failed.items():
            console.print(f"{name}: {why}", style="red", markup=False)
        where = written.pages[0].parent.parent.parent if written.pages else ""
        console.print(f"{len(written.pages)} pages in {where}/<student>/{chapter}/", markup=False)
        if written.waiting:
            console.print(
                f"of {len(written.waiting)} something is not graded yet, and their page says so", markup=False
            )
        if line := line_of(course, chapter):
            console.print(line, style="yellow", markup=False)
        if written.failed:
            raise typer.Exit(1)


def report_command(
    chapter: Chapter,
    course_dir: CourseDir = Path(),
    out: Annotated[Path | None, typer.Option(help="The folder to write into. [reports/CHAPTER]")] = None,
    section: Annotated[str, typer.Option(help="Of this section alone, as the roster has it.")] = "",
) -> None:
    """Say what the class did not understand: one page to teach from, with its figures and tables as files."""
    with speaking() as console:
        from ..grading.course import Course
        from .report.sentences import opening
        from .report.write_report import write_report

        course = Course.at(course_dir)
        page, told = write_report(course, chapter, out, section)
        for sentence in opening(told):
            console.print(sentence, markup=False)
        for sentence in told.afterwards:
            console.print(sentence, style="yellow", markup=False)
        console.print(f"{page}, with scores.svg, exercises.svg and three tables beside it", markup=False)
