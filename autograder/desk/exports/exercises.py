"""Everything in one table: a row a student and chapter, a column for each exercise, written answer and aspect."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from traitlets import Unicode

from ...grading.kept.journal import read_entry
from ..classbook import ClassBook, Sheet
from .plugin import Export
from .table import write_table

_OF_ALL = (
    "chapter", "student", "first name", "last name", "email", "handed in (UTC)", "seconds late",
    "exercises", "of", "written", "of written", "late penalty", "total", "of total", "counts", "of counts", "section",
    "not graded yet",
)  # fmt: skip


class ExerciseExport(Export):
    """`nbgrader export --exporter=autograder.desk.exports.exercises.ExerciseExport --to all.csv`."""

    usual_name = "exercises.csv"
    journal = Unicode("journal", help="The folder with the journal, from which the aspects come.").tag(config=True)

    def write(self, path: Path, books: list[ClassBook]) -> None:
        """A row for each student and chapter; a column that a chapter does not have is empty."""
        cells = [(book.chapter, name) for book in books for name in book.points]
        passed = {
            (book.chapter, student): self._aspects(book.chapter, student)
            for book in books
            for student in book.sheets
            if self.wanted(student)
        }
        aspects = list(dict.fromkeys(key for one in passed.values() for key in one))
        several = len(books) > 1
        header = [
            *_OF_ALL,
            *(f"{chapter}: {name}" if several else name for chapter, name in cells),
            *(" / ".join(key if several else key[1:]) for key in aspects),
        ]
        rows = [
            [
                *_of_all(book, sheet),
                *(_score(sheet, name) if chapter == book.chapter else None for chapter, name in cells),
                *(passed[book.chapter, student].get(key) for key in aspects),
            ]
            for book in books
            for student, sheet in book.sheets.items()
            if self.wanted(student)
        ]
        write_table(path, header, rows, for_excel=True)

    def _aspects(self, chapter: str, student: str) -> Mapping[tuple[str, str, str], Any]:
        """The points of each aspect, by chapter, exercise and aspect; nothing where the journal has no entry."""
        entry = read_entry(Path(self.journal, chapter, f"{student}.json"))
        if entry is None:
            return {}
        return {
            (chapter, exercise, aspect.name): aspect.points if aspect.passed else 0.0
            for exercise, report in entry.graded.reports.items()
            for aspect in report.aspects
        }


def _of_all(book: ClassBook, sheet: Sheet) -> list[Any]:
    student = sheet.student
    when = sheet.timestamp.isoformat(" ", "seconds") if sheet.timestamp else ""
    return [
        book.chapter, student.id, student.first, student.last, student.email, when, round(sheet.seconds_late),
        sheet.exercises, book.exercise_points, sheet.written, book.written_points, sheet.penalty, sheet.total,
        book.total_points, sheet.counts, book.counts, student.section, ", ".join(sheet.ungraded),
    ]  # fmt: skip


def _score(sheet: Sheet, name: str) -> float | None:
    grade = sheet.grades.get(name)
    return None if grade is None or grade.score is None else grade.total
