"""The command `autograder build`."""

from pathlib import Path
from typing import Annotated

import typer

Chapters = Annotated[list[str] | None, typer.Argument(help="Such as ch01_activations; none: all of them.")]
Check = Annotated[bool, typer.Option("--check", help="Build nothing; fail when a notebook is stale.")]
Force = Annotated[bool, typer.Option("--force", help="Redraw every figure, and overwrite answers in course/.")]
Root = Annotated[Path | None, typer.Option(help="The checkout to work in; default: this one.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("build")(build_command)


def build_command(chapters: Chapters = None, check: Check = False, force: Force = False, root: Root = None) -> None:
    """Make the instructor's and the learner's notebooks from the sources in solutions/."""
    from rich.console import Console

    from ..core.errors import BuildError
    from .build_chapter import build
    from .folders import Folders, repository
    from .outdated import orphans, stale
    from .progress_bar import progress_bar

    console = Console(soft_wrap=True, highlight=False)
    folders = Folders(root.resolve()) if root else repository()
    problems: list[str] = []
    stems: list[str] = []
    try:
        stems = folders.chosen(chapters or [])
    except BuildError as error:
        problems += error.problems
    with progress_bar(console) as bar:
        task = bar.add_task("")
        for stem in stems:
            bar.reset(task, description=stem, total=None)
            try:
                if check:
                    found = stale(folders, stem)
                    problems += [*found, f"    mend it with: autograder build {stem}"] if found else []
                    continue
                changed = build(
                    folders,
                    stem,
                    force,
                    lambda at, of: bar.update(task, completed=at, total=of),
                    lambda text: console.print(text, style="yellow", markup=False),
                )
                console.print(f"{stem}: " + (", ".join(map(folders.short, changed)) or "unchanged"), markup=False)
            except BuildError as error:
                problems += error.problems
    if check and not chapters:
        problems += orphans(folders)
    for problem in problems:
        console.print(problem, style="red", markup=False)
    if problems:
        raise typer.Exit(1)
    if check:
        console.print(f"up to date: {', '.join(stems) or 'there is nothing to build'}", markup=False)
