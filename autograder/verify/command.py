"""The command `autograder verify`."""

from collections.abc import Callable, Sequence
from functools import partial
from secrets import randbelow
from typing import TYPE_CHECKING, Annotated

import typer

from ..build.command import Chapters, Root

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ..build.folders import Folders
    from .verify_chapter import Result

Mutants = Annotated[bool, typer.Option("--mutants", help="Instead: every single edit of a solution costs marks.")]
Seeds = Annotated[int, typer.Option(min=0, help="Instead: no score depends on the seed, under so many fresh ones.")]
Start = Annotated[int | None, typer.Option("--from", min=0, help="What the seeds follow from; default: a new number.")]
OneIn = Annotated[int, typer.Option(min=1, help="One in so many, which --from decides, of what varies an answer.")]
Whole = Annotated[list[str] | None, typer.Option(help="With --one-in: everything of this chapter; may be given again.")]
Told = Annotated[bool, typer.Option("--promises", help="Instead: what statements say is judged, beside what is.")]
Only = Annotated[list[str] | None, typer.Option(help="With --mutants or --seeds: this exercise; may be given again.")]
Jobs = Annotated[int, typer.Option(min=1, help="How many processes at a time.")]

Work = Callable[[Sequence[tuple[str, str]]], list[str]]  # takes chapters and exercises, gives problems

_MOST_STARTS = 1_000_000


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("verify")(verify_command)


def verify_command(
    chapters: Chapters = None,
    root: Root = None,
    mutants: Mutants = False,
    seeds: Seeds = 0,
    start: Start = None,
    one_in: OneIn = 1,
    whole: Whole = None,
    told: Told = False,
    only: Only = None,
    jobs: Jobs = 1,
) -> None:
    """Test the exercises: solutions pass, starters score nothing, every misconception is caught and named."""
    from rich.console import Console

    from .. import exercises
    from ..build.folders import Folders, repository
    from ..build.progress_bar import progress_bar
    from .course_rules import of_course
    from .exercise_jobs import each
    from .mutation import run_mutants
    from .sample import Sample
    from .seed_run import run_seeds
    from .text_rules import are_ours
    from .verify_chapter import shared_names, verify

    console = Console(soft_wrap=True, highlight=False)
    folders = Folders(root.resolve()) if root else repository()
    existing = sorted({*exercises.stems(), *folders.chapters()})
    problems = [
        f"there is no chapter {name!r}; there are: {', '.join(existing)}"
        for name in [*(chapters or []), *(whole or [])]
        if name not in existing
    ]
    chosen = [stem for stem in existing if not chapters or stem in chapters]
    sample = Sample(one_in, randbelow(_MOST_STARTS) if start is None else start, frozenset(whole or []))
    works: list[Work] = [lambda names: run_mutants(console, names, jobs)] if mutants else []
    if seeds:
        works.append(lambda names: run_seeds(console, names, seeds, sample, jobs))
    if works:
        _end(console, problems or _of_exercises(chosen, only or [], works))
        return
    if told:
        _end(console, problems or _promises(console, folders, chosen))
        return
    if one_in > 1:
        console.print(f"a sample; again with {sample.options}", markup=False)
    with progress_bar(console) as bar:
        task = bar.add_task("", total=len(chosen))
        for result in each(partial(verify, folders, sample=sample), chosen, jobs):
            bar.update(task, description=result.stem, advance=1)
            if result.rows:
                console.print(_table(result))
            for remark in result.remarks:
                console.print(remark, style="yellow", markup=False)
            problems += result.problems
    problems += shared_names()
    if are_ours(folders):
        problems += of_course(folders, whole=not problems)
    _end(console, problems)


def _end(console: "Console", problems: Sequence[str]) -> None:
    for problem in problems:
        console.print(problem, style="red", markup=False)
    if problems:
        console.print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
        raise typer.Exit(1)


def _promises(console: "Console", folders: "Folders", stems: Sequence[str]) -> list[str]:
    """Show each phrase of the statements with the aspects that it may mean; what has no partner."""
    from .. import exercises
    from ..build.source import read
    from .promises import promises

    problems: list[str] = []
    for stem in stems:
        for told in promises(read(folders.source(stem)), exercises.load(stem)):
            for phrase, aspects in told.kept:
                console.print(f"{told.exercise}: {phrase}: {', '.join(aspects) or '?'}", markup=False)
            problems += told.problems
    return problems


def _of_exercises(stems: Sequence[str], only: Sequence[str], works: Sequence[Work]) -> list[str]:
    """What works that go exercise by exercise find in those of some chapters; of those named, or all."""
    from .exercise_jobs import chosen_exercises

    names = chosen_exercises(stems, only)
    unknown = sorted(set(only) - {name for _, name in names})
    if unknown:
        return [f"there is no exercise {name!r} in {', '.join(stems)}" for name in unknown]
    return [problem for work in works for problem in work(names)]


def _table(result: "Result") -> "Table":
    from rich.table import Table

    table = Table("exercise", title=result.stem, title_justify="left")
    for heading in ("points", "cases", "ms", "accepted", "named", "forms", "notebook"):
        table.add_column(heading, justify="right")
    for row in result.rows:
        accepted, caught = f"{row.accepted} of {row.of_accepted}", f"{row.caught} of {row.of_misconceptions}"
        forms = f"{row.forms} of {row.of_forms}" if row.of_forms else ""
        holds = "✓" if row.in_notebook else "✗"
        milliseconds = f"{1e3 * row.seconds:.1f}"
        table.add_row(row.exercise, f"{row.points:g}", str(row.cases), milliseconds, accepted, caught, forms, holds)
    table.add_section()
    counted = ("points", "cases", "accepted", "caught", "forms")
    totals = [f"{sum(getattr(row, name) for row in result.rows):g}" for name in counted]
    totals.insert(2, f"{1e3 * sum(row.seconds for row in result.rows):.0f}")
    table.add_row(f"{len(result.rows)} exercises", *totals, "")
    return table
