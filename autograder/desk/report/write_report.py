"""The report of a class in a folder of its own: the page, its figures, and what they show as tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.atomic import write_atomically
from ...core.errors import GradingError
from ...core.report import State
from ...grading.course import Course
from ...grading.grade import Graded
from ...grading.grade_class import chapter_of
from ...grading.kept.history import read_history
from ...grading.kept.journal import read_entry
from ...grading.kept.out_of_date import line_of
from ...grading.named.class_mistake import waits_for_a_name
from ...grading.named.recognise import change_of
from ..classbook import ClassBook, class_book
from ..document import chapter_title
from ..exports.table import write_table
from ..feedback.announced import announced
from ..feedback.gather import answers_in
from .alike import alike
from .class_page import page
from .facts import Changes, Facts, facts
from .figures import exercises_figure, scores_figure


def write_report(course: Course, stem: str, folder: Path | None = None, section: str = "") -> tuple[Path, Facts]:
    """Write reports/<chapter>/, or the folder, of everybody or of a section.

    Returns the page and what it tells. Raises GradingError.
    """
    book = class_book(course, stem).of_section(section)
    if not book.sheets:
        raise GradingError(f"nobody has a score in {stem} yet: grade it first, with autograder grade {stem}")
    graded = _graded(course, book)
    answers = {student: dict(answers_in(course.autograded(student, stem))) for student in book.sheets}
    told = facts(book, graded, _changes(stem, graded, answers), _afterwards(course, book))
    scores = scores_figure([sheet.total for sheet in book.sheets.values()], book.total_points)
    bars = exercises_figure(told.exercises)
    exercises = [name for name in book.points if name not in book.written]
    same = alike(
        {who: _only(one, exercises) for who, one in answers.items()}, _only(_starters(course, stem), exercises)
    )
    home = folder or course.root / "reports" / (f"{stem}_{section}" if section else stem)
    try:
        write_atomically(home / "scores.svg", scores)
        write_atomically(home / "exercises.svg", bars)
        write_atomically(home / "index.html", page(chapter_title(stem), told, same, scores, bars))
    except OSError as error:
        raise GradingError(f"cannot write {error.filename}: {error.strerror}") from None
    _tables(home, told)
    return home / "index.html", told


def _afterwards(course: Course, book: ClassBook) -> tuple[str, ...]:
    history = read_history(course.audit_trail(book.chapter))
    said = announced(history, course.config, book.chapter, book.points)
    return (*said, *filter(None, [line_of(course, book.chapter)]))


def _graded(course: Course, book: ClassBook) -> Mapping[str, Graded]:
    entries = {student: read_entry(course.journal(student, book.chapter)) for student in book.sheets}
    return {student: entry.graded for student, entry in entries.items() if entry is not None}


def _changes(stem: str, graded: Mapping[str, Graded], answers: Mapping[str, Mapping[str, str]]) -> Changes:
    """The smallest change of each answer that nobody could name."""
    found: dict[str, dict[str, str]] = {}
    for exercise in chapter_of(stem).exercises:
        for student, one in graded.items():
            report = one.reports.get(exercise.name)
            if report is not None and waits_for_a_name(report):
                code = answers.get(student, {}).get(exercise.name, "")
                found.setdefault(exercise.name, {})[student] = change_of(stem, exercise, code)
    return found


def _only(answers: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {name: answers[name] for name in names if name in answers}


def _starters(course: Course, stem: str) -> dict[str, str]:
    """What was handed out, by exercise."""
    return dict(answers_in(course.release(stem)))


def _tables(home: Path, told: Facts) -> None:
    rows: list[list[Any]] = []
    for one in told.exercises:
        counts = [len(one.states.get(state, ())) for state in State]
        rows.append([one.name, "", *counts, len(one.missed), one.success, one.discrimination])
        rows += [[one.name, a.name, *[None] * len(State), len(a.missed), None, None] for a in one.aspects]
    header = ["exercise", "aspect", *State, "missed by", "share of points", "discrimination"]
    write_table(home / "exercises.csv", header, rows, for_excel=True)
    mistakes = [[one.exercise, one.name, len(one.who), " ".join(one.who)] for one in told.mistakes]
    unnamed = [
        [one.exercise, f"no name ({one.group}): {one.said}", len(one.who), " ".join(one.who)] for one in told.unnamed
    ]
    write_table(home / "mistakes.csv", ["exercise", "mistake", "students", "who"], mistakes + unnamed, for_excel=True)
    students = [
        [name, sheet.exercises, sheet.written, sheet.penalty, sheet.total, sheet.counts, ", ".join(sheet.ungraded)]
        for name, sheet in told.book.sheets.items()
    ]
    head = ["student", "exercises", "written", "late penalty", "total", "counts", "not graded yet"]
    write_table(home / "students.csv", head, students, for_excel=True)
