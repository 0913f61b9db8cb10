"""Everything that a feedback page says of one submission, from the gradebook, the journal and the audit trail."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...core.released import METADATA
from ...core.report import without_hints
from ...grading.autograded import DRAWN_WITH
from ...grading.course import Course
from ...grading.grade import Graded
from ...grading.kept.history import Change, History
from ...grading.kept.journal import read_entry
from ...grading.lateness.late_rule import late_statement
from ...grading.own_seeds import settings_of
from ..classbook import ClassBook, Sheet
from ..document import chapter_title
from .announced import announced

SOLUTION = "solution"


@dataclass(frozen=True)
class Feedback:
    """What there is to say. answers: by exercise or written question, as code or as harmless HTML.

    figures: by exercise, a PNG in base64
    graded: None where the journal has nothing of it. changes: of scores, since they were first given
    late_rule: what lateness costs, in words
    rulings: how exercises and questions count, where that was decided afterwards. announced: what was changed for all
    """

    chapter: str
    title: str
    book: ClassBook
    sheet: Sheet
    graded: Graded | None
    answers: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    late_rule: str = ""
    rulings: Mapping[str, str] = field(default_factory=dict)
    announced: tuple[str, ...] = ()


def gather(course: Course, book: ClassBook, student: str, history: History) -> Feedback:
    """The feedback of one student. history: what the chapter's audit trail tells"""
    entry = read_entry(course.journal(student, book.chapter))
    cells = _cells(course.autograded(student, book.chapter))
    return Feedback(
        book.chapter,
        chapter_title(book.chapter),
        book,
        book.sheets[student],
        _as_told(course, book.chapter, entry.graded) if entry else None,
        dict(_answers(cells)),
        dict(_figures(cells)),
        tuple(history.regraded(student)),
        late_statement(course.config),
        history.rulings,
        announced(history, course.config, book.chapter, book.points),
    )


def _as_told(course: Course, chapter: str, graded: Graded) -> Graded:
    """What a student is told of it: after an exam, without what would be a hint."""
    if not settings_of(course, chapter).exam:
        return graded
    return replace(graded, reports={name: without_hints(report) for name, report in graded.reports.items()})


def answers_in(path: Path) -> Iterator[tuple[str, str]]:
    """What the student wrote, cell by cell, from the autograded notebook."""
    return _answers(_cells(path))


def _cells(path: Path) -> list[dict[str, Any]]:
    """Of the autograded notebook, where what was handed in is harmless already."""
    try:
        found: list[dict[str, Any]] = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, LookupError):
        return []
    return found


def _answers(cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get(SOLUTION):
            source = cell["source"]
            yield about["grade_id"], source if isinstance(source, str) else "".join(source)


def _figures(cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        for output in cell.get("outputs", ()):
            exercise = output.get("metadata", {}).get(METADATA, {}).get(DRAWN_WITH)
            if exercise:
                yield exercise, output["data"]["image/png"]
