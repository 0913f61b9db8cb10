"""What a score that a person gives changes besides itself: what is taken off for being late may depend on the total."""

from sqlalchemy import Connection, select, update

from .rows import GRADE, STANDS, SUBMITTED, Late, Penalty, Recorded, Registered


def renew_penalty(db: Connection, chapter: Registered, notebook: str, penalty: Penalty) -> None:
    """Take off for being late what is due now. To be committed by the caller. notebook: the submitted one, by its id"""
    stands = db.execute(STANDS.where(SUBMITTED.c.id == notebook)).one()
    now = Recorded(timestamp=stands.timestamp, extension=stands.extension)
    for grade in db.execute(select(GRADE).where(GRADE.c.notebook_id == notebook)):
        now.add(grade.cell_id, grade)
    write_penalty(db, chapter, notebook, stands.student_id, now, stands.late_submission_penalty, penalty)


def write_penalty(
    db: Connection,
    chapter: Registered,
    notebook: str,
    student: str,
    now: Recorded,
    before: float | None,
    penalty: Penalty,
) -> Late:
    """Write what is taken off for being late, where it is not what was taken off before. Returns how late it is."""
    late = now.seconds_late(chapter.due)
    due = penalty(student, now, late) if late else None
    if due != before:
        db.execute(update(SUBMITTED).where(SUBMITTED.c.id == notebook).values(late_submission_penalty=due))
    return Late(late, due or 0.0)
