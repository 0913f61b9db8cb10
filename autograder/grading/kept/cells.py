"""A registered chapter's cells, changed while submissions hang on them: points, cells that go, cells that come.

nbgrader refuses to add or remove cells once somebody has handed in. Here they go one by one: what a person gave for a
cell is handed back before its rows are removed, to be noted in the audit trail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, select, table, update

from ...core.cell_roles import CHECK_PREFIX
from .rows import CELL, COMMENT, GRADE, GRADE_CELL, SUBMISSION, SUBMITTED, ByHand, Registered

SOLUTION_CELL = table("solution_cells", column("id"))
SOURCE_CELL = table("source_cell", *map(column, ("id", "name", "notebook_id")))


@dataclass(frozen=True)
class CellChanges:
    """What changes for a class that has handed in, by graded cell: points that come, go, or are other ones.

    by_hand: what persons gave for cells that go or have other points, by cell and student
    """

    added: Mapping[str, float]
    withdrawn: Mapping[str, float]
    points: Mapping[str, tuple[float, float]]
    by_hand: Mapping[str, Mapping[str, ByHand]]


def change_cells(
    db: Connection, chapter: Registered, wanted: Mapping[str, float], told: Callable[[CellChanges], None]
) -> None:
    """Remove the cells that are not wanted, to be committed by the caller; others are registered by nbgrader.

    told: called with what changes before it does, unless nobody has handed in
    """
    if db.execute(select(SUBMITTED.c.id).where(SUBMITTED.c.notebook_id == chapter.notebook).limit(1)).first() is None:
        return
    had = chapter.points
    goes = {name: most for name, most in had.items() if name not in wanted}
    points = {name: (most, wanted[name]) for name, most in had.items() if name in wanted and most != wanted[name]}
    comes = {name: most for name, most in wanted.items() if name not in had}
    told(CellChanges(comes, goes, points, {name: _by_hand(db, chapter, name) for name in (*goes, *points)}))
    for name in goes:
        _remove(db, chapter, name)


def set_points(db: Connection, chapter: Registered, wanted: Mapping[str, float]) -> None:
    """Write the points of graded cells where they are other ones, to be committed by the caller."""
    rows = [
        {"cell": chapter.grade_cells[name], "most": most}
        for name, most in wanted.items()
        if chapter.points[name] != most
    ]
    if rows:
        where = GRADE_CELL.c.id == bindparam("cell")
        db.execute(update(GRADE_CELL).where(where).values(max_score=bindparam("most")), rows)


def _by_hand(db: Connection, chapter: Registered, name: str) -> dict[str, ByHand]:
    """What persons gave for a graded cell, by student."""
    grades = select(SUBMISSION.c.student_id, GRADE.c.manual_score, GRADE.c.extra_credit)
    found = {
        row.student_id: ByHand(row.manual_score, row.extra_credit)
        for row in db.execute(_of_students(grades, GRADE).where(GRADE.c.cell_id == chapter.grade_cells[name]))
    }
    answer = chapter.solution_cells.get(name.removeprefix(CHECK_PREFIX))
    comments = select(SUBMISSION.c.student_id, COMMENT.c.manual_comment)
    for row in db.execute(_of_students(comments, COMMENT).where(COMMENT.c.cell_id == answer)) if answer else ():
        before = found.get(row.student_id, ByHand())
        found[row.student_id] = ByHand(before.manual_score, before.extra_credit, row.manual_comment or "")
    return {student: given for student, given in sorted(found.items()) if given}


def _remove(db: Connection, chapter: Registered, name: str) -> None:
    """Remove a graded cell with its answer's cell, and what hangs on them."""
    answer = name.removeprefix(CHECK_PREFIX)
    ids = [one for one in (chapter.grade_cells.get(name), chapter.solution_cells.get(answer)) if one]
    for kind in (GRADE, COMMENT):
        db.execute(delete(kind).where(kind.c.cell_id.in_(ids)))
    for kind in (GRADE_CELL, SOLUTION_CELL, CELL):
        db.execute(delete(kind).where(kind.c.id.in_(ids)))
    db.execute(
        delete(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == chapter.notebook, SOURCE_CELL.c.name.in_({name, answer}))
    )


def _of_students(query: Any, kind: Any) -> Any:
    joined = query.select_from(kind).join(SUBMITTED, SUBMITTED.c.id == kind.c.notebook_id)
    return joined.join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
