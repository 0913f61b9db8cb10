"""Write a submission's rows into nbgrader's gradebook: a handful of statements, and nothing that has not changed.

A score given by hand stays, and so does a comment. It is marked to be looked at again where the answer is another one
than it was given for.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from ...core.cell_roles import CHECK_PREFIX
from .by_hand import write_penalty
from .rows import (
    COMMENT,
    GRADE,
    STANDS,
    STUDENT,
    SUBMISSION,
    SUBMITTED,
    ByHand,
    Changes,
    Entered,
    Late,
    Penalty,
    Recorded,
    Registered,
)


def enter(db: Connection, chapter: Registered, entered: Entered, penalty: Penalty) -> tuple[Changes, Late]:
    """Write a submission's rows, to be committed by the caller. Returns what changes, and how late it is."""
    stands = db.execute(
        STANDS.where(SUBMISSION.c.student_id == entered.student, SUBMITTED.c.notebook_id == chapter.notebook)
    ).one_or_none()
    notebook = stands.id if stands else _make_submission(db, chapter, entered)
    if stands and entered.timestamp != stands.timestamp:
        db.execute(update(SUBMISSION).where(SUBMISSION.c.id == stands.submission).values(timestamp=entered.timestamp))
    now = Recorded(timestamp=entered.timestamp, extension=stands.extension if stands else None)
    changes = _enter_grades(db, chapter, entered, notebook, now, bool(stands))
    _enter_comments(db, chapter, entered, notebook, bool(stands))
    _put_back_comments(db, chapter, changes, notebook)
    before = stands.late_submission_penalty if stands else None
    return changes, write_penalty(db, chapter, notebook, entered.student, now, before, penalty)


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
    changes, rows, by_hand = Changes(), [], dict[str, ByHand]()
    for name, score in entered.scores.items():
        old = there.get(chapter.grade_cells[name])
        before = ByHand(old.manual_score, old.extra_credit) if old else ByHand()
        given = _by_hand(entered, name, before, changes)
        if given != before:
            by_hand[name] = given
        look = score is None if given.manual_score is None else _looks_again(entered, name, old)
        rows.append({"cell_id": chapter.grade_cells[name], "auto_score": score, "needs_manual_grade": look})
        counted = before.manual_score if name in changes.set_aside else old.auto_score if old else None
        counts = given.manual_score if name in changes.put_back else score
        if old is None or counted != counts:
            changes.scores[name] = (counted, counts)
        now.scores[name] = score
        now.total += (score if given.manual_score is None else given.manual_score) or 0.0
        now.total += given.extra_credit or 0.0
    _write(db, GRADE, notebook, rows, there)
    for name, given in by_hand.items():  # these alone: what a person gives in this moment is not written over
        where = (GRADE.c.notebook_id == notebook, GRADE.c.cell_id == chapter.grade_cells[name])
        values = {"manual_score": given.manual_score, "extra_credit": given.extra_credit}
        db.execute(update(GRADE).where(*where).values(**values))
    return changes


def _by_hand(entered: Entered, name: str, before: ByHand, changes: Changes) -> ByHand:
    """What a person gave that counts from now on."""
    if name in entered.overruled:
        goes = ByHand(before.manual_score, before.extra_credit if entered.overruled[name] else None)
        if goes:
            changes.set_aside[name] = goes
        return ByHand(None, None if entered.overruled[name] else before.extra_credit)
    back = entered.put_back.get(name)
    if back is not None and before.manual_score is None:
        changes.put_back[name] = back
        return ByHand(back.manual_score, before.extra_credit or back.extra_credit)
    return before


def _looks_again(entered: Entered, name: str, old: Any) -> bool:
    """Whether a person has to look at a score given by hand: its answer changed, or somebody was waiting already."""
    return name in entered.rewritten or bool(old and old.needs_manual_grade)


def _enter_comments(db: Connection, chapter: Registered, entered: Entered, notebook: str, stood: bool) -> None:
    there = _there(db, COMMENT, notebook) if stood else {}
    cells = {name: chapter.solution_cells[name] for name in entered.comments if name in chapter.solution_cells}
    rows = [{"cell_id": cell, "auto_comment": entered.comments[name]} for name, cell in cells.items()]
    _write(db, COMMENT, notebook, rows, there)


def _put_back_comments(db: Connection, chapter: Registered, changes: Changes, notebook: str) -> None:
    """The comments of cells that had gone from the gradebook with them."""
    for name, given in changes.put_back.items():
        answer = name.removeprefix(CHECK_PREFIX)
        if given.comment and answer in chapter.solution_cells:
            where = (COMMENT.c.notebook_id == notebook, COMMENT.c.cell_id == chapter.solution_cells[answer])
            db.execute(update(COMMENT).where(*where).values(manual_comment=given.comment))


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
