"""A chapter of the gradebook as plain data: who has what in which cell, and why. Two statements for a whole class."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, column, create_engine, make_url, select, table

from ..core.cell_roles import CHECK_PREFIX
from ..core.errors import GradingError
from ..grading.course import Course
from ..grading.gradebook import or_say
from ..grading.kept.rows import (
    CELL,
    COMMENT,
    GRADE,
    GRADE_CELL,
    SUBMISSION,
    SUBMITTED,
    Recorded,
    Registered,
    known_chapter,
)
from .collecting.roster import read_roster
from .scale import Points
from .student import Student

_STUDENT = table("student", *map(column, ("id", "first_name", "last_name", "email")))


@dataclass(frozen=True)
class Grade:
    """The points of one cell. score: what counts, by hand or ours; None: a person has to look.

    name: the exercise, or the written question. written: whether it is one. by_hand: whether a person gave the score.
    again: given by hand, and to be looked at again
    """

    name: str
    points: float
    score: float | None
    written: bool = False
    by_hand: bool = False
    again: bool = False
    extra: float = 0.0
    comment: str = ""

    @property
    def total(self) -> float:
        """The score and what was given on top."""
        return (self.score or 0.0) + self.extra


@dataclass(frozen=True)
class Sheet:
    """What a student has in a chapter. penalty: taken off for being late, as nbgrader's policy has it.

    scale: what a point counts in the course
    """

    student: Student
    grades: Mapping[str, Grade] = field(default_factory=dict)
    timestamp: datetime | None = None
    seconds_late: float = 0.0
    penalty: float = 0.0
    scale: float = 1.0

    @property
    def exercises(self) -> float:
        """The points for exercises."""
        return sum(grade.total for grade in self.grades.values() if not grade.written)

    @property
    def written(self) -> float:
        """The points for written answers, as far as they are graded."""
        return sum(grade.total for grade in self.grades.values() if grade.written)

    @property
    def total(self) -> float:
        """All points, after what was taken off."""
        return max(0.0, self.exercises + self.written - self.penalty)

    @property
    def counts(self) -> float:
        """What that counts, on the course's scale."""
        return round(self.total * self.scale, 9)

    @property
    def ungraded(self) -> list[str]:
        """The cells that wait for a person."""
        return [grade.name for grade in self.grades.values() if grade.score is None]


@dataclass(frozen=True)
class ClassBook:
    """A chapter's points, and the sheets of everybody who handed it in, by student. due: when it was, if it is set."""

    chapter: str
    points: Mapping[str, float]
    written: frozenset[str]
    sheets: Mapping[str, Sheet]
    roster: Mapping[str, Student]
    due: datetime | None = None
    scale: float = 1.0

    @property
    def exercise_points(self) -> float:
        """The points that there are for exercises."""
        return sum(points for name, points in self.points.items() if name not in self.written)

    @property
    def written_points(self) -> float:
        """The points that there are for written answers."""
        return sum(points for name, points in self.points.items() if name in self.written)

    @property
    def total_points(self) -> float:
        """All points that there are."""
        return sum(self.points.values())

    @property
    def counts(self) -> float:
        """What they count, on the course's scale."""
        return round(self.total_points * self.scale, 9)

    def of_section(self, section: str) -> "ClassBook":
        """The sheets of one section. Raises GradingError where nobody is in it."""
        sheets = {name: sheet for name, sheet in self.sheets.items() if sheet.student.section == section}
        if section and not sheets:
            known = ", ".join(sorted({one.section for one in self.roster.values()} - {""})) or "none"
            raise GradingError(f"nobody of section {section!r} has handed in {self.chapter}; sections: {known}")
        return replace(self, sheets=sheets) if section else self


def class_book(course: Course, chapter: str, student: str = "") -> ClassBook:
    """The chapter as a course's gradebook has it. Raises GradingError where there is none, or not of this chapter."""
    path = make_url(course.url).database or ""
    if course.url.startswith("sqlite:") and not Path(path).is_file():  # to connect would make an empty one
        raise GradingError(f"there is no gradebook {path} yet: grade first, with autograder grade {chapter}")
    engine = or_say(course.url, lambda: create_engine(course.url))

    def read() -> ClassBook:
        with engine.connect() as db:
            return read_class(db, chapter, student, course)

    try:
        return or_say(course.url, read)
    finally:
        engine.dispose()


def read_class(db: Connection, chapter: str, student: str = "", course: Course | None = None) -> ClassBook:
    """The chapter as the gradebook has it, of everybody or of one student. course: says what points count, and sections

    Raises GradingError where the chapter is not in there.
    """
    found = known_chapter(db, chapter)
    known = {f"{CHECK_PREFIX}{name}": name for name in found.solution_cells}
    names = {name: known.get(name, name) for name in found.points}
    written = frozenset(name for name in found.points if name not in known)
    everybody = select(_STUDENT).order_by(_STUDENT.c.id)
    sections = {one.id: one.section for one in read_roster(course)} if course else {}
    roster = {
        row.id: Student(row.id, row.first_name or "", row.last_name or "", row.email or "", sections.get(row.id, ""))
        for row in db.execute(everybody.where(_STUDENT.c.id == student) if student else everybody)
    }
    graded = _of_chapter(select(*_GRADE).join(SUBMITTED, SUBMITTED.c.id == GRADE.c.notebook_id), found, student)
    comments = _comments(db, found, student)
    grades: dict[str, dict[str, Grade]] = {}
    for row in db.execute(
        graded.join(CELL, CELL.c.id == GRADE.c.cell_id).join(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)
    ):
        name = names[row.name]
        grades.setdefault(row.notebook_id, {})[name] = _grade(row, name, name in written, comments)
    points = {names[name]: most for name, most in found.points.items()}
    scale = Points(config=course.config).scale(chapter, sum(points.values())) if course else 1.0
    sheets = {}
    for row in db.execute(_of_chapter(select(*_SUBMISSION).select_from(SUBMITTED), found, student)):
        late = Recorded(timestamp=row.timestamp, extension=row.extension).seconds_late(found.due)
        own = {name: grades[row.id][name] for name in names.values() if name in grades.get(row.id, {})}
        who = roster.get(row.student_id, Student(row.student_id))
        sheets[row.student_id] = Sheet(who, own, row.timestamp, late, row.late_submission_penalty or 0.0, scale)
    return ClassBook(chapter, points, written, dict(sorted(sheets.items())), roster, found.due, scale)


_SUBMISSION = (
    SUBMITTED.c.id, SUBMITTED.c.late_submission_penalty, SUBMISSION.c.student_id, SUBMISSION.c.timestamp,
    SUBMISSION.c.extension,
)  # fmt: skip
_GRADE = (*GRADE.c, CELL.c.name, GRADE_CELL.c.max_score)


def _of_chapter(query: "Select[Any]", found: Registered, student: str) -> "Select[Any]":
    """A query of submitted notebooks, for one chapter, and for one student where it names one."""
    joined = query.join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
    kept = joined.where(SUBMITTED.c.notebook_id == found.notebook)
    return kept.where(SUBMISSION.c.student_id == student) if student else kept


def _grade(row: Any, name: str, written: bool, comments: Mapping[tuple[str, str], str]) -> Grade:
    by_hand = row.manual_score is not None
    return Grade(
        name,
        row.max_score,
        row.manual_score if by_hand else row.auto_score,
        written=written,
        by_hand=by_hand,
        again=by_hand and bool(row.needs_manual_grade),
        extra=row.extra_credit or 0.0,
        comment=comments.get((row.notebook_id, name), ""),
    )


def _comments(db: Connection, found: Registered, student: str) -> dict[tuple[str, str], str]:
    """What graders wrote, by submission and cell with an answer."""
    names = {cell: name for name, cell in found.solution_cells.items()}
    query = select(COMMENT.c.notebook_id, COMMENT.c.manual_comment, COMMENT.c.cell_id)
    joined = query.join(SUBMITTED, SUBMITTED.c.id == COMMENT.c.notebook_id)
    return {
        (row.notebook_id, names[row.cell_id]): row.manual_comment
        for row in db.execute(_of_chapter(joined, found, student))
        if row.manual_comment and row.cell_id in names
    }
