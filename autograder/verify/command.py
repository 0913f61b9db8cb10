"""The command `autograder verify`."""

from typing import TYPE_CHECKING

import typer

from ..build.command import Chapters, Root

if TYPE_CHECKING:
    from rich.table import Table

    from . import Result


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("verify")(verify_command)


def verify_command(chapters: Chapters = None, root: Root = None) -> None:
    """Test the exercises: solutions pass, starters score nothing, every misconception is caught and named."""
    from rich.console import Console

    from .. import exercises
    from ..build import Folders, repository
    from ..build.progress_bar import progress_bar
    from . import shared_names, verify

    console = Console(soft_wrap=True, highlight=False)
    folders = Folders(root.resolve()) if root else repository()
    existing = sorted({*exercises.stems(), *folders.chapters()})
    problems = [
        f"there is no chapter {name!r}; there are: {', '.join(existing)}"
        for name in chapters or []
        if name not in existing
    ]
    with progress_bar(console) as bar:
        chosen = [stem for stem in existing if not chapters or stem in chapters]
        task = bar.add_task("", total=len(chosen))
        for stem in chosen:
            bar.update(task, description=stem)
            result = verify(folders, stem)
            bar.advance(task)
            if result.rows:
                console.print(_table(result))
            problems += result.problems
    problems += shared_names()
    for problem in problems:
        console.print(problem, style="red", markup=False)
    if problems:
        console.print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
        raise typer.Exit(1)


def _table(result: "Result") -> "Table":
    from rich.table import Table

    table = Table("exercise", title=result.stem, title_justify="left")
    for heading in ("points", "cases", "accepted", "misconceptions named", "notebook"):
        table.add_column(heading, justify="right")
    for row in result.rows:
        accepted, caught = f"{row.accepted} of {row.of_accepted}", f"{row.caught} of {row.of_misconceptions}"
        holds = "✓" if row.in_notebook else "✗"
        table.add_row(row.exercise, f"{row.points:g}", str(row.cases), accepted, caught, holds)
    table.add_section()
    totals = [
        f"{sum(getattr(row, name) for row in result.rows):g}" for name in ("points", "cases", "accepted", "caught")
    ]
    table.add_row(f"{len(result.rows)} exercises", *totals, "")
    return table
