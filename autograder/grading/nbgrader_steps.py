"""The steps with which nbgrader grades as `autograder grade` does. `plugin` puts them into its settings.

nbgrader opens a submission twice, to sanitize and to autograde it. Both times the exporter leaves the reading to us,
so that a notebook that nbgrader cannot read has the same result as everywhere.
"""

import json
import os
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from ..core.errors import GradingError
from .autograded import autograded_notebook
from .config import Grading
from .course import Course, is_a_name
from .grade import grade_submission
from .grade_class import chapter_of, job_for, places
from .handed_in import hand_in
from .job import check_isolation
from .kept.book import Book, unpunished
from .kept.earlier import earlier_releases, keep_release
from .kept.journal import Entry, write_entry
from .kept.ledger import Ledger
from .own_seeds import asked_seed, draw_seed, own_seed
from .release import read_release
from .restore import restore
from .result import Marks

_drawn: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # the seed by the command, as nbgrader's converter


class UnreadExporter(NotebookExporter):
    """Hands the preprocessors an empty notebook and the path of the file: a submission is not nbformat's to read."""

    optimistic_validation = Bool(True).tag(config=True)  # once, and not after every step

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """The notebook that the preprocessors make."""
        resources = resources or {}
        resources["metadata"] = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources, **options)


class _Step(NbGraderPreprocessor):
    """What both steps know of the submission."""

    def place(self, resources: Any) -> tuple[Course, str, str]:
        """The course, the chapter and the student."""
        names = resources["nbgrader"]
        converter = self.parent.parent
        if not is_a_name(names["student"]):
            raise GradingError(f"{names['student']!r} cannot be the name of a student; rename the folder")
        return Course(converter.coursedir, converter.config), names["assignment"], names["student"]


class Restore(_Step):
    """The release with the learner's answers, in place of what was submitted."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The restored notebook, without results."""
        course, stem, student = self.place(resources)
        _drop_linked_files(course, stem, student)
        release = read_release(course.release(stem), chapter_of(stem))
        restored = restore(
            release, hand_in(course.submission(student, stem)), earlier_releases(course.releases(stem), release)
        )
        for notice in restored.notices:
            self.log.warning("%s: %s", student, notice.text)
        text = autograded_notebook(release, restored.cells, {}, {}, restored.notices)
        return _plain(text), resources


class GradeInSandbox(_Step):
    """The same grading as `autograder grade`, for one submission."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The autograded notebook; the scores are in the gradebook and the journal."""
        course, stem, student = self.place(resources)
        settings = Grading(parent=self)
        release = read_release(course.release(stem), chapter_of(stem))
        seed = own_seed(course, stem, student, self.seed(settings))
        isolation = check_isolation(settings.isolation)
        place = places(course, stem, student)
        keep_release(course.releases(stem), course.release(stem), release)
        earlier = earlier_releases(course.releases(stem), release)
        job = job_for(course, release, stem, place, seed, isolation, settings.limits, earlier=earlier)
        graded = grade_submission(job)
        write_entry(place.journal, Entry(student, graded, str(place.time)))
        marks = Marks.of(graded)
        with Book(course.url) as book:
            ledger = Ledger(course, book, release, stem)
            ledger.enter(ledger.wanted(student, marks, place.time.when), marks, seed, unpunished)
        for notice in graded.notices:
            self.log.warning("%s: %s", student, notice.text)
        return _plain(graded.notebook), resources

    def seed(self, settings: Grading) -> int:
        """The seed that is set, or one for everybody whom this command grades: references are driven once a seed."""
        if settings.seed >= 0:
            return asked_seed(int(settings.seed))
        return _drawn.setdefault(self.parent.parent, draw_seed())


def _plain(text: str) -> NotebookNode:
    """A notebook of ours, which is valid by how it is made; nbconvert looks once more, before it writes it."""
    return nbformat.from_dict(json.loads(text))


def _drop_linked_files(course: Course, stem: str, student: str) -> None:
    """Remove what nbgrader copied through a symbolic link: it is a file of whoever grades, and feedback is public."""
    submitted = course.submission(student, stem).parent
    copied = course.autograded(student, stem).parent
    whole = submitted.is_symlink() or submitted.parent.is_symlink()
    for folder, _, names in os.walk(submitted):
        for name in names:
            path = Path(folder) / name
            if whole or path.is_symlink():
                (copied / path.relative_to(submitted)).unlink(missing_ok=True)
