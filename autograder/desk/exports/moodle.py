"""Scores for Moodle: a table for "Import grades", or Moodle's own grading worksheet, filled in.

Moodle lets you say which column names the student and which is the grade. A worksheet, `c.MoodleExport.worksheet =
"Grades.csv"`, which an assignment gives out under "Download grading worksheet", names both by itself.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets import Bool, Enum, Unicode

from ...core.errors import GradingError
from ..classbook import ClassBook, Sheet
from ..document import chapter_title
from .plugin import Export
from .table import read_table, write_table

_KNOWN_BY = ("Username", "ID number", "Email address")
_IDENTIFIER, _GRADE, _MOST = "Identifier", "Grade", "Maximum Grade"


class MoodleExport(Export):
    """`nbgrader export --exporter=autograder.desk.exports.moodle.MoodleExport --to moodle.csv`."""

    usual_name = "moodle.csv"
    known_by = Enum(_KNOWN_BY, "Username", help="What nbgrader's student ids are in Moodle.").tag(config=True)
    worksheet = Unicode("", help="A grading worksheet of Moodle's, to be filled in.").tag(config=True)
    ungraded = Bool(False, help="Export also scores of which a written answer is not graded yet.").tag(config=True)

    def write(self, path: Path, books: list[ClassBook]) -> None:
        """A row a student: who it is, and a column a chapter; or the worksheet with its grades."""
        if self.worksheet:
            self._fill_in(path, books)
            return
        students = self._students(books)
        about = {student: book.roster[student] for book in books for student in students if student in book.roster}
        own = [] if self.known_by == "Email address" else [self.known_by]
        header = [*own, "First name", "Last name", "Email address", *(chapter_title(book.chapter) for book in books)]
        rows = []
        for student in students:
            who = about[student]
            email = student if self.known_by == "Email address" and not who.email else who.email
            known = [student] if own else []
            rows.append(
                [*known, who.first, who.last, email, *(self._score(book.sheets.get(student)) for book in books)]
            )
        write_table(path, header, rows)

    def _score(self, sheet: Sheet | None) -> float | None:
        """An empty cell leaves in Moodle what is there."""
        return None if sheet is None or (sheet.ungraded and not self.ungraded) else sheet.counts

    def _fill_in(self, path: Path, books: list[ClassBook]) -> None:
        if len(books) > 1:
            raise GradingError(f"a worksheet is for one chapter; name it: --assignment=\"['{books[0].chapter}']\"")
        (book,) = books
        header, rows = read_table(Path(self.worksheet))
        if _IDENTIFIER not in header or _GRADE not in header:
            raise GradingError(
                f"{self.worksheet} has no columns {_IDENTIFIER!r} and {_GRADE!r}; its columns are {', '.join(header)}. "
                "Download the grading worksheet of the assignment from Moodle"
            )
        found = set()
        for row in rows:
            student = self._student(book, row)
            if student is None or not self.wanted(student):
                continue
            found.add(student)
            score = self._score(book.sheets[student])
            if score is not None:
                row[_GRADE] = f"{self._scaled(score, row, book):.10g}"
        for student in sorted(book.sheets.keys() - found):
            if self.wanted(student):
                self.log.warning("%s is graded and not in %s: no row was filled in", student, self.worksheet)
        write_table(path, header, [[row[name] for name in header] for row in rows])

    def _student(self, book: ClassBook, row: Mapping[str, str]) -> str | None:
        """The student of a worksheet's row: by email, ID number, or the number of `Participant 4711`."""
        emails = {about.email.lower(): student for student, about in book.roster.items() if about.email}
        names = [row.get(name, "").strip() for name in _KNOWN_BY]
        number = re.search(r"\d+$", row[_IDENTIFIER].strip())
        for name in [*names, *([number.group()] if number else [])]:
            student = name if name in book.sheets else emails.get(name.lower(), "")
            if name and student in book.sheets:
                return student
        return None

    def _scaled(self, score: float, row: Mapping[str, Any], book: ClassBook) -> float:
        """On the worksheet's scale, which may have another maximum."""
        try:
            most = float(row.get(_MOST, "").replace(",", "."))
        except ValueError:
            return score
        return score * most / book.counts if most and book.counts else score
