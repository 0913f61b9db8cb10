"""Restore: the release, with a learner's answers in it and the cells that they added.

The order, every locked cell, all metadata and the points come from the release. Of the submission, only sources are
taken: of the answer cells by their grade_id, of added cells by the place they stand in. The rules, each with a notice:

unmarked   a cell that has lost what names it is known by its words or its place
missing    an answer cell that was deleted is shown empty and not run: an answer written elsewhere is not overwritten
duplicate  of several cells with one grade_id, copies of the empty starter are dropped; of the others, the first is the
           answer and the rest stay where they stand as added cells. So the notebook does what it did in Jupyter, where
           the last definition before the check counts.
re-typed   an answer keeps its text and gets back its type
moved      an answer cell goes back to its place in the release
changed    a locked cell is taken from the release
earlier    what an earlier release handed out is no change and no addition, see `earlier`
damaged    what cannot be read is as if it had not been submitted
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.cell_roles import ANSWERED, CHECK_PREFIX, CellType, Role
from ..core.released import Release, ReleasedCell
from ..core.sort_out import sort_out
from .by_place import by_place
from .handed_in import HandedIn
from .kept.earlier import NONE_EARLIER, Earlier
from .notices import Notice
from .submission import Submission, SubmittedCell, read_submission

MOST_ADDED = 500  # added cells that are run
MOST_NOTICES = 20


@dataclass(frozen=True)
class Cell:
    """One cell of a restored notebook.

    run: whether the sandbox runs it
    changed: for an answer, whether it differs from the release's starter
    pictures: of an answer or an added cell, figure: of an experiment's, see `SubmittedCell`
    """

    role: Role
    source: str
    cell_type: CellType
    name: str = ""
    run: bool = False
    changed: bool = False
    released: Mapping[str, Any] | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    figure: str = ""

    @property
    def exercise(self) -> str:
        """The exercise that a check cell checks."""
        return self.name.removeprefix(CHECK_PREFIX) if self.role is Role.CHECK else ""


@dataclass(frozen=True)
class Restored:
    """A submission, ready to be run. `readable`: whether anything of the learner's is in it."""

    cells: tuple[Cell, ...]
    notices: tuple[Notice, ...]
    content: bytes = b""
    readable: bool = True


def restore(release: Release, handed: HandedIn, earlier: Earlier = NONE_EARLIER) -> Restored:
    """The release with the answers that were handed in. Never raises for what these bytes are."""

    def is_the_chapters(cell: SubmittedCell) -> bool:
        original = release.find(cell.grade_id, cell.id, cell.source)
        return original is not None and original.role in ANSWERED

    submission = read_submission(handed, is_the_chapters)
    cells = tuple(_merged(release, submission, earlier))
    notices = tuple(dict.fromkeys(submission.notices))[:MOST_NOTICES]
    return Restored(cells, notices, submission.content, submission.readable)


def _merged(release: Release, submission: Submission, earlier: Earlier) -> list[Cell]:
    answers, added, figures = _sorted_out(release, submission, earlier)
    if len(added) > MOST_ADDED:
        submission.notices.append(Notice(f"{len(added)} cells were added; only the first {MOST_ADDED} are run."))
    after: dict[str, list[Cell]] = {}
    for number, (anchor, cell) in enumerate(added):
        runs = cell.cell_type == "code" and number < MOST_ADDED
        own = Cell(Role.ADDED, cell.source, cell.cell_type, run=runs, pictures=cell.pictures)
        after.setdefault(anchor, []).append(own)
    cells = after.pop("", [])
    for original in release.cells:
        restored = _restored(original, answers.get(original.name), submission, earlier)
        cells.append(replace(restored, figure=figures.get(original.key, "")))
        cells += after.pop(original.key, [])
    return cells


def _restored(original: ReleasedCell, answer: SubmittedCell | None, submission: Submission, earlier: Earlier) -> Cell:
    """One cell of the release, with the learner's answer where it is one."""
    if original.role not in ANSWERED:
        runs = original.role is Role.SETUP
        return Cell(original.role, original.source, original.cell_type, original.name, runs, released=original.node)
    if answer is None:
        if submission.readable:
            submission.notices.append(_missing(original.name, earlier))
        return Cell(original.role, original.source, original.cell_type, original.name, released=original.node)
    if answer.cell_type != original.cell_type:
        text = f"The cell {original.name!r} had become a {answer.cell_type} cell; it is {original.cell_type} again."
        submission.notices.append(Notice(text, needs_review=False))
    runs, changed = original.cell_type == "code", not _is_starter(answer, original, earlier)
    return Cell(
        original.role, answer.source, original.cell_type, original.name, runs, changed, original.node, answer.pictures
    )


def _sorted_out(
    release: Release, submission: Submission, earlier: Earlier
) -> tuple[dict[str, SubmittedCell], list[tuple[str, SubmittedCell]], dict[str, str]]:
    """The answers by grade_id, the added cells, each with the key of the known cell that it follows, and the figures.

    The last are those of the chapter's experiments, by the keys of their cells.
    """
    marked = [release.find(cell.grade_id, cell.id, cell.source) for cell in submission.cells]
    known = by_place(submission.cells, marked, release)
    placed = [one.name for one, mark in zip(known, marked, strict=True) if one and not mark and one.role in ANSWERED]
    if placed:
        text = f"Answer cells had lost their names and were found by their place: {', '.join(placed)}."
        submission.notices.append(Notice(text, needs_review=False))
    found = sort_out(
        [*zip(submission.cells, known, strict=True)], lambda cell, original: _is_starter(cell, original, earlier)
    )
    for original, cell in found.given:
        _report_change(original, cell, submission, earlier)
    for name in found.copied:
        text = f"The cell {name!r} exists more than once; the first that was written in is the answer."
        submission.notices.append(Notice(text, needs_review=False))
    order = [original.position for original, _ in found.answers.values()]
    if order != sorted(order):
        submission.notices.append(
            Notice("Answer cells had been moved; they are back in their order.", needs_review=False)
        )
    answers = {name: cell for name, (_, cell) in found.answers.items()}
    added = [(anchor, cell) for anchor, cell in found.added if cell.source.strip() and not earlier.gave(cell.source)]
    figures = {one.key: cell.figure for one, cell in found.given if one.role is Role.EXPLORE and cell.figure}
    return answers, added, figures


def _untouched(cell: SubmittedCell, original: ReleasedCell) -> bool:
    return cell.source.strip() == original.source.strip()


def _is_starter(cell: SubmittedCell, original: ReleasedCell, earlier: Earlier) -> bool:
    return _untouched(cell, original) or earlier.started(original.name, cell.source)


def _missing(name: str, earlier: Earlier) -> Notice:
    if earlier.lacked(name):
        return Notice(f"{name!r} was not asked for in an earlier release, and is not in this notebook.", False)
    return Notice(f"The cell {name!r} is missing; it was put back empty.")


def _report_change(original: ReleasedCell, cell: SubmittedCell, submission: Submission, earlier: Earlier) -> None:
    # Learners may play in explore cells, and write into the text; nothing of it is graded.
    if original.role in (Role.SETUP, Role.CHECK) and not _untouched(cell, original):
        if earlier.gave(cell.source):
            text = "The notebook is one of an earlier release; its locked cells are those of today's."
            submission.notices.append(Notice(text, needs_review=False))
            return
        submission.notices.append(
            Notice(f"The locked cell {original.name!r} had been changed; the release's own was used.")
        )
