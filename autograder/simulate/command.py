"""The commands `autograder simulate` and `autograder demo`."""

from pathlib import Path
from typing import Annotated

import typer

from ..grading.command import Chapter, CourseDir, Jobs, speaking


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("simulate")(simulate_command)
    app.command("demo")(demo_command)


def simulate_command(
    chapter: Chapter,
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 24,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same class.")] = 0,
    out: Annotated[Path, typer.Option(help="Where the submissions go.")] = Path("submitted"),
    manifest: Annotated[
        Path | None, typer.Option(help="Where the scores go that they must get; default: <out>/../manifest.json.")
    ] = None,
    course_dir: CourseDir = Path(),
) -> None:
    """Write submissions of a class that makes every mistake in the book, and the score each of them must get."""
    with speaking() as console:
        from ..grading.course import Course
        from .students import simulate_class, write_class

        course = Course.at(course_dir)
        made = simulate_class(course, chapter, students, seed)
        where = manifest or out.parent / "manifest.json"
        write_class(made, chapter, out, where)
        console.print(f"{students} submissions in {out}/, the scores they must get in {where}", markup=False)


def demo_command(
    out: Annotated[Path, typer.Option(help="The folder of the demonstration; made anew each time.")] = Path("demo"),
    chapter: Annotated[str, typer.Option(help="Such as ch01_activations.")] = "ch01_activations",
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 24,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same class.")] = 0,
    jobs: Jobs = None,
) -> None:
    """Simulate a class, grade it, make feedback, and hold every score against what it must be."""
    with speaking() as console:
        from ..grading.live import submission_bar
        from .demo import run_demo

        console.print(f"Making a class of {students}, grading it, writing feedback: a minute or two.")
        with submission_bar(console, "grading") as tick:
            demo = run_demo(out, chapter, students, seed, jobs or 2, tick)
        demo.show(console)
        if demo.wrong:
            raise typer.Exit(1)
