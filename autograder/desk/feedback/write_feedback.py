"""Feedback for a whole class: a page each, in feedback/<student>/<chapter>/, as nbgrader's own command writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ...core.atomic import write_atomically
from ...core.errors import GradingError, RunEnded
from ...grading.course import Course
from ...grading.executor import local
from ...grading.keep import HOPELESS
from ...grading.kept.history import History, read_history
from ..classbook import ClassBook, class_book
from .gather import gather
from .student_page import page

_TOGETHER = 16  # students whose pages one process makes before it takes the next


@dataclass
class Written:
    """What came of it. waiting: students of whom something is not graded yet. failed: why, by student"""

    pages: list[Path] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def write_feedback(
    course: Course,
    stem: str,
    students: Sequence[str] = (),
    jobs: int = 1,
    tick: Callable[[str, int, int], object] = lambda student, done, of: None,
) -> Written:
    """Write the page of everybody, or of the named students. Raises GradingError, and RunEnded on a full disk."""
    book = class_book(course, stem)
    unknown = [name for name in students if name not in book.sheets]
    if unknown:
        raise GradingError(f"nothing of {', '.join(unknown)} is in the gradebook for {stem}")
    wanted = [name for name in book.sheets if not students or name in students]
    history = read_history(course.audit_trail(stem))
    written = Written(waiting=[name for name in wanted if book.sheets[name].ungraded])
    work = partial(_write_some, course, book, history)
    with local(jobs if len(wanted) > 2 * _TOGETHER else 1)() as pool:
        portions = [wanted[start : start + _TOGETHER] for start in range(0, len(wanted), _TOGETHER)]
        for paths, failed in pool.map(work, portions):
            written.pages += paths
            written.failed |= failed
            tick("", len(written.pages) + len(written.failed), len(wanted))
    return written


def _write_some(
    course: Course, book: ClassBook, history: History, students: Sequence[str]
) -> tuple[list[Path], dict[str, str]]:
    paths, failed = [], {}
    for student in students:
        path = course.feedback(student, book.chapter)
        try:
            write_atomically(path, page(gather(course, book, student, history)))
            paths.append(path)
        except OSError as error:
            if error.errno in HOPELESS:
                raise RunEnded(f"cannot write {path}: {error.strerror}") from None
            failed[student] = f"cannot write {path}: {error.strerror}"
    return paths, failed
