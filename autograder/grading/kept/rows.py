"""The rows of nbgrader's gradebook that grading reads: its tables, a chapter's cells, and what is recorded of a class.

nbgrader makes the tables and registers the chapters. It is not needed here, and takes two seconds to import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Connection, DateTime, Interval, column, select, table

from ...core.errors import GradingError

Score = float | None  # None: a person has to look

STUDENT = table("student", column("id"))
ASSIGNMENT = table("assignment", column("id"), column("name"), column("duedate", DateTime))
NOTEBOOK = table("notebook", column("id"), column("name"), column("assignment_id"))
CELL = table("base_cell", column("id"), column("name"), column("notebook_id"), column("type"))
GRADE_CELL = table("grade_cells", column("id"), column("max_score"))
SUBMISSION = table(
    "submitted_assignment",
    *map(column, ("id", "assignment_id", "student_id")),
    column("timestamp", DateTime),
    column("extension", Interval),
)
SUBMITTED = table(
    "submitted_notebook",
    *map(column, ("id", "assignment_id", "notebook_id", "late_submission_penalty")),
    column("flagged", Boolean),
)
GRADE = table(
    "grade",
    *map(column, ("id", "notebook_id", "cell_id", "auto_score", "manual_score", "extra_credit")),
    column("needs_manual_grade", Boolean),
)
COMMENT = table("comment", *map(column, ("id", "notebook_id", "cell_id", "auto_comment", "manual_comment")))
TABLES = (STUDENT, ASSIGNMENT, NOTEBOOK, CELL, GRADE_CELL, SUBMISSION, SUBMITTED, GRADE, COMMENT)

STANDS = (
    select(
        SUBMITTED.c.id,
        SUBMITTED.c.late_submission_penalty,
        SUBMISSION.c.id.label("submission"),
        SUBMISSION.c.student_id,
        SUBMISSION.c.timestamp,
        SUBMISSION.c.extension,
    )
    .select_from(SUBMISSION)
    .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
)


@dataclass(frozen=True)
class Registered:
    """A chapter as the gradebook knows it: ids of its rows, points by graded cell, and when it is due."""

    assignment: str
    notebook: str
    due: datetime | None
    points: Mapping[str, float]
    grade_cells: Mapping[str, str]
    solution_cells: Mapping[str, str]


@dataclass(frozen=True)
class ByHand:
    """What a person gave for a cell. comment: kept only where the cell itself goes"""

    manual_score: Score = None
    extra_credit: Score = None
    comment: str = ""

    def __bool__(self) -> bool:
        return self.manual_score is not None or bool(self.extra_credit) or bool(self.comment)


@dataclass(frozen=True)
class Changes:
    """What recording a submission changes, by graded cell: scores from old to new, and scores given by hand."""

    scores: dict[str, tuple[Score, Score]] = field(default_factory=dict)
    set_aside: dict[str, ByHand] = field(default_factory=dict)
    put_back: dict[str, ByHand] = field(default_factory=dict)


@dataclass
class Recorded:
    """What the gradebook holds of a submission: our scores by graded cell, all points, and when it was handed in.

    by_hand: scores that a person gave. waiting: cells at which one has to look
    """

    scores: dict[str, Score] = field(default_factory=dict)
    by_hand: dict[str, ByHand] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    total: float = 0.0
    timestamp: datetime | None = None
    extension: timedelta | None = None
    penalty: float | None = None

    def add(self, cell: str, grade: Any) -> None:
        """Count one of its grades: a score given by hand stands before ours."""
        self.scores[cell] = grade.auto_score
        if given := ByHand(grade.manual_score, grade.extra_credit):
            self.by_hand[cell] = given
        if grade.needs_manual_grade:
            self.waiting.add(cell)
        counts = grade.auto_score if grade.manual_score is None else grade.manual_score
        self.total += (counts or 0.0) + (grade.extra_credit or 0.0)

    def seconds_late(self, due: datetime | None) -> float:
        """As nbgrader counts them."""
        if due is None or self.timestamp is None:
            return 0.0
        return max(0.0, (self.timestamp - due - (self.extension or timedelta())).total_seconds())


class Late(NamedTuple):
    """How late a submission was, and the points that it cost."""

    seconds: float = 0.0
    penalty: float = 0.0


IN_TIME = Late()


@dataclass(frozen=True)
class Entered:
    """What is to be recorded of a submission. scores: by graded cell. comments: by cell with an answer

    overruled: cells of which no score given by hand counts. put_back: scores given by hand that count again
    rewritten: cells whose answer is another one than a person may have graded
    """

    student: str
    scores: Mapping[str, Score]
    comments: Mapping[str, str | None]
    timestamp: datetime | None
    overruled: Mapping[str, bool] = field(default_factory=dict)
    put_back: Mapping[str, ByHand] = field(default_factory=dict)
    rewritten: frozenset[str] = frozenset()


Penalty = Callable[[str, Recorded, float], float | None]  # of a student, what is recorded now, and the seconds late


def registered(db: Connection, chapter: str) -> Registered | None:
    """The chapter, or None when it is not registered."""
    query = select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate, NOTEBOOK.c.id.label("notebook"))
    joined = query.join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
    found = db.execute(joined.where(ASSIGNMENT.c.name == chapter, NOTEBOOK.c.name == chapter)).one_or_none()
    if found is None:
        return None
    cells = select(CELL.c.id, CELL.c.name, CELL.c.type, GRADE_CELL.c.max_score)
    outer = cells.outerjoin(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id).where(CELL.c.notebook_id == found.notebook)
    kinds: dict[str, dict[str, Any]] = {"GradeCell": {}, "SolutionCell": {}}
    for cell in db.execute(outer):
        kinds.setdefault(cell.type, {})[cell.name] = cell
    return Registered(
        found.id,
        found.notebook,
        found.duedate,
        points={name: cell.max_score for name, cell in kinds["GradeCell"].items()},
        grade_cells={name: cell.id for name, cell in kinds["GradeCell"].items()},
        solution_cells={name: cell.id for name, cell in kinds["SolutionCell"].items()},
    )


def known_chapter(db: Connection, chapter: str) -> Registered:
    """The chapter. Raises GradingError where it is not registered."""
    found = registered(db, chapter)
    if found is None:
        raise GradingError(f"{chapter} is not in the gradebook yet: grade it first, with autograder grade {chapter}")
    return found


def recorded(db: Connection, chapter: Registered) -> dict[str, Recorded]:
    """What is recorded of the chapter, by student."""
    names = {cell: name for name, cell in chapter.grade_cells.items()}
    found, students = dict[str, Recorded](), dict[str, str]()
    for row in db.execute(STANDS.where(SUBMITTED.c.notebook_id == chapter.notebook)):
        found[row.student_id] = Recorded(
            timestamp=row.timestamp, extension=row.extension, penalty=row.late_submission_penalty
        )
        students[row.id] = row.student_id
    grades = select(GRADE).join(SUBMITTED, SUBMITTED.c.id == GRADE.c.notebook_id)
    for grade in db.execute(grades.where(SUBMITTED.c.notebook_id == chapter.notebook)):
        if grade.cell_id in names and grade.notebook_id in students:
            found[students[grade.notebook_id]].add(names[grade.cell_id], grade)
    return found
