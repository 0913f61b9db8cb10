"""A chapter's scores on their way into the gradebook: what counts of them, what a person has to look at, what is noted.

The one place where the course's decisions (`counting`), the audit trail and the gradebook meet, for our command and
for nbgrader's.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ...core.cell_roles import CHECK_PREFIX
from ...core.released import Release
from ..course import Course
from ..gradebook import points_of
from ..result import Marks
from . import history as told
from .audit import AuditTrail
from .book import Book, entered
from .cells import CellChanges
from .counting import Ruling, cell_of, rules_of
from .history import read_history
from .rows import ByHand, Changes, Entered, Late, Penalty, Recorded


class Ledger:
    """Enters scores into a chapter of the gradebook, and knows what it holds of a submission."""

    def __init__(self, course: Course, book: Book, release: Release, stem: str) -> None:
        self.rules = rules_of(course.config, stem, points_of(release))
        self._book = book
        self._trail = AuditTrail(course.audit_trail(stem), stem, release.digest)
        points = {cell: rule.most for cell, rule in self.rules.items()}
        self.chapter = book.chapter(stem, release, points, self._note_cells)
        self._history = read_history(course.audit_trail(stem))  # with what was noted in this moment
        self._note_rulings()

    def wanted(self, student: str, marks: Marks, timestamp: datetime | None) -> Entered:
        """What is to be recorded of a result."""
        plain = entered(student, marks, timestamp)
        overruled = {
            cell: self.rules[cell].ruling is Ruling.WITHDRAWN for cell in plain.scores if self.rules[cell].overrules
        }
        aside = self._history.set_aside.get(student, {})
        back = {cell_of(name, plain.scores): given for name, given in aside.items()}
        before = self._history.answers.get(student, {})
        return replace(
            plain,
            scores={cell: self.rules[cell].counted(score) for cell, score in plain.scores.items()},
            overruled=overruled,
            put_back={cell: given for cell, given in back.items() if cell and cell not in overruled},
            rewritten=frozenset(
                cell
                for cell in plain.scores
                if marks.digests and before.get(_answer(cell)) != marks.digests.get(_answer(cell))
            ),
        )

    def enter(self, wanted: Entered, marks: Marks, seed: int, penalty: Penalty) -> Late:
        """Record it, and note in the trail what changes. Returns how late it was. Raises GradingError, and RunEnded."""

        def tell(changes: Changes) -> None:
            self._trail.add(wanted.student, seed, changes)

        late = self._book.enter(self.chapter, wanted, penalty, tell)
        # What a person graded under a ruling that may be taken back was graded for the answer of that time.
        rewritten = {_answer(cell) for cell in wanted.rewritten if cell not in wanted.overruled}
        if rewritten:  # after the scores: a run that is killed in between has somebody look once more, not once less
            self._trail.answers(wanted.student, {name: marks.digests[name] for name in sorted(rewritten)})
        return late

    def holds(self, stands: Recorded, wanted: Entered) -> bool:
        """Whether the gradebook has of a submission what is to be recorded."""
        return (
            stands.scores == wanted.scores
            and not any(self._overruled(stands, wanted, cell) for cell in wanted.overruled)
            and not any(self._missing(stands, cell) for cell in wanted.put_back)
            and not any(cell in stands.by_hand for cell in wanted.rewritten)
        )

    def _overruled(self, stands: Recorded, wanted: Entered, cell: str) -> bool:
        given = stands.by_hand.get(cell, ByHand())
        return given.manual_score is not None or (wanted.overruled[cell] and bool(given))

    def _missing(self, stands: Recorded, cell: str) -> bool:
        return stands.by_hand.get(cell, ByHand()).manual_score is None

    def _note_cells(self, changes: CellChanges) -> None:
        self._trail.cells(told.ADDED, {cell: {"new": most} for cell, most in changes.added.items()})
        self._trail.cells(told.WITHDRAWN, {cell: {"old": most} for cell, most in changes.withdrawn.items()})
        points = {
            cell: {"old": old, "new": new, "by_hand": _scores(changes.by_hand[cell])}
            for cell, (old, new) in changes.points.items()
        }
        self._trail.cells(told.POINTS, points)
        for cell in changes.withdrawn:
            for student, given in changes.by_hand[cell].items():
                self._trail.add(student, None, Changes(set_aside={cell: given}))

    def _note_rulings(self) -> None:
        before = self._history.rulings
        now = {cell: str(rule.ruling or "") for cell, rule in self.rules.items()}
        changed = {
            cell: {"old": before.get(cell.removeprefix(CHECK_PREFIX), ""), "new": ruling}
            for cell, ruling in now.items()
            if before.get(cell.removeprefix(CHECK_PREFIX), "") != ruling
        }
        self._trail.cells(told.RULINGS, changed)


def _answer(cell: str) -> str:
    return cell.removeprefix(CHECK_PREFIX)


def _scores(by_hand: Mapping[str, ByHand]) -> dict[str, float]:
    return {student: given.manual_score for student, given in by_hand.items() if given.manual_score is not None}
