"""Which built notebooks no longer follow from their sources. Compares, runs no cell and changes nothing."""

from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from ..core.released import METADATA
from .assemble import text_of
from .folders import Folders
from .outputs import without_outputs
from .plan import load_notebook, plan


def stale(folders: Folders, stem: str) -> list[str]:
    """What is stale of a chapter or a page, as sentences that begin with a file. Raises BuildError for bad sources."""
    planned = plan(folders, stem)
    found = [(path, _differs(path, content)) for path, content in planned.released.items()]
    if stem not in folders.pages():
        found.insert(0, (folders.solved(stem), _was_not_run(folders.solved(stem), planned.notebook)))
        strays = _strays(folders.course / stem, planned.released)
        found += [(path, "is not made by the build; delete it") for path in strays]
    return [f"{folders.short(path)} {what}" for path, what in found if what]


def orphans(folders: Folders) -> list[str]:
    """Built notebooks whose source is gone."""
    built = [*folders.course.glob("*.ipynb"), *folders.course.glob("*/*.ipynb"), *folders.solutions.glob("*/*.ipynb")]
    known = {*folders.chapters(), *folders.pages()}
    # Files beside a chapter's own notebook are that chapter's to report.
    lost = [path for path in sorted(built) if path.stem not in known and path.parent.name not in known]
    return [f"{folders.short(path)} has no source in {folders.solutions.name}/; delete it" for path in lost]


def _was_not_run(path: Path, expected: NotebookNode) -> str:
    """What is wrong with the instructor's notebook, or ""."""
    stored = load_notebook(path)
    if stored is None:
        return "is not a notebook" if path.exists() else "is missing"
    if stored.metadata.get(METADATA) != expected.metadata[METADATA]:
        return "was built from another version of its source or its record"
    if text_of(without_outputs(stored)) != text_of(expected):
        return "is not what its source gives" + _first_difference(stored, expected)
    blank = [cell.id for cell in stored.cells if cell.cell_type == "code" and cell.source and not cell.execution_count]
    return f"was not run (cell {blank[0]!r} has no number)" if blank else ""


def _differs(path: Path, content: bytes) -> str:
    """How a file differs from what the build would write, or ""."""
    if not path.exists():
        return "is missing"
    if path.read_bytes() == content:
        return ""
    stored = load_notebook(path)
    if path.suffix != ".ipynb" or stored is None:
        return "is not what its source gives"
    return "is not what its source gives" + _first_difference(stored, nbformat.reads(content.decode(), as_version=4))


def _first_difference(stored: NotebookNode, expected: NotebookNode) -> str:
    """Which cell to look at first."""
    for ours, theirs in zip(expected.cells, stored.cells, strict=False):
        if (ours.id, ours.source, ours.metadata) != (theirs.get("id"), theirs.source, theirs.metadata):
            return f" (first at cell {ours.id!r})"
    return " (in its metadata)" if stored.metadata != expected.metadata else ""


def _strays(folder: Path, made: dict[Path, bytes]) -> list[Path]:
    """Files in a learner's folder that the build does not make, without those that Jupyter keeps for itself."""
    there = [path for path in sorted(folder.rglob("*")) if path.is_file() and path not in made]
    return [path for path in there if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
