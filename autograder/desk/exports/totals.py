"""The whole course in one table: a row a student, what each chapter counts, the lowest dropped, and the sum."""

from pathlib import Path
from typing import Any

from traitlets import Bool

from ..classbook import ClassBook
from ..scale import Points
from .plugin import Export
from .table import write_table

_OF_ALL = ("student", "first name", "last name", "email", "section")


class CourseExport(Export):
    """`nbgrader export --exporter=autograder.desk.exports.totals.CourseExport --to course.csv`.

    Who has not handed in a chapter has 0 in it. Where something is not graded yet, the sum is left empty.
    """

    usual_name = "course.csv"
    ungraded = Bool(False, help="Give a sum also where a written answer is not graded yet.").tag(config=True)

    def write(self, path: Path, books: list[ClassBook]) -> None:
        """A row for each student."""
        header = [*_OF_ALL, *(book.chapter for book in books), "dropped", "sum", "of"]
        write_table(path, header, [self._row(books, student) for student in self._students(books)], for_excel=True)

    def _row(self, books: list[ClassBook], student: str) -> list[Any]:
        sheets = [book.sheets.get(student) for book in books]
        got = [sheet.counts if sheet else 0.0 for sheet in sheets]
        shares = [score / book.counts if book.counts else 1.0 for score, book in zip(got, books, strict=True)]
        dropped = Points(config=self.config).dropped(shares)
        counted = [place for place in range(len(books)) if place not in dropped]
        waits = any(sheet and sheet.ungraded for sheet in sheets) and not self.ungraded
        about = next(book.roster[student] for book in books if student in book.roster)
        return [
            about.id, about.first, about.last, about.email, about.section, *got,
            ", ".join(books[place].chapter for place in sorted(dropped)),
            None if waits else sum(got[place] for place in counted),
            sum(books[place].counts for place in counted),
        ]  # fmt: skip
