"""The feedback page as nbgrader's exporter: `nbgrader generate_feedback` and formgrader's button make it too."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat.notebooknode import NotebookNode

from ...core.errors import GradingError
from ...grading.course import Course
from ...grading.kept.history import read_history
from ..classbook import class_book
from .gather import gather
from .student_page import page


class FeedbackExporter(Exporter):
    """Makes the page of the submission whose autograded notebook it is given; the notebook's cells it reads itself."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """The page, and nbconvert's resources. Raises GradingError."""
        names = resources["nbgrader"]
        converter: Any = self.parent
        course, stem, student = Course(converter.coursedir, converter.config), names["assignment"], names["student"]
        book = class_book(course, stem, student)
        if student not in book.sheets:
            raise GradingError(f"{student} has nothing in the gradebook for {stem}: grade it first")
        kept = self._init_resources(resources)
        kept["metadata"] = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        kept["output_extension"] = self.file_extension
        return page(gather(course, book, student, read_history(course.audit_trail(stem)))), kept

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **options: Any
    ) -> tuple[NotebookNode, Any]:  # pragma: no cover
        """Not possible: a notebook by itself does not say whose it is."""
        raise GradingError("a feedback page is made of a submission's file, not of a notebook in memory")
