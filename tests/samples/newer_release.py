"""A release that is newer than the small one, and what a learner's folder holds before and after an update to it."""

from pathlib import Path
from typing import Any

from autograder.workbook.folder import BACKUPS, Folder

from .handed_out import ONE, PLOT, SETUP, TWO, exercise, given, notebook, question, small_release, text

RELU = "def relu(x):\n    return np.maximum(x, 0)"
OLD = small_release()


def one(*cells: dict[str, Any], two: bytes | None = None) -> dict[str, bytes]:
    """A newer release: chapter 1 anew, and perhaps chapter 2."""
    return {**OLD, ONE: notebook("one", *cells)} | ({TWO: two} if two else {})


NEW = one(
    text("# One, newly told"),
    given(SETUP),
    text("A new paragraph."),
    exercise("relu", "# write it here"),
    text("Look."),
    given(PLOT, explore=True),
    exercise("gelu"),
    exercise("swish"),
    question("why"),
)


def files(folder: Folder) -> dict[str, bytes]:
    """Everything that stands in the folder, hidden or not, but the backups."""
    found = [path for path in folder.root.rglob("*") if path.is_file() and BACKUPS not in path.parts]
    return {path.relative_to(folder.root).as_posix(): path.read_bytes() for path in found}


def backups(folder: Folder, path: str = ONE) -> list[Path]:
    """The copies that were kept of a file, oldest first."""
    return sorted((folder.root / BACKUPS).glob(f"*/{path}"))
