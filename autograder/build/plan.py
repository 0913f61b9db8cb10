"""What a chapter's source gives before anything has run: both notebooks, and where they belong."""

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from .. import exercises
from ..core.errors import BuildError, RecordError
from ..core.record import Chapter
from .assemble import assemble, text_of
from .folders import Folders
from .leaks import leaks
from .learner_files import release
from .source import Source, read
from .source_rules import problems
from .stills import with_stills


@dataclass(frozen=True)
class Plan:
    """A chapter or a page, ready to be run or compared.

    notebook: the instructor's, without outputs
    released: the files of course/ that follow from it, by path
    """

    source: Source
    notebook: NotebookNode
    released: dict[Path, bytes]


def plan(folders: Folders, stem: str) -> Plan:
    """Read a source and make everything that does not need a kernel. Raises BuildError with all problems."""
    source = read(folders.source(stem))
    if stem in folders.pages():
        # A page has no solutions: learners get it as it is, with stills where it has some.
        notebook = assemble(source)
        return Plan(source, notebook, {folders.released(stem): text_of(with_stills(notebook, source.path)).encode()})
    try:
        chapter = record_of(stem)
    except BuildError as error:
        raise BuildError(*problems(source, None), *error.problems) from None
    found = [*problems(source, chapter), *unreadable(chapter)]
    if found:
        raise BuildError(*found)
    notebook = assemble(source, chapter, exercises.record_files(stem))
    files = release(notebook, stem, source.path.parent)
    leaking = leaks(source, files)
    if leaking:
        raise BuildError(*(f"{folders.course.name}/{stem}/{leak}" for leak in leaking))
    return Plan(source, notebook, {folders.course / stem / name: content for name, content in files.items()})


def record_of(stem: str) -> Chapter:
    """A chapter's record. Raises BuildError when there is none, or it does not have the exercises of its source."""
    if stem not in exercises.stems():
        raise BuildError(f"{stem} has no record: there is no autograder/exercises/{stem}")
    return exercises.load(stem)


def unreadable(chapter: Chapter) -> list[str]:
    """What is wrong with the mistakes of a chapter, such as diffs that do not fit its solutions."""
    found: list[str] = []
    for exercise in chapter.exercises:
        try:
            len(exercise.misconceptions)
        except RecordError as error:
            found += error.problems
    return found


def load_notebook(path: Path) -> NotebookNode | None:
    """A notebook file, or None when there is none or it is not one."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        return None
