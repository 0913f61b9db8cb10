"""The command `layerwise`, for learners: make a folder of one's own and open it, keep it up to date, look after it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .workbook.folder import Folder, FolderError

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Layerwise, a deep-learning course: your own folder with the notebooks, and what looks after it.",
)
# Where a course may be found without being named: made by `make start`, and by `layerwise start`.
_NAMES = ("my-course", "layerwise-course")
_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

FolderOption = Annotated[Path | None, typer.Option(help="Your folder; default: where you are, or the one below.")]


@app.callback(invoke_without_command=True)
def layerwise(context: typer.Context) -> None:
    """Without a command: start."""
    if context.invoked_subcommand is None:
        start(context)


@app.command(context_settings=_PASSED_ON)
def start(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="Your folder; made where it is not there yet.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    lab: Annotated[bool, typer.Option("--open/--no-open", help="Start JupyterLab, or only make the folder.")] = True,
    root: Annotated[Path | None, typer.Option(help="The folder that JupyterLab shows; default: yours.")] = None,
) -> None:
    """Make your folder with the course in it, if need be, and open it. Other options go to JupyterLab."""
    with _speaking() as console:
        from .workbook.handed_out import handed_out
        from .workbook.update import outdated

        own = Folder(folder.resolve()) if folder else _found() or Folder(Path("layerwise-course").resolve())
        files = handed_out()
        if not own.made:
            _update(console, own, files)
        elif outdated(own, files):
            console.print(
                "A newer release of the course is here. `layerwise update` brings your answers, cells and notes into "
                "it.",
                markup=False,
            )
    if lab:
        _open_lab(own.root, (root or own.root).resolve(), [*([] if browser else ["--no-browser"]), *context.args])


@app.command("update")
def update_command(folder: FolderOption = None) -> None:
    """Bring your folder up to date with the course. Your answers, added cells and notes come along."""
    with _speaking() as console:
        from .workbook.handed_out import handed_out

        _update(console, _folder(folder), handed_out())


@app.command("reset")
def reset_command(exercise: Annotated[str, typer.Argument(help="Such as relu.")], folder: FolderOption = None) -> None:
    """Bring the starter of one exercise back. Your answer is kept in backups/."""
    with _speaking() as console:
        from .workbook.starter import home_of, put_back

        own = _folder(folder)
        path = home_of(own, exercise)
        backup = put_back(own, own.root / path, exercise)
        if backup is None:
            console.print(f"{exercise} is the starter already.", markup=False)
            return
        console.print(
            f"{exercise} in {path} is the starter again. Your notebook of before: {backup / path}", markup=False
        )
        console.print(_RELOAD, markup=False)


@app.command("mine")
def mine_command(
    export: Annotated[
        Path | None, typer.Option(help="Write yours as a package into this new folder, such as my_layers.")
    ] = None,
) -> None:
    """List the parts of the course that you have written and that pass their checks."""
    with _speaking() as console:
        from .notebook.mine.export import export as write_package
        from .notebook.mine.parts import Parts

        if export is None:
            console.print(repr(Parts()), markup=False)
            return
        try:
            made = write_package(export.name, export.parent)
        except (ValueError, OSError) as problem:
            raise FolderError(str(problem)) from None
        console.print(f"Your package is in {made}", markup=False)


@app.command("doctor")
def doctor_command(folder: FolderOption = None) -> None:
    """See whether everything is there that the course needs, and what to do about what is not."""
    with _speaking() as console:
        from .notebook.progress import data_dir
        from .workbook.doctor import examine, show

        own = Folder(folder.resolve()) if folder else _found()
        if not show(list(examine(own, data_dir())), console):
            raise typer.Exit(1)


_RELOAD = "If a notebook is open in Jupyter, reload it before you save: File › Reload Notebook from Disk."


def _update(console: "Console", own: Folder, files: dict[str, bytes]) -> None:
    from .workbook.told import told
    from .workbook.update import update

    report = update(own, files)
    for line in told(own, report):
        console.print(line, markup=False)
    if report.updated:
        console.print(_RELOAD, markup=False)
    if report.left:
        raise typer.Exit(1)


def _found() -> Folder | None:
    """The course that one stands in, or the one below."""
    here = Path.cwd()
    likely = [here, *here.parents, *(here / name for name in _NAMES)]
    return next((own for own in map(Folder, likely) if own.made), None)


def _folder(given: Path | None) -> Folder:
    """The course to work on. Raises FolderError where there is none."""
    own = Folder(given.resolve()) if given else _found()
    if own is None or not own.root.is_dir():
        where = given or Path.cwd()
        raise FolderError(f"there is no course in {where}. `layerwise start` makes one; --folder names another place")
    return own


def _open_lab(own: Path, root: Path, options: list[str]) -> None:
    """Become JupyterLab, on the welcome page."""
    page = (own / "00_welcome.ipynb").relative_to(root).as_posix() if own.is_relative_to(root) else ""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options = ["--allow-root", *options]  # in a container everybody is root; JupyterLab wants it said
    command = [sys.executable, "-m", "jupyterlab", "--log-level=WARN", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.default_url=/lab/tree/{page}", *options]
    # Terminals in JupyterLab then find `layerwise` and `autograder`.
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": search}
    print("Opening the course. The address is printed below; Ctrl-C stops it.", flush=True)
    if sys.platform == "win32":
        raise typer.Exit(subprocess.run(command, env=environment).returncode)
    os.execve(sys.executable, command, environment)


@contextmanager
def _speaking() -> "Iterator[Console]":
    """A console to print to. What stands in the way is said in a sentence, and ends the command."""
    from rich.console import Console

    from .workbook.handed_out import NoRelease

    console = Console(soft_wrap=True, highlight=False)
    try:
        yield console
    except (FolderError, NoRelease) as problem:
        console.print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from None
