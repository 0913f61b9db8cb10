"""Whether a machine has what the course needs: one finding a line, and a remedy for each that does not hold."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from .folder import Folder
from .handed_out import NoRelease, handed_out
from .notebooks import Unreadable, parse
from .update import outdated

if TYPE_CHECKING:
    from rich.console import Console

OLDEST = (3, 11)
_INSTALL = f"Install it:  {sys.executable} -m pip install "


@dataclass(frozen=True)
class Finding:
    """A sentence, whether it holds, and what to do where it does not."""

    holds: bool
    text: str
    remedy: str = ""


def show(findings: Sequence[Finding], console: "Console") -> bool:
    """Print a line for each finding, and the remedy below what does not hold. Returns whether everything holds."""
    for finding in findings:
        console.print(f"{'✓' if finding.holds else '✗'} {finding.text}", markup=False, soft_wrap=True)
        if not finding.holds:
            console.print(f"    {finding.remedy}", style="yellow", markup=False, soft_wrap=True)
    return all(finding.holds for finding in findings)


def examine(folder: Folder | None, progress: Path) -> Iterator[Finding]:
    """Look at everything in turn. folder: the learner's, if there is one; progress: where their progress is kept."""
    yield from installation()
    yield from _jupyter()
    yield writable(progress, "your progress", "Set LAYERWISE_HOME to a folder that you may write to.")
    if folder is None:
        yield Finding(False, "no course folder here", "Make one:  layerwise start")
    else:
        yield from _course(folder)
    yield Finding(True, "sandbox: not needed for learning; only instructors who grade submissions need bubblewrap")


def installation() -> Iterator[Finding]:
    """Python, and the packages."""
    yield _python()
    yield from _packages()


def _python() -> Finding:
    found = sys.version_info
    text = f"Python {found.major}.{found.minor}.{found.micro}  ({sys.executable})"
    return Finding(tuple(found[:2]) >= OLDEST, text, "The course needs Python 3.11 or newer; install one, or name it.")


def _packages() -> Iterator[Finding]:
    """The packages that ours asks for, each in a version that it works with."""
    try:
        texts = requires("layerwise") or []
    except PackageNotFoundError:
        yield Finding(False, "layerwise is not installed", f"{_INSTALL}layerwise")
        return
    needed = [one for one in map(Requirement, texts) if one.marker is None or one.marker.evaluate({"extra": ""})]
    good = 0
    for one in needed:
        try:
            there = version(one.name)
        except PackageNotFoundError:
            yield Finding(False, f"{one.name} is missing", f'{_INSTALL}"{one}"')
            continue
        if one.specifier.contains(there, prereleases=True):
            good += 1
        else:
            yield Finding(False, f"{one.name} {there} is not {one.specifier}", f'{_INSTALL}"{one}"')
    if good == len(needed):
        yield Finding(True, f"packages: all {good} are there, in versions that fit")


def _jupyter() -> Iterator[Finding]:
    """A kernel that is this Python, and the widgets' half that lives in the browser."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    kernels = KernelSpecManager()
    try:
        spec = kernels.get_kernel_spec("python3")
        program = spec.argv[0] if spec.argv else ""
        # Jupyter starts its own Python where a kernel asks for `python` without a place.
        ours = not os.path.isabs(program) or Path(program).resolve() == Path(sys.executable).resolve()
        said = "kernel: python3" if ours else f"kernel: python3 is another Python, {program}"
        yield Finding(ours, said, f"Make it this one:  {sys.executable} -m ipykernel install --sys-prefix")
    except NoSuchKernel:
        yield Finding(False, "no kernel `python3`", f"Make one:  {sys.executable} -m ipykernel install --sys-prefix")
    manager = Path("labextensions", "@jupyter-widgets", "jupyterlab-manager")
    there = any((Path(path).parent / manager).is_dir() for path in kernels.kernel_dirs)
    yield Finding(there, "widgets in JupyterLab", f"{_INSTALL}--force-reinstall jupyterlab_widgets")


def _course(folder: Folder) -> Iterator[Finding]:
    yield writable(folder.root, "your folder", "Change its permissions, or name another folder with --folder.")
    try:
        files = handed_out()
    except NoRelease as problem:
        yield Finding(False, str(problem), "Install the course again.")
        return
    unreadable = [f"{path} ({reason})" for path in files if (reason := _trouble(folder.root / path))]
    yield Finding(
        not unreadable,
        f"notebooks: {'; '.join(unreadable) if unreadable else 'all can be read'}",
        f"Take one from {folder.root / 'backups'}, or move it away and run:  layerwise update",
    )
    newer = outdated(folder, files)
    yield Finding(not newer, f"release: {'a newer one is here' if newer else 'up to date'}", "Run:  layerwise update")


def _trouble(path: Path) -> str:
    if path.suffix == ".ipynb":
        try:
            parse(path.read_bytes())
        except OSError as error:
            return error.strerror or "it cannot be opened"
        except Unreadable as problem:
            return str(problem)
    return ""


def writable(folder: Path, what: str, remedy: str) -> Finding:
    """Try it: permissions alone do not say it on every system."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return Finding(True, f"{what}: {folder}")
    except OSError as error:
        return Finding(False, f"{what}: {folder} cannot be written to ({error.strerror or error})", remedy)
