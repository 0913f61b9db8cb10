"""The command `autograder grade`, and what every command that grades shows while it runs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

Chapter = Annotated[str, typer.Argument(help="Such as ch01_activations.")]
CourseDir = Annotated[Path, typer.Option(help="The folder with course/, submitted/ and nbgrader_config.py.")]
Isolation = Annotated[
    str | None,
    typer.Option(help="bubblewrap, or none: without a sandbox, only for submissions that you trust. [bubblewrap]"),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="How many submissions at once. [2]")]


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command("grade")(grade_command)
    app.command("doctor")(doctor_command)


def grade_command(
    chapter: Chapter,
    course_dir: CourseDir = Path(),
    student: Annotated[list[str] | None, typer.Option(help="Only this one; may be given several times.")] = None,
    isolation: Isolation = None,
    jobs: Jobs = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Repeat a run with its seed; default: a new one.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade also what is up to date.")] = False,
    exercise: Annotated[
        list[str] | None, typer.Option(help="Judge only this one again; may be given several times.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on the workers of this dask.distributed scheduler, such as tcp://…:8786.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="Add what happens to this file, as lines of JSON.")] = None,
) -> None:
    """Grade what is in submitted/<student>/CHAPTER/, each submission in a sandbox, into nbgrader's gradebook.

    What has not changed since it was graded is left alone. It ends with 0 when everybody is graded, 1 when somebody is
    not, 2 for options that make no sense, and 130 when it is stopped.
    """
    with speaking() as console:
        from .config import Grading
        from .course import Course
        from .grade_class import grade_class
        from .live import EventLog, submission_bar
        from .summary import print_summary

        course = Course.at(course_dir)
        settings = Grading(config=course.config)
        with submission_bar(console, "grading") as tick:
            outcome = grade_class(
                course,
                chapter,
                students=student or (),
                seed=seed if seed is not None else (settings.seed if settings.seed >= 0 else None),
                again=again,
                only=exercise or (),
                isolation=isolation or settings.isolation,
                limits=settings.limits,
                jobs=jobs or settings.jobs,
                scheduler=settings.scheduler if scheduler is None else scheduler,
                on_result=tick,
                log=EventLog(log),
            )
        print_summary(console, outcome)
        if student or exercise:
            from .kept.out_of_date import line_of

            if line := line_of(course, chapter):
                console.print(line, style="yellow", markup=False)
        if outcome.failed:
            raise typer.Exit(1)


def doctor_command(course_dir: CourseDir = Path()) -> None:
    """See whether this machine and a course folder are ready to grade, and what to do about what is not."""
    with speaking() as console:
        from ..workbook.doctor import show
        from .readiness import examine

        if not show(list(examine(course_dir)), console):
            raise typer.Exit(1)


@contextmanager
def speaking(kept: str = "What was graded is recorded, the rest is as it was") -> Iterator["Console"]:
    """A console; what stands in the way is printed in one sentence, and ends the program with 1.

    kept: what is left when somebody stops it.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=False, highlight=False)
    from ..core.errors import GradingError

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what is graded is recorded
    try:
        yield console
    except GradingError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(Text(str(error), style="red"))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print(f"stopped. {kept}; run the same command again")
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)
