"""Scores and comments that a person gives, in the rows in which formgrader keeps them.

Who saves a score says what they saw. Where that is no longer what stands there, somebody else was faster, and nothing
is overwritten. Score and comment are one transaction, and the audit trail has its line before it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Connection, create_engine, func, insert, make_url, select, update

from ...core.errors import GradingError
from ...grading.autograded import strip_control
from ...grading.course import Course
from ...grading.gradebook import or_say
from ...grading.kept.audit import append_line, whoami
from ...grading.kept.book import late_policy
from ...grading.kept.by_hand import renew_penalty
from ...grading.kept.rows import COMMENT, GRADE, SUBMISSION, SUBMITTED, Registered, known_chapter

LONGEST_COMMENT = 10_000  # characters
PATIENCE = 3  # seconds that a save waits for a locked SQLite file before the page is told


@dataclass(frozen=True)
class Mark:
    """What an answer has now. score: by hand. auto: by machine, 0 where nothing was written. again: to be looked at."""

    score: float | None = None
    auto: float | None = None
    again: bool = True
    comment: str = ""


@dataclass(frozen=True)
class Row:
    """Somebody's answer to a question in the gradebook. id: of its grade"""

    id: str
    student: str
    mark: Mark


class OutOfStep(Exception):
    """Somebody else has changed this answer's score or comment. `mark`: what stands there now."""

    def __init__(self, mark: Mark) -> None:
        super().__init__("somebody else has changed this answer's score or comment meanwhile")
        self.mark = mark


class Scores:
    """The answers of one chapter's questions in words. Raises GradingError for whatever the gradebook complains of."""

    def __init__(self, course: Course, chapter: str) -> None:
        self._course, self._chapter, self._url = course, chapter, course.url
        patience = {"timeout": PATIENCE} if make_url(course.url).get_backend_name() == "sqlite" else {}
        self._engine = or_say(self._url, lambda: create_engine(self._url, connect_args=patience))
        self._known = self._registered()
        self._penalty = late_policy(course.config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @property
    def questions(self) -> dict[str, float]:
        """The points of each question in words: a cell that is both answered and graded."""
        return {name: most for name, most in self._known.points.items() if name in self._known.solution_cells}

    def rows(self, question: str) -> list[Row]:
        """Everybody's."""

        def read() -> list[Row]:
            with self._engine.connect() as db:
                return [Row(one.id, one.student_id, _mark(one)) for one in db.execute(self._of(question))]

        return or_say(self._url, read)

    def give(self, question: str, grade: str, seen: Mark, wanted: Mark) -> Mark:
        """Write a score and a comment, if what was seen still stands there. Returns what stands there now.

        Without a score the answer waits again. Raises OutOfStep, and GradingError for what cannot be saved.
        """
        _check(wanted, self.questions[question])

        def write() -> Mark:
            with self._engine.begin() as db:
                return self._give(db, question, grade, seen, wanted)

        return or_say(self._url, write)

    def _give(self, db: Connection, question: str, grade: str, seen: Mark, wanted: Mark) -> Mark:
        values: dict[str, Any] = {"manual_score": wanted.score}
        values["needs_manual_grade"] = wanted.again if wanted.score is not None else seen.auto is None
        unchanged = (
            GRADE.c.id == grade,
            GRADE.c.manual_score.is_not_distinct_from(seen.score),
            GRADE.c.auto_score.is_not_distinct_from(seen.auto),
            GRADE.c.needs_manual_grade == seen.again,
        )
        touched = db.execute(update(GRADE).where(*unchanged).values(values)).rowcount
        found = db.execute(self._of(question, grade)).one_or_none()
        if found is None:
            raise GradingError(f"this answer to {question} is no longer in the gradebook; load the page again")
        now = _mark(found)
        if not touched:
            raise OutOfStep(now)
        if now.comment != seen.comment:
            raise OutOfStep(replace(seen, comment=now.comment))  # the score goes back to what was seen
        if wanted.comment != seen.comment:
            self._comment(db, question, found, wanted.comment)
        if seen.score != wanted.score:
            renew_penalty(db, self._known, found.notebook_id, self._penalty)
            self._tell(found.student_id, question, seen.score, wanted.score)
        return Mark(wanted.score, seen.auto, values["needs_manual_grade"], wanted.comment)

    def _comment(self, db: Connection, question: str, found: Any, comment: str) -> None:
        if found.comment_id is not None:
            db.execute(update(COMMENT).where(COMMENT.c.id == found.comment_id).values(manual_comment=comment))
        else:
            cell = self._known.solution_cells[question]
            new = {"id": uuid4().hex, "notebook_id": found.notebook_id, "cell_id": cell}
            db.execute(insert(COMMENT).values(**new, manual_comment=comment))

    def _tell(self, student: str, question: str, old: float | None, new: float | None) -> None:
        facts = {"who": whoami(), "chapter": self._chapter, "student": student, "by": "hand"}
        append_line(self._course.audit_trail(self._chapter), {**facts, "scores": {question: [old, new]}})

    def _of(self, question: str, grade: str = "") -> Any:
        """The grades of a question with their comments: everybody's, or one."""
        cell = self._known.solution_cells[question]
        said = func.coalesce(COMMENT.c.manual_comment, "").label("said")
        query = (
            select(*GRADE.c, SUBMISSION.c.student_id, COMMENT.c.id.label("comment_id"), said)
            .join(SUBMITTED, SUBMITTED.c.id == GRADE.c.notebook_id)
            .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
            .outerjoin(COMMENT, (COMMENT.c.notebook_id == SUBMITTED.c.id) & (COMMENT.c.cell_id == cell))
            .where(GRADE.c.cell_id == self._known.grade_cells[question])
        )
        return query.where(GRADE.c.id == grade) if grade else query

    def _registered(self) -> Registered:
        def read() -> Registered:
            with self._engine.connect() as db:
                return known_chapter(db, self._chapter)

        return or_say(self._url, read)


def _mark(row: Any) -> Mark:
    return Mark(row.manual_score, row.auto_score, bool(row.needs_manual_grade), row.said)


def _check(wanted: Mark, most: float) -> None:
    score = wanted.score
    if score is not None and not (isfinite(score) and 0 <= score <= most):
        raise GradingError(f"{score:g} points are not possible here; from 0 to {most:g} are")
    if len(wanted.comment) > LONGEST_COMMENT:
        raise GradingError(f"the comment has {len(wanted.comment)} characters; {LONGEST_COMMENT} is the most")


def mark_of(facts: Mapping[str, Any]) -> Mark:
    """A mark as a page sends it. Raises GradingError for what is none."""
    score, auto, again, comment = (facts.get(name) for name in ("score", "auto", "again", "comment"))
    for number in (score, auto):
        if isinstance(number, bool) or not isinstance(number, int | float | None):
            raise GradingError(f"{number!r} is no score; a number is")
    if not isinstance(again, bool) or not isinstance(comment, str):
        raise GradingError("a mark is a score or null, again as true or false, and a comment as text")
    return Mark(score, auto, again, strip_control(comment))
