"""Record results in the gradebook, one after the other, and note in the audit trail which scores that changes."""

from collections.abc import Callable
from typing import Any

from ..core.errors import GradingError, RunEnded
from ..core.released import Release
from .course import Course
from .job import Places
from .kept.book import Book, late_policy
from .kept.journal import Entry
from .kept.ledger import Ledger
from .kept.rows import Entered, Late, Recorded
from .live import EventLog
from .own_seeds import own_seed
from .result import ClassResult, Marks


class Recorder:
    """What a run does with each result. told: called with the student and how many are done"""

    def __init__(
        self,
        course: Course,
        book: Book,
        release: Release,
        outcome: ClassResult,
        log: EventLog,
        told: Callable[[str, int], Any],
    ) -> None:
        self.course, self.outcome = course, outcome
        self._log, self._told = log, told
        self._ledger = Ledger(course, book, release, outcome.chapter)
        self._recorded = book.recorded(self._ledger.chapter)
        self._penalty = late_policy(course.config)

    def settle(self, place: Places, result: Marks | GradingError) -> None:
        """Record what came of a job, or keep the reason why nothing did. Raises RunEnded."""
        if isinstance(result, GradingError):
            self._fail(place.student, result)
        else:
            seed = own_seed(self.course, self.outcome.chapter, place.student, self.outcome.seed)
            self._record(place, result, seed, "graded")

    def absent(self, student: str) -> None:
        """Keep that somebody was asked for who has handed in nothing."""
        self._fail(student, GradingError(f"there is no submission of {self.outcome.chapter}"))

    def confirm(self, place: Places, entry: Entry) -> None:
        """See that a result from an earlier run is recorded. Raises RunEnded."""
        marks = Marks.of(entry.graded)
        late = self._stands(place, marks)
        if late is None:
            self._record(place, marks, entry.graded.seed, "recorded")
        else:
            self._done(place.student, marks, "up to date", late)

    def _record(self, place: Places, marks: Marks, seed: int, event: str) -> None:
        try:
            late = self._ledger.enter(self._wanted(place, marks), marks, seed, self._penalty)
        except RunEnded:
            raise
        except GradingError as problem:
            self._fail(place.student, problem)
        else:
            self._done(place.student, marks, event, late)

    def _stands(self, place: Places, marks: Marks) -> Late | None:
        """How late it was, as the gradebook has it; None where that says anything else than we would record."""
        stands: Recorded | None = self._recorded.get(place.student)
        wanted = self._wanted(place, marks)
        if stands is None or not self._ledger.holds(stands, wanted) or stands.timestamp != wanted.timestamp:
            return None
        seconds = stands.seconds_late(self._ledger.chapter.due)
        penalty = self._penalty(place.student, stands, seconds) if seconds else None
        return Late(seconds, penalty or 0.0) if stands.penalty == penalty else None

    def _wanted(self, place: Places, marks: Marks) -> Entered:
        return self._ledger.wanted(place.student, marks, place.time.when)

    def _done(self, student: str, marks: Marks, event: str, late: Late) -> None:
        self.outcome.add(student, marks, late, fresh=event == "graded")
        self._log.tell(event, student=student, score=marks.score, points=marks.points, seconds=round(marks.seconds, 3))
        self._tell(student)

    def _fail(self, student: str, problem: GradingError) -> None:
        self.outcome.failed[student] = str(problem)
        self._log.tell("failed", student=student, reason=str(problem))
        self._tell(student)

    def _tell(self, student: str) -> None:
        self._told(student, len(self.outcome.rows) + len(self.outcome.failed))
