"""The command `autograder handout`."""

from pathlib import Path
from typing import Annotated

import typer

from ..grading.command import speaking


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command("handout")(handout_command)


def handout_command(
    chapters: Annotated[list[str], typer.Argument(help="What is to be graded, such as ch01 ch02.")],
    out: Annotated[Path | None, typer.Option(help="The folder to make. [handout-CHAPTERS]")] = None,
    keep_back: Annotated[
        list[str] | None,
        typer.Option(help="A chapter that is graded later, or not yet: no answers to it either. May be repeated."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Put in all the wheels that it needs, for this system and this Python.")
    ] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also look for what acts like an answer; minutes for each chapter.")
    ] = False,
    zipped: Annotated[bool, typer.Option("--zip/--no-zip", help="Make FOLDER.zip beside it as well.")] = True,
) -> None:
    """Make what students of a graded class get: a folder in which no answer to these chapters can be found."""
    with speaking("No folder was made") as console:
        from .chosen import choose
        from .write_handout import write_handout

        chosen = choose(chapters, keep_back or ())
        target = out or Path("handout-" + "-".join(stem[:4] for stem in chosen.graded))
        with console.status("") as status:
            made = write_handout(chosen, target.resolve(), offline, zipped, thorough, status.update)
        console.print(f"{made.folder} is ready to be handed out; {made.wheel.name} has everything but the notebooks.")
        if made.zipped:
            console.print(f"All of it in one file: {made.zipped}", markup=False, soft_wrap=True)
        if chosen.open:
            open_ones = ", ".join(stem[:4] for stem in chosen.open)
            console.print(f"The library has the answers to {open_ones}. `--keep-back` takes out what you grade later.")
