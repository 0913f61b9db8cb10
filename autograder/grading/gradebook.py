"""The one writer into nbgrader's gradebook. One transaction a submission: all of its scores, or none.

Scores given by hand stay, as nbgrader itself does it: a manual score wins over ours, and is marked for review when a
submission is graded again. A written question gets no score from us, or 0 when nothing was written; neither does an
exercise that our own side could not judge.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ..core.cell_roles import CHECK_PREFIX
from ..core.errors import GradingError
from ..core.released import Release
from ..core.report import State
from .grade import Graded

NO_RESPONSE = "No response."  # nbgrader's own words
Result = TypeVar("Result")


@contextmanager
def gradebook(url: str) -> Iterator[Gradebook]:
    """nbgrader's gradebook, made when it does not exist. Raises GradingError when it cannot be used."""
    # A new gradebook is made with the program `alembic`, which stands beside our Python and seldom on the path.
    path, beside = os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)
    os.environ["PATH"] = path if beside in path.split(os.pathsep) else os.pathsep.join([beside, path])
    book = _or_say(url, lambda: Gradebook(url))
    try:
        yield book
    finally:
        book.close()


def register(book: Gradebook, url: str, chapter: str, release: Release) -> None:
    """See that the gradebook knows the chapter's cells, as `nbgrader generate_assignment` does.

    Raises GradingError when the chapter has changed since submissions of it were recorded.
    """
    graded = [cell for cell in release.cells if _is_graded(cell.node)]
    expected = {cell.name: float(cell.node["metadata"]["nbgrader"]["points"]) for cell in graded}
    known = {cell.name: cell.max_score for cell in _grade_cells(book, chapter)}
    if known == expected:
        return
    if known and known.keys() != expected.keys() and book.assignment_submissions(chapter):
        changed = ", ".join(sorted(known.keys() ^ expected.keys()))
        raise GradingError(
            f"{chapter} has other exercises than the gradebook ({changed}), and there are submissions of it already. "
            f"Build the release that was handed out, or remove the old one: nbgrader db assignment remove {chapter}"
        )
    from nbformat import from_dict
    from nbgrader.preprocessors import SaveCells

    resources = {"nbgrader": {"notebook": chapter, "assignment": chapter, "db_url": url}}
    _or_say(url, lambda: book.update_or_create_assignment(chapter))
    _or_say(url, lambda: SaveCells().preprocess(from_dict(release.notebook), resources))
    book.db.expire_all()


def record(book: Gradebook, url: str, student: str, graded: Graded, timestamp: datetime | None = None) -> None:
    """Write one submission's scores, in one transaction."""

    def write() -> None:
        session = book.db
        try:
            notebook = _submitted_notebook(book, student, graded.chapter, timestamp)
            for name, score, words in _entries(graded):
                session.add_all(_entry(notebook, name, score, words))
            session.commit()
        except BaseException:
            session.rollback()
            raise

    _or_say(url, write)


class _Words(NamedTuple):
    """A comment of ours, or None, on the cell of that name."""

    cell: str
    comment: str | None


def _entries(graded: Graded) -> Iterator[tuple[str, float | None, _Words]]:
    """Each graded cell with its score, and what is said at the cell with the answer."""
    for name, report in graded.reports.items():
        words = NO_RESPONSE if report.state is State.UNWRITTEN else None
        score = None if report.state is State.UNJUDGED else report.score  # None: a person has to look
        yield f"{CHECK_PREFIX}{name}", score, _Words(name, words)
    for name, answered in graded.answered.items():
        yield name, None if answered else 0.0, _Words(name, None if answered else NO_RESPONSE)


def _entry(notebook: SubmittedNotebook, name: str, score: float | None, words: _Words) -> Iterator[Grade | Comment]:
    """The rows of one graded cell. What a new release has added since the last grading is made here."""
    grades = {grade.cell.name: grade for grade in notebook.grades}
    cells = {cell.name: cell for cell in notebook.notebook.grade_cells}
    grade = grades.get(name) or Grade(cell=cells[name], notebook=notebook)
    grade.auto_score = score
    grade.needs_manual_grade = grade.manual_score is not None or score is None
    yield grade
    comments = {comment.cell.name: comment for comment in notebook.comments}
    solutions = {cell.name: cell for cell in notebook.notebook.solution_cells}
    if words.cell in solutions:
        comment = comments.get(words.cell) or Comment(cell=solutions[words.cell], notebook=notebook)
        comment.auto_comment = words.comment
        yield comment


def _submitted_notebook(book: Gradebook, student: str, chapter: str, timestamp: datetime | None) -> SubmittedNotebook:
    """The student's submission with all its grades and comments, made where it is missing, not yet committed."""
    session, assignment = book.db, book.find_assignment(chapter)
    person = session.get(Student, student)
    if person is None:
        person = Student(id=student)
        session.add(person)
    submission = (
        session.query(SubmittedAssignment).filter_by(assignment_id=assignment.id, student_id=student).one_or_none()
    )
    if submission is None:
        submission = SubmittedAssignment(assignment=assignment, student=person)
        session.add(submission)
    if timestamp is not None:
        submission.timestamp = timestamp
    existing = {notebook.name: notebook for notebook in submission.notebooks}
    for notebook in assignment.notebooks:
        if notebook.name not in existing:
            existing[notebook.name] = SubmittedNotebook(notebook=notebook, assignment=submission)
            session.add(existing[notebook.name])
    session.flush()
    return existing[chapter]


def _grade_cells(book: Gradebook, chapter: str) -> list[Any]:
    try:
        return list(book.find_notebook(chapter, chapter).grade_cells)
    except MissingEntry:
        return []


def _is_graded(node: Mapping[str, Any]) -> bool:
    return bool(node["metadata"].get("nbgrader", {}).get("grade"))


def _or_say(url: str, act: Callable[[], Result]) -> Result:
    """Do it, and turn what a database or nbgrader complains of into a sentence."""
    try:
        return act()
    except (SQLAlchemyError, ValueError, RuntimeError, OSError, ImportError) as error:
        problem = f"the gradebook {_shown(url)} cannot be used: {_said(error, url)}. {_remedy(error)}."
        # Without the cause: a traceback in nbgrader's log would show what `_said` leaves out.
        raise GradingError(problem) from None


def _said(error: Exception, url: str) -> str:
    """What is complained of, in one line and without the password, which some drivers repeat."""
    complaint = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    line = complaint.splitlines()[0]
    for secret in _secrets(url):
        line = line.replace(secret, "***")
    return line


def _remedy(error: Exception) -> str:
    if isinstance(error, ImportError):
        return 'Install the driver of this database, such as pip install "psycopg[binary]" for PostgreSQL'
    if getattr(getattr(error, "orig", None), "sqlite_errorname", "") in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return "Close what else is writing to it and grade again"
    return "Look at its address and its permissions"


def _shown(url: str) -> str:
    """The address without anything that is nobody's business."""
    try:
        return make_url(url).set(query={}).render_as_string(hide_password=True)
    except ArgumentError:
        return "(whose address cannot be read)"


def _secrets(url: str) -> set[str]:
    """The passwords in an address, as they are and as they are quoted."""
    try:
        address = make_url(url)
    except ArgumentError:
        return set()  # and no database was ever asked
    found = filter(None, [address.password, *address.normalized_query.get("password", ())])
    return {form for secret in found for form in (secret, quote(secret, safe=""))}
