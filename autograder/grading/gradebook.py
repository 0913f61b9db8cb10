"""nbgrader's gradebook as nbgrader itself makes it and registers chapters in it, and its complaints as sentences.

nbgrader takes two seconds to import: only what needs it does. Scores are written by `kept.book`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError, SQLAlchemyError

from ..core.errors import GradingError, RunEnded
from ..core.released import Release

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

Result = TypeVar("Result")


@contextmanager
def gradebook(url: str) -> "Iterator[Gradebook]":
    """nbgrader's gradebook, made when it does not exist. Raises GradingError when it cannot be used."""
    from nbgrader import api

    api.get_alembic_version = (
        schema_version  # nbgrader's own starts a program, which is seldom on the path, for seconds
    )
    book = or_say(url, lambda: api.Gradebook(url))
    try:
        yield book
    finally:
        book.close()


def schema_version() -> str:
    """The version of the tables that this nbgrader makes, which it writes into a new gradebook."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR.replace("%", "%%"))
    return str(ScriptDirectory.from_config(config).get_current_head())


def register(book: "Gradebook", url: str, chapter: str, release: Release) -> None:
    """See that the gradebook knows the chapter's cells, as `nbgrader generate_assignment` does.

    Cells may come while submissions hang on the others; which go, `kept.cells` removes before. Raises GradingError.
    """
    expected = points_of(release)
    known = {cell.name: cell.max_score for cell in _grade_cells(book, chapter)}
    if known == expected:
        return
    from nbformat import from_dict

    resources = {"nbgrader": {"notebook": chapter, "assignment": chapter, "db_url": url}}
    or_say(url, lambda: book.update_or_create_assignment(chapter))
    or_say(url, lambda: _save_cells().preprocess(from_dict(release.notebook), resources))
    book.db.expire_all()


def _save_cells() -> Any:
    """nbgrader's step that registers a notebook's cells, which adds to them also when there are submissions."""
    from nbgrader.preprocessors import SaveCells

    class SaveMoreCells(SaveCells):
        def _create_notebook(self, nb: Any) -> None:
            book, home = self.gradebook, (self.notebook_id, self.assignment_id)
            if not book.assignment_submissions(self.assignment_id):
                super()._create_notebook(nb)
                return
            for name, about in self.new_grade_cells.items():
                book.update_or_create_grade_cell(name, *home, **about)
            for name, about in self.new_solution_cells.items():
                book.update_or_create_solution_cell(name, *home, **about)
            for name, about in self.new_source_cells.items():
                book.update_or_create_source_cell(name, *home, **about)

    return SaveMoreCells()


def points_of(release: Release) -> dict[str, float]:
    """The points of a release's graded cells, by their names."""
    graded = [cell for cell in release.cells if _is_graded(cell.node)]
    return {cell.name: float(cell.node["metadata"]["nbgrader"]["points"]) for cell in graded}


def _grade_cells(book: "Gradebook", chapter: str) -> list[Any]:
    from nbgrader.api import MissingEntry

    try:
        return list(book.find_notebook(chapter, chapter).grade_cells)
    except MissingEntry:
        return []


def _is_graded(node: Mapping[str, Any]) -> bool:
    return bool(node["metadata"].get("nbgrader", {}).get("grade"))


def or_say(url: str, act: Callable[[], Result]) -> Result:
    """Do it, and turn what a database or nbgrader complains of into a sentence.

    Raises RunEnded where it would complain of everything else, too: it is locked, full, or gone.
    """
    try:
        return act()
    except (SQLAlchemyError, ValueError, RuntimeError, OSError, ImportError) as error:
        problem = f"the gradebook {shown(url)} cannot be used: {_said(error, url)}. {remedy(error)}."
        # Without the cause: a traceback in nbgrader's log would show what `_said` leaves out.
        kind = RunEnded if isinstance(error, (OperationalError, InterfaceError)) else GradingError
        raise kind(problem) from None


def _said(error: Exception, url: str) -> str:
    """What is complained of, in one line and without the password, which some drivers repeat."""
    complaint = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    line = complaint.splitlines()[0]
    for secret in _secrets(url):
        line = line.replace(secret, "***")
    return line


def remedy(error: Exception) -> str:
    """What to do about a complaint of a database."""
    if isinstance(error, ImportError):
        return "Install the driver of this database; for PostgreSQL: pip install 'layerwise[postgres]'"
    if isinstance(error, NoSuchModuleError):
        return "Write another address: PostgreSQL's begins with postgresql://, and SQLite's with sqlite:///"
    if getattr(getattr(error, "orig", None), "sqlite_errorname", "") in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return "Close what else is writing to it and grade again"
    if isinstance(error, OperationalError) and not hasattr(error.orig, "sqlite_errorname"):
        return "See that its server runs, knows this database and lets you in; then run the same command again"
    return "Look at its address and its permissions"


def shown(url: str) -> str:
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
