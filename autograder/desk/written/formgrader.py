"""What formgrader needs besides the steps of grading: the release in its gradebook, and an exchange that is there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeList

from ...grading.course import Course
from ...grading.grade_class import chapter_of
from ...grading.kept.book import Book
from ...grading.release import read_release


def register_release(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Nbgrader's hook: see that the gradebook knows what was handed out, which nbgrader asks for before it grades.

    Without it `nbgrader generate_assignment` has to come first, which makes the release anew. nbgrader calls this in
    the course folder.
    """
    course = Course.at(Path.cwd())
    with Book(course.url) as book:
        book.chapter(assignment, read_release(course.release(assignment), chapter_of(assignment)))


class OwnExchangeList(ExchangeList):
    """Looks into the exchange; one inside the course folder is made, any other has to be there, as nbgrader has it."""

    def start(self) -> Any:
        """What nbgrader does to list it."""
        root = Path(self.root)
        if root.parent == Path(self.coursedir.root).resolve():
            root.mkdir(exist_ok=True)
        return super().start()
