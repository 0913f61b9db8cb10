"""Grade everybody who handed in a chapter: run the jobs, and write down each result as it comes.

What is written for one submission, in this order: the autograded notebook, the gradebook, the journal. A run that is
stopped has recorded the submissions that it finished and left the others as they were.
"""

import json
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from .. import exercises
from ..core.atomic import write_atomically
from ..core.errors import GradingError
from ..core.record import Chapter
from ..core.released import Release
from ..sandbox.limits import Limits
from .course import Course
from .executor import MakeExecutor, Outcome, local, run_jobs
from .grade import Graded, grade_submission
from .gradebook import gradebook, record, register
from .job import Isolation, Job, check_isolation
from .release import read_release

_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass
class ClassResult:
    """The outcome of a run: who was graded, who could not be and why, and folders that are nobody's."""

    chapter: str
    seed: int
    isolation: Isolation
    graded: dict[str, Graded] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    invalid_folders: list[str] = field(default_factory=list)


def draw_seed() -> int:
    """A seed for a run. Nobody who wrote a submission can have known it."""
    return secrets.randbelow(2**31)


def chapter_of(stem: str) -> Chapter:
    """The record of a chapter. Raises GradingError that names the chapters there are."""
    try:
        return exercises.load(stem)
    except KeyError as error:
        raise GradingError(str(error.args[0])) from None


def grade_class(
    course: Course,
    stem: str,
    *,
    students: Sequence[str] = (),
    seed: int | None = None,
    isolation: str = Isolation.BUBBLEWRAP,
    limits: Limits | None = None,
    jobs: int = 2,
    make_executor: MakeExecutor | None = None,
    on_result: Callable[[str, int, int], None] = lambda student, done, of: None,
) -> ClassResult:
    """Grade the submissions of the named students, or of all. Raises GradingError when nothing can be graded."""
    release = read_release(course.release(stem), chapter_of(stem))
    names, invalid_folders = _handed_in(course, stem, students)
    seed = draw_seed() if seed is None else seed
    checked = check_isolation(isolation)  # says now what would go wrong with every submission
    outcome = ClassResult(stem, seed, checked, invalid_folders=invalid_folders)
    work = [job_for(course, release, stem, name, seed, checked, limits or Limits()) for name in names]
    with gradebook(course.url) as book:
        register(book, course.url, stem, release)
        for number, result in run_jobs(make_executor or local(jobs), grade_submission, work, jobs):
            _settle(outcome, course, book, names[number], result, release)
            on_result(names[number], len(outcome.graded) + len(outcome.failed), len(names))
    return outcome


def job_for(
    course: Course, release: Release, stem: str, student: str, seed: int, isolation: Isolation, limits: Limits
) -> Job:
    """The job of grading one student's submission."""
    return Job(
        chapter=stem,
        release=course.release(stem),
        digest=release.digest,
        submission=course.submission(student, stem),
        seed=seed,
        isolation=isolation,
        limits=limits,
        masked=tuple(dict.fromkeys([course.root, _REPOSITORY])),  # even where they stand below a folder of the system
    )


def _handed_in(course: Course, stem: str, students: Sequence[str]) -> tuple[list[str], list[str]]:
    """Whose submissions are graded, and folders that are nobody's."""
    found, invalid_folders = course.students(stem)
    missing = sorted(set(students) - set(found))
    if missing:
        raise GradingError(f"no submission of {stem} by {', '.join(missing)}")
    return [name for name in found if not students or name in students], invalid_folders


def _settle(
    outcome: ClassResult, course: Course, book: Gradebook, student: str, result: Outcome, release: Release
) -> None:
    """Keep one result, or the reason why there is none."""
    try:
        if isinstance(result, GradingError):
            raise result
        save_result(course, book, student, result, release)
        outcome.graded[student] = result
    except GradingError as error:
        outcome.failed[student] = str(error)


def save_result(course: Course, book: Gradebook, student: str, graded: Graded, release: Release) -> None:
    """Everything that is kept of one graded submission."""
    chapter = graded.chapter
    try:
        write_autograded(course, student, graded)
        timestamp = course.timestamp(student, chapter)
        record(book, course.url, student, graded, timestamp)
        if timestamp is not None:
            assign_late_penalty(course, student, chapter, release)
        write_journal(course, student, graded)
    except OSError as error:
        raise GradingError(f"cannot write {error.filename}: {error.strerror}") from None


def write_journal(course: Course, student: str, graded: Graded) -> None:
    """What the result depends on and what came out: the seed, the contents' digests, the reports, the notices."""
    entry = {"student": student, "recorded": datetime.now(UTC).isoformat(timespec="seconds"), **graded.to_json()}
    write_atomically(course.journal(student, graded.chapter), json.dumps(entry, indent=1))


def write_autograded(course: Course, student: str, graded: Graded) -> None:
    """The autograded notebook, the release's other files that it shows, and the time it was handed in."""
    target = course.autograded(student, graded.chapter)
    if target.parent.exists():
        _make_writable(target.parent)
        shutil.rmtree(target.parent)
    for path in sorted(course.release(graded.chapter).parent.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and not path.is_symlink():
            copy = target.parent / path.relative_to(course.release(graded.chapter).parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    write_atomically(target, graded.notebook)
    timestamp = course.timestamp(student, graded.chapter)
    if timestamp is not None:
        write_atomically(target.with_name("timestamp.txt"), f"{timestamp} UTC\n")


def assign_late_penalty(course: Course, student: str, chapter: str, release: Release) -> None:
    """nbgrader's own step, with the policy that the course's configuration names."""
    from nbformat import from_dict
    from nbgrader.preprocessors import AssignLatePenalties

    names: dict[str, Any] = {"student": student, "assignment": chapter, "notebook": chapter, "db_url": course.url}
    AssignLatePenalties(config=course.config).preprocess(from_dict(release.notebook), {"nbgrader": names})


def _make_writable(folder: Path) -> None:
    """nbgrader makes what it writes read-only."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o700)
