"""The rows of nbgrader's gradebook that grading reads and writes: a handful of statements a submission.

nbgrader makes the tables and registers the chapters. It is not needed here, and takes two seconds to import.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Connection,
    DateTime,
    Interval,
    bindparam,
    column,
    insert,
    select,
    table,
    update,
)

Score = float | None  # None: a person has to look
Changes = dict[str, tuple[Score, Score]]  # by graded cell, the old and the new score

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


@dataclass
class Recorded:
    """What the gradebook holds of a submission: our scores by graded cell, all points, and when it was handed in."""

    scores: dict[str, Score] = field(default_factory=dict)
    total: float = 0.0
    timestamp: datetime | None = None
    extension: timedelta | None = None
    penalty: float | None = None

    def add(self, cell: str, grade: Any) -> None:
        """Count one of its grades: a score given by hand stands before ours."""
        self.scores[cell] = grade.auto_score
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
    """What is to be recorded of a submission. scores: by graded cell. comments: by cell with an answer"""

    student: str
    scores: Mapping[str, Score]
    comments: Mapping[str, str | None]
    timestamp: datetime | None


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


def enter(db: Connection, chapter: Registered, entered: Entered, penalty: Penalty) -> tuple[Changes, Late]:
    """Write a submission's rows, to be committed by the caller. Returns which scores change, and how late it is.

    A score given by hand stays, and is marked to be looked at again; so does a comment.
    """
    stands = db.execute(
        STANDS.where(SUBMISSION.c.student_id == entered.student, SUBMITTED.c.notebook_id == chapter.notebook)
    ).one_or_none()
    notebook = stands.id if stands else _make_submission(db, chapter, entered)
    if stands and entered.timestamp != stands.timestamp:
        db.execute(update(SUBMISSION).where(SUBMISSION.c.id == stands.submission).values(timestamp=entered.timestamp))
    now = Recorded(timestamp=entered.timestamp, extension=stands.extension if stands else None)
    changes = _enter_grades(db, chapter, entered, notebook, now, bool(stands))
    _enter_comments(db, chapter, entered, notebook, bool(stands))
    late = now.seconds_late(chapter.due)
    due = penalty(entered.student, now, late) if late else None
    if due != (stands.late_submission_penalty if stands else None):
        db.execute(update(SUBMITTED).where(SUBMITTED.c.id == notebook).values(late_submission_penalty=due))
    return changes, Late(late, due or 0.0)


def _make_submission(db: Connection, chapter: Registered, entered: Entered) -> str:
    submission, notebook = uuid4().hex, uuid4().hex
    if db.execute(select(STUDENT.c.id).where(STUDENT.c.id == entered.student)).one_or_none() is None:
        db.execute(insert(STUDENT).values(id=entered.student))
    known = {"assignment_id": chapter.assignment, "student_id": entered.student}
    stands = db.execute(select(SUBMISSION.c.id).filter_by(**known)).one_or_none()  # nbgrader may have made it
    if stands is None:
        db.execute(insert(SUBMISSION).values(id=submission, timestamp=entered.timestamp, **known))
    else:
        db.execute(update(SUBMISSION).where(SUBMISSION.c.id == stands.id).values(timestamp=entered.timestamp))
    db.execute(
        insert(SUBMITTED).values(
            id=notebook,
            assignment_id=stands.id if stands else submission,
            notebook_id=chapter.notebook,
            flagged=False,
        )
    )
    return notebook


def _enter_grades(
    db: Connection, chapter: Registered, entered: Entered, notebook: str, now: Recorded, stood: bool
) -> Changes:
    there = _there(db, GRADE, notebook) if stood else {}
    changes, rows = Changes(), []
    for name, score in entered.scores.items():
        cell = chapter.grade_cells[name]
        old = there.get(cell)
        by_hand = old.manual_score if old else None
        rows.append({"cell_id": cell, "auto_score": score, "needs_manual_grade": by_hand is not None or score is None})
        before = old.auto_score if old else None
        if old is None or before != score:
            changes[name] = (before, score)
        now.scores[name] = score
        now.total += (score if by_hand is None else by_hand) or 0.0
        now.total += (old.extra_credit or 0.0) if old else 0.0
    _write(db, GRADE, notebook, rows, there)
    return changes


def _enter_comments(db: Connection, chapter: Registered, entered: Entered, notebook: str, stood: bool) -> None:
    there = _there(db, COMMENT, notebook) if stood else {}
    cells = {name: chapter.solution_cells[name] for name in entered.comments if name in chapter.solution_cells}
    rows = [{"cell_id": cell, "auto_comment": entered.comments[name]} for name, cell in cells.items()]
    _write(db, COMMENT, notebook, rows, there)


def _there(db: Connection, kind: Any, notebook: str) -> dict[str, Any]:
    """A submission's grades, or its comments, by cell."""
    return {row.cell_id: row for row in db.execute(select(kind).where(kind.c.notebook_id == notebook))}


def _write(db: Connection, kind: Any, notebook: str, rows: Iterable[dict[str, Any]], there: Mapping[str, Any]) -> None:
    """Insert the rows whose cells are not there, and update those that have changed: a statement each."""
    rows = list(rows)
    new = [{"id": uuid4().hex, "notebook_id": notebook, **row} for row in rows if row["cell_id"] not in there]
    old = [row for row in rows if row["cell_id"] in there and _differs(row, there[row["cell_id"]])]
    if new:
        db.execute(insert(kind), new)
    if old:
        where = (kind.c.notebook_id == notebook, kind.c.cell_id == bindparam("cell"))
        values = [{"cell": row["cell_id"], **{k: v for k, v in row.items() if k != "cell_id"}} for row in old]
        db.execute(update(kind).where(*where), values)


def _differs(row: Mapping[str, Any], there: Any) -> bool:
    return any(getattr(there, name) != value for name, value in row.items())
