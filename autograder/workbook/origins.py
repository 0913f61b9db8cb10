"""What a learner's cell was handed out as, and whether it has been changed since.

The folder keeps the notebooks that it was made from. Where they are missing, a cell's own metadata say it: the name
that nbgrader knows it by and a checksum of what stood in it, or an id as the build makes them.
"""

import re
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import Role
from ..core.released import METADATA, Release, grade_id, role_of
from ..core.sort_out import SortedOut, sort_out

WITHDRAWN = "withdrawn"  # below our key in a cell's metadata: the exercise that an answer without a place belongs to
NOTE = "note"  # below it: the cell that the update writes above such answers
NO_PLACE = (
    "## Answers without a place\n\nTheir exercises were withdrawn from the course, or stand in another chapter, where "
    "you have an answer already. Nothing checks them; keep them or delete them."
)
_BUILT = re.compile(r"[a-z0-9-]+_\d+")  # the ids that the build makes, and no editor does


@dataclass(frozen=True)
class Origin:
    """What a cell was handed out as. `key` names it in its notebook; `source` is None where that is not known."""

    role: Role
    name: str
    key: str
    source: str | None


Sorted = SortedOut[NotebookNode, Origin]


def sorted_out(notebook: NotebookNode, base: Release | None, release: Release | None) -> Sorted:
    """The cells of a learner's notebook: answers, given cells, added cells. Notes of earlier updates are left out.

    base: what it was made from, if that is known. release: what it is to become, if it is still part of the course
    """
    # A note that somebody has written into is theirs.
    cells = [cell for cell in notebook.cells if NOTE not in own_metadata(cell) or cell.source.strip() != NO_PLACE]
    found = sort_out([(cell, _origin(cell, base, release)) for cell in cells], untouched)
    found.added = [(anchor, cell) for anchor, cell in found.added if cell.source.strip() or cell.get("attachments")]
    return found


def in_order(notebook: NotebookNode, found: Sorted) -> list[tuple[Origin, NotebookNode]]:
    """The given cells and the answers of a sorted notebook, as they stand in it."""
    known = {id(cell): (origin, cell) for origin, cell in [*found.given, *found.answers.values()]}
    return [known[id(cell)] for cell in notebook.cells if id(cell) in known]


def untouched(cell: NotebookNode, origin: Origin) -> bool:
    """Whether a cell is as it was handed out, as far as that can be told."""
    nbgrader = cell.metadata.get("nbgrader")
    checksum = nbgrader.get("checksum") if isinstance(nbgrader, dict) else None
    if cell.get("attachments"):
        return False
    if not checksum:
        return origin.source is None or cell.source.strip() == origin.source.strip()
    return checksum in {_checksum(cell, text) for text in (cell.source, cell.source.strip("\n"))}


def own_metadata(cell: NotebookNode) -> NotebookNode:
    """What we have noted on a cell, if anything."""
    found = cell.metadata.get(METADATA)
    return found if isinstance(found, NotebookNode) else NotebookNode()


def _origin(cell: NotebookNode, base: Release | None, release: Release | None) -> Origin | None:
    name = grade_id(cell)
    for known in (base, release):
        original = known.find(name, str(cell.get("id", "")), cell.source) if known else None
        if original is not None:
            source = original.source if known is base else None
            return Origin(original.role, original.name, original.key, source)
    if base is None and name:
        return Origin(role_of(cell), name, name, None)
    if base is None and _BUILT.fullmatch(str(cell.get("id", ""))):
        return Origin(role_of(cell), "", cell.id, None)
    return None


def _checksum(cell: NotebookNode, text: str) -> str:
    from nbgrader.utils import compute_checksum  # takes a while, and is not needed where nothing is to be done

    try:
        return str(compute_checksum(NotebookNode({**cell, "source": text})))
    except (KeyError, TypeError, ValueError):
        return ""  # somebody has been at the metadata
