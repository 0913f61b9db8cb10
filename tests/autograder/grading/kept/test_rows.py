"""A submission's rows are few statements, and stand where nbgrader looks for them."""

import pytest
from nbgrader.api import Base
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.grading.kept.rows import COMMENT, GRADE, STUDENT, SUBMISSION, SUBMITTED, TABLES


@pytest.mark.parametrize("ours", TABLES, ids=lambda table: table.name)
def test_our_tables_and_columns_are_nbgraders(ours):
    theirs = Base.metadata.tables[ours.name]
    assert {column.name for column in ours.columns} <= {column.name for column in theirs.columns}
    if ours in (STUDENT, SUBMISSION, SUBMITTED, GRADE, COMMENT):  # those that get rows from us
        assert {c.name for c in theirs.columns if not c.nullable} <= {column.name for column in ours.columns}


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_a_submission_is_a_handful_of_statements(grade, right):
    """However many exercises there are: seven for a new one, and three where nothing changes."""
    grade({"ann": right})  # which registers the chapter
    said = []
    event.listen(Engine, "before_cursor_execute", count := lambda *given: said.append(given[2]))
    try:
        grade({"bob": right, "cyd": right})
        new = len(said)
        said.clear()
        grade({}, again=True, students=["bob", "cyd"])
        again = len(said)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    reading = 8  # what a run asks before it begins
    assert new <= reading + 2 * 7, said
    assert again <= reading + 2 * 3, said
