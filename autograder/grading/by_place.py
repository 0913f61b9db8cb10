"""Which cell of the release a cell stands for that has lost its name: told by its words, or by where it stands.

Some tools drop what nbgrader and Jupyter have written into a cell. A locked cell is then known by its text. A cell
between two known ones is the answer that belongs there if it defines what the exercise asks for; to a written question
it is the first text there.
"""

import re
from collections.abc import Sequence

from ..core.cell_roles import ANSWERED, Role
from ..core.released import Release, ReleasedCell
from .submission import SubmittedCell

Known = list[ReleasedCell | None]


def by_place(cells: Sequence[SubmittedCell], known: Sequence[ReleasedCell | None], release: Release) -> Known:
    """What each cell stands for.

    known: what it says so by itself, None where it says nothing
    """
    found = _by_words(cells, known, release)
    missing = [cell for cell in _lost(found, release) if cell.role in ANSWERED]
    for answer in missing:
        before = [one is not None and one.position < answer.position for one in found]
        after = [one is not None and one.position > answer.position for one in found]
        start = len(found) - before[::-1].index(True) if any(before) else 0
        stop = after.index(True) if any(after) else len(found)
        for number in range(start, stop):
            if found[number] is None and not cells[number].grade_id and _answers(cells[number], answer):
                found[number] = answer
                break
    return found


def _by_words(cells: Sequence[SubmittedCell], known: Sequence[ReleasedCell | None], release: Release) -> Known:
    lost = {cell.source.strip(): cell for cell in reversed(_lost(known, release)) if cell.role not in ANSWERED}
    return [
        lost.pop(cell.source.strip(), None) if original is None and not cell.grade_id else original
        for cell, original in zip(cells, known, strict=True)
    ]


def _lost(known: Sequence[ReleasedCell | None], release: Release) -> list[ReleasedCell]:
    """The cells of the release that no cell stands for."""
    there = {original.key for original in known if original is not None}
    return [cell for cell in release.cells if cell.key not in there]


def _answers(cell: SubmittedCell, original: ReleasedCell) -> bool:
    if cell.cell_type != original.cell_type:
        return False
    name = re.escape(original.name)
    return original.role is Role.WRITTEN or bool(
        re.search(rf"^(?:(?:def|class)\s+{name}\b|{name}\s*=(?!=))", cell.source, re.M)
    )
