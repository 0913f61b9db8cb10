"""The starter of one exercise again, as it was handed out; the answer is kept in backups/."""

import difflib
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import ANSWERED
from ..core.released import Release
from .folder import Folder, FolderError
from .handed_out import handed_out, releases
from .notebooks import Unreadable, parse, text_of
from .origins import Origin, in_order, sorted_out


def home_of(folder: Folder, name: str) -> str:
    """The notebook that an exercise or a written question stands in, as a path below the folder. Raises FolderError."""
    known = {
        cell.name: path
        for path, release in _releases(folder).items()
        for cell in release.cells
        if cell.role in ANSWERED
    }
    if name not in known:
        lowered = {one.lower(): one for one in known}
        near = [lowered[one] for one in difflib.get_close_matches(name.lower(), lowered, n=3)]
        hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known)}"
        raise FolderError(f"no exercise is named {name!r}; {hint}")
    return known[name]


def put_back(folder: Folder, notebook: Path, name: str) -> Path | None:
    """Bring a starter back in a notebook of the folder. Returns where the answer is kept, or None if nothing changed.

    A cell that was deleted is put back where it stood. Raises FolderError.
    """
    path = home_of(folder, name)
    release = _releases(folder)[path]
    starter = next(cell for cell in release.cells if cell.name == name)
    try:
        own = parse(notebook.read_bytes())
    except (OSError, Unreadable) as problem:
        raise FolderError(f"{notebook} cannot be read ({problem}), so it was left as it is") from None
    found = sorted_out(own, release, None)
    if name in found.answers:
        _, cell = found.answers[name]
        if cell.source == starter.source:
            return None
        cell.source = starter.source
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    else:
        own.cells.insert(_position(own, release, starter.position, in_order(own, found)), starter.node)
    backup = folder.back_up([notebook.relative_to(folder.root).as_posix()])
    folder.put(notebook.relative_to(folder.root).as_posix(), text_of(own))
    return backup


def _releases(folder: Folder) -> dict[str, Release]:
    """What the folder was made from, or what would be handed out today."""
    return folder.bases() or releases(handed_out())


def _position(own: NotebookNode, release: Release, wanted: int, known: list[tuple[Origin, NotebookNode]]) -> int:
    """Behind the nearest cell above it that is still there."""
    there = {origin.key: index for origin, cell in known for index, one in enumerate(own.cells) if one is cell}
    above = [there[cell.key] for cell in release.cells[:wanted] if cell.key in there]
    return above[-1] + 1 if above else 0
