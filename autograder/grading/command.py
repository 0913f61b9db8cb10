"""The commands `autograder grade`, `autograder simulate` and `autograder demo`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    """Add this module's commands to the program."""
    app.command("grade")(grade_command)
    app.command("simulate")(simulate_command)
    app.command("demo")(demo_command)


def grade_command(
    chapter: Chapter,
    course_dir: CourseDir = Path(),
    student: Annotated[list[str] | None, typer.Option(help="Only this one; may be given several times.")] = None,
    isolation: Isolation = None,
    jobs: Jobs = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Repeat a run with its seed; default: a new one.")] = None,
) -> None:
    """Grade what is in submitted/<student>/CHAPTER/, each submission in a sandbox, into nbgrader's gradebook."""
    with _said() as console:
        from .config import Grading
        from .course import Course
        from .grade_class import grade_class
        from .summary import print_summary

        course = Course.at(course_dir)
        settings = Grading(config=course.config)
        with _progress("grading") as tick:
            outcome = grade_class(
                course,
                chapter,
                students=student or (),
                seed=seed if seed is not None else (settings.seed if settings.seed >= 0 else None),
                isolation=isolation or settings.isolation,
                limits=settings.limits,
                jobs=jobs or settings.jobs,
                on_result=tick,
            )
        print_summary(console, outcome)
        if outcome.failed:
            raise typer.Exit(1)


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
    with _said() as console:
        from ..simulate import simulate_class, write_class
        from .course import Course

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
    with _said() as console:
        from ..simulate.demo import run_demo

        console.print(f"Making a class of {students}, grading it, writing feedback: a minute or two.")
        with _progress("grading") as tick:
            demo = run_demo(out, chapter, students, seed, jobs or 2, tick)
        demo.show(console)
        if demo.wrong:
            raise typer.Exit(1)


@contextmanager
def _said() -> Iterator["Console"]:
    """A console; what stands in the way is printed in one sentence, and ends the program with 1."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=False, highlight=False)
    from .notices import GradingError

    try:
        yield console
    except GradingError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(Text(str(error), style="red"))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("stopped. What was graded is recorded, the rest is as it was; run the same command again")
        raise typer.Exit(130) from None


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str, int, int], Any]]:
    """A bar that shows how many submissions are done."""
    from tqdm import tqdm

    with tqdm(desc=what, unit="submission", leave=False, dynamic_ncols=True) as bar:

        def tick(student: str, done: int, of: int) -> None:
            bar.total = of
            bar.set_postfix_str(student[:20], refresh=False)
            bar.update(done - bar.n)

        yield tick
