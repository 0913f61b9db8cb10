"""Scores for Canvas: the file that its gradebook imports.

Canvas finds students by the columns of its own export, and an assignment by its heading. So the surest way is to give
this plug-in the file that Canvas exported, `c.CanvasExport.roster = "canvas.csv"`: then the rows and the heading are
Canvas's own, and only scores are filled in. Without it, students are known by their login, and Canvas asks once which
assignment is meant.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from traitlets import Bool, Enum, Unicode

from ...core.errors import GradingError
from ..classbook import ClassBook
from ..document import chapter_title
from ..student import Student
from .plugin import Export
from .table import read_table, write_table

KNOWN_BY = ("SIS Login ID", "SIS User ID", "ID", "Student")
_COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
_POINTS = "Points Possible"


class CanvasExport(Export):
    """`nbgrader export --exporter=autograder.desk.exports.canvas.CanvasExport --to canvas.csv`."""

    usual_name = "canvas.csv"
    roster = Unicode("", help="A gradebook that Canvas exported, to be filled in.").tag(config=True)
    known_by = Enum(KNOWN_BY, "SIS Login ID", help="The column in which nbgrader's student ids stand.").tag(config=True)
    section = Unicode("", help="What stands in the column Section where there is no roster.").tag(config=True)
    ungraded = Bool(False, help="Export also scores of which a written answer is not graded yet.").tag(config=True)

    def write(self, path: Path, books: list[ClassBook]) -> None:
        """A row a student, a column a chapter, below the row with the points that there are."""
        header, students = self._roster(books)
        names = {book.chapter: _heading(book.chapter, header) for book in books}
        known = [name for name in header if name in _COLUMNS]
        table = [*known, *names.values()]
        possible = ["    " + _POINTS if name == "Student" else "" for name in known]
        rows: list[list[Any]] = [[*possible, *(book.counts for book in books)]]
        for student, row in students:
            rows.append([*(row.get(name, "") for name in known), *(self._score(book, student) for book in books)])
        write_table(path, table, rows)

    def _score(self, book: ClassBook, student: str) -> float | None:
        """An empty cell leaves in Canvas what is there."""
        sheet = book.sheets.get(student)
        if sheet is None or (sheet.ungraded and not self.ungraded):
            return None
        return sheet.counts

    def _roster(self, books: list[ClassBook]) -> tuple[list[str], list[tuple[str, Mapping[str, str]]]]:
        """The columns, and each student's id with the row that Canvas knows them by."""
        have = {student: book.roster.get(student, Student(student)) for book in books for student in book.sheets}
        have = {student: about for student, about in sorted(have.items()) if self.wanted(student)}
        if not self.roster:
            return _COLUMNS, [(student, dict(self._row(about))) for student, about in have.items()]
        header, rows = read_table(Path(self.roster))
        if self.known_by not in header or "Student" not in header:
            raise GradingError(
                f"{self.roster} has no column {self.known_by!r} beside 'Student'; its columns are {', '.join(header)}. "
                "Export the gradebook from Canvas, or set c.CanvasExport.known_by"
            )
        found = [(row[self.known_by].strip(), row) for row in rows if _POINTS not in row["Student"]]
        for student in sorted(have.keys() - {name for name, _ in found}):
            self.log.warning("%s is graded and not in %s: no row was written", student, self.roster)
        return header, [(student, row) for student, row in found if student in have]

    def _row(self, about: Student) -> Iterator[tuple[str, str]]:
        yield "Student", ", ".join(filter(None, (about.last, about.first))) or about.id
        if self.known_by != "Student":
            yield self.known_by, about.id
        yield "Section", about.section or self.section


def _heading(chapter: str, header: list[str]) -> str:
    """Canvas's own heading of the chapter, such as `ch01_activations (4711)`, or the chapter's title."""
    for name in (chapter, chapter_title(chapter)):
        for heading in header:
            if heading == name or (heading.startswith(f"{name} (") and heading.endswith(")")):
                return heading
    return chapter_title(chapter)
