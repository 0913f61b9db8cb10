"""What the export plug-ins share: which chapters are asked for, and each as plain data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from ...core.errors import GradingError
from ...grading.course import Course, CourseFolders
from ..classbook import ClassBook, read_class


class Export(ExportPlugin):
    """A table of the chapters that `--assignment` names, or of all that are graded, in the file that `--to` names."""

    def export(self, gradebook: Any) -> None:
        """Write the table. What stands in the way ends nbgrader with one sentence."""
        path = Path(self.to or self.usual_name)
        try:
            books = list(self._books(gradebook))
            if not books:
                raise GradingError("there is nothing to export: nobody's work is in the gradebook yet")
            self.write(path, books)
        except GradingError as error:
            self.log.error("%s", error)
            raise SystemExit(1) from None
        self.log.info("%s: %d students, %s", path, len(self._students(books)), ", ".join(b.chapter for b in books))

    usual_name = "grades.csv"
    only_section = Unicode("", help="Export this section alone, as the roster has it.").tag(config=True)

    def write(self, path: Path, books: list[ClassBook]) -> None:
        """Write the file."""
        raise NotImplementedError(f"{type(self).__name__} must say what its table looks like")

    def wanted(self, student: str) -> bool:
        """Whether a student is asked for."""
        return not self.student or student in map(str, self.student)

    def _books(self, gradebook: Any) -> Iterator[ClassBook]:
        asked = [str(name) for name in self.assignment]
        known = [assignment.name for assignment in gradebook.assignments]
        unknown = [name for name in asked if name not in known]
        if unknown:
            raise GradingError(f"not in the gradebook: {', '.join(unknown)}. It has {', '.join(known) or 'nothing'}")
        root = getattr(getattr(self.parent, "coursedir", None), "root", "") or Path.cwd()
        course = Course(CourseFolders.of(Path(root), self.config), self.config)
        for name in sorted(asked or known):
            yield read_class(gradebook.db.connection(), name, course=course).of_section(self.only_section)

    def _students(self, books: list[ClassBook]) -> list[str]:
        return sorted({student for book in books for student in book.sheets if self.wanted(student)})
