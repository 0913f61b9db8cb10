"""Record results in the gradebook, one after the other, and note in the audit trail which scores that changes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ..core.errors import GradingError, RunEnded
from ..core.released import Release
from .course import Course
from .kept.audit import AuditTrail
from .kept.book import Book, entered, late_policy
from .kept.journal import Entry
from .kept.rows import Recorded
from .live import EventLog
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
        self._book, self._log, self._told = book, log, told
        self._chapter = book.chapter(outcome.chapter, release)
        self._recorded = book.recorded(self._chapter)
        self._trail = AuditTrail(course.audit_trail(outcome.chapter), outcome.chapter, release.digest)
        self._penalty = late_policy(course.config)

    def settle(self, student: str, result: Marks | GradingError) -> None:
        """Record what came of a job, or keep the reason why nothing did. Raises RunEnded."""
        if isinstance(result, GradingError):
            self._fail(student, result)
        elif self._record(student, result, self.outcome.seed):
            self._done(student, result, "graded")

    def confirm(self, student: str, entry: Entry) -> None:
        """See that a result from an earlier run is recorded. Raises RunEnded."""
        marks = Marks.of(entry.graded)
        if self._holds(student, marks):
            self._done(student, marks, "up to date")
        elif self._record(student, marks, entry.graded.seed):
            self._done(student, marks, "recorded")

    def _record(self, student: str, marks: Marks, seed: int) -> bool:
        told = partial(self._trail.add, student, seed)
        try:
            timestamp = self.course.timestamp(student, self.outcome.chapter)
            self._book.enter(self._chapter, entered(student, marks, timestamp), self._penalty, told)
        except RunEnded:
            raise
        except GradingError as problem:
            self._fail(student, problem)
            return False
        return True

    def _holds(self, student: str, marks: Marks) -> bool:
        """Whether the gradebook says of a submission what we would record."""
        stands: Recorded | None = self._recorded.get(student)
        wanted = entered(student, marks, self.course.timestamp(student, self.outcome.chapter))
        if stands is None or stands.scores != wanted.scores:
            return False
        late = stands.seconds_late(self._chapter.due)
        return wanted.timestamp in (None, stands.timestamp) and stands.penalty == (
            self._penalty(student, stands, late) if late else None
        )

    def _done(self, student: str, marks: Marks, event: str) -> None:
        self.outcome.add(student, marks, fresh=event == "graded")
        self._log.tell(event, student=student, score=marks.score, points=marks.points, seconds=round(marks.seconds, 3))
        self._tell(student)

    def _fail(self, student: str, problem: GradingError) -> None:
        self.outcome.failed[student] = str(problem)
        self._log.tell("failed", student=student, reason=str(problem))
        self._tell(student)

    def _tell(self, student: str) -> None:
        self._told(student, len(self.outcome.rows) + len(self.outcome.failed))
