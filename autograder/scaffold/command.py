"""The commands `autograder new exercise` and `autograder new chapter`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ..build.command import Root

Stem = Annotated[str, typer.Argument(metavar="CHAPTER", help="Such as ch03_optimizers.")]
Name = Annotated[str, typer.Argument(help="What learners write, such as lookahead; with a capital it is a class.")]
Package = Annotated[
    str, typer.Option(help="The package of layerwise that its reference belongs to. [where the chapter's others are]")
]
After = Annotated[str, typer.Option(help="The exercise whose section it follows. [the chapter's last]")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    new = typer.Typer(no_args_is_help=True, help="Begin an exercise or a chapter; verify says what is left to write.")
    new.command("exercise")(exercise_command)
    new.command("chapter")(chapter_command)
    app.add_typer(new, name="new")


def exercise_command(chapter: Stem, name: Name, package: Package = "", after: After = "", root: Root = None) -> None:
    """Put the skeleton of an exercise where its parts belong: cells, record, mistakes, reference and tests."""
    from .new_exercise import new_exercise

    _make(root, lambda at: new_exercise(at, chapter, name, package, after), chapter)


def chapter_command(chapter: Stem, root: Root = None) -> None:
    """Put the skeleton of a chapter where its parts belong: source, record, tests, and its rows in the lists."""
    from .new_chapter import new_chapter

    _make(root, lambda at: new_chapter(at, chapter), chapter)


def _make(root: Path | None, plan: Callable[[Path], dict[Path, str]], chapter: str) -> None:
    from rich.console import Console

    from ..build.folders import Folders, repository
    from ..core.errors import BuildError
    from .all_or_nothing import write_all

    console = Console(soft_wrap=True, highlight=False)
    folders = Folders(root.resolve()) if root else repository()
    try:
        files = plan(folders.root)
        write_all(files)
    except BuildError as error:
        for problem in error.problems:
            console.print(problem, style="red", markup=False)
        raise typer.Exit(1) from None
    for path in files:
        console.print(folders.short(path), markup=False)
    console.print(f"Now write what `autograder verify {chapter}` asks for; CONTRIBUTING.md says how.", markup=False)
