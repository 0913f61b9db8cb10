"""Grade everybody who handed in a chapter: find out what is not up to date, run the jobs, and record each result.

What is written for one submission, in this order: the autograded notebook and the journal entry, by the process that
graded it; the audit trail and the gradebook, here. A run that is stopped, in whatever way, has graded some submissions
and left the others as they were; what it graded and did not record, the next run records from the journal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from .. import exercises
from ..core.errors import GradingError
from ..core.record import Chapter
from ..core.released import Release
from ..sandbox.limits import Limits
from .cluster import Cluster
from .course import Course
from .executor import MakeExecutor, local, run_jobs
from .grade import Graded, grade_submission
from .handed_in import hand_in
from .job import REPOSITORY, Isolation, Job, Kept, Places, check_isolation, isolation_of
from .keep import grade_and_keep, keep
from .kept.book import Book
from .kept.earlier import NONE_EARLIER, Earlier, earlier_releases, keep_release
from .kept.journal import read_entry
from .kept.one_grader import one_grader
from .kept.record_digest import record_digests
from .kept.up_to_date import Asked, Today, kept, outdated
from .live import EventLog, Tick
from .named.class_mistake import read_mistakes
from .own_seeds import asked_seed, draw_seed, own_seed
from .recorder import Recorder
from .release import read_release
from .result import ClassResult, Marks


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
    again: bool = False,
    only: Sequence[str] = (),
    isolation: str = Isolation.BUBBLEWRAP,
    limits: Limits | None = None,
    jobs: int = 2,
    scheduler: str = "",
    make_executor: MakeExecutor | None = None,
    on_result: Tick = lambda student, done, of: None,
    log: EventLog | None = None,
) -> ClassResult:
    """Bring the results of the named students, or of all, up to date.

    seed: of the cases that are drawn, none that `check` uses; None: what was graded with any seed is up to date
    again: grade also what is up to date. only: exercises to which the run keeps
    scheduler: the address of a cluster whose workers grade, in place of this machine's `jobs` processes
    Raises GradingError when nothing can be graded, and RunEnded, with some graded, when it cannot go on.
    """
    chapter = chapter_of(stem)
    release = read_release(course.release(stem), chapter)
    names, absent, invalid_folders = _handed_in(course, stem, students)
    checked = isolation_of(isolation) if scheduler else check_isolation(isolation)
    work: Callable[[Job], Marks | Graded] = grade_and_keep
    if scheduler:  # its workers cannot write into the course
        make_executor, work = partial(Cluster, scheduler, checked), grade_submission
    today = Today(release.digest, record_digests(stem), checked, limits or Limits())
    _hold_exercises(only, today, stem)
    drawn = draw_seed() if seed is None else asked_seed(seed)
    read = partial(_graded, course, stem)
    outcome = ClassResult(stem, drawn, today.isolation, read, invalid_folders=invalid_folders, loose=course.loose())
    outcome.written_points = sum(question.points for question in chapter.written)
    log = log or EventLog()
    running = log.run(chapter=stem, submissions=len(names), seed=drawn, release=release.digest, isolation=isolation)
    with running, one_grader(course.lock(stem), stem), Book(course.url) as book:
        asked_for = len(names) + len(absent)
        recorder = Recorder(
            course, book, release, outcome, log, lambda student, done: on_result(student, done, asked_for)
        )
        for student in absent:
            recorder.absent(student)
        keep_release(course.releases(stem), course.release(stem), release)
        earlier = earlier_releases(course.releases(stem), release)
        waiting = list(_outdated(recorder, names, today, Asked(again, tuple(only), seed)))

        def job(place: Places, kept: Mapping[str, Kept]) -> Job:
            seed = own_seed(course, stem, place.student, drawn)
            return job_for(course, release, stem, place, seed, today.isolation, today.limits, kept, earlier)

        run = run_jobs(make_executor or local(jobs), work, (job(*one) for one in waiting), jobs)
        for number, result in run:
            recorder.settle(
                waiting[number][0], keep(job(*waiting[number]), result) if isinstance(result, Graded) else result
            )
    return outcome


def _outdated(
    recorder: Recorder, names: Iterable[str], today: Today, asked: Asked
) -> Iterator[tuple[Places, dict[str, Kept]]]:
    """Who has to be graded, with what stays of the last time. Who is up to date is seen to be recorded."""
    course, stem = recorder.course, recorder.outcome.chapter
    for student in names:
        entry = read_entry(course.journal(student, stem)) if course.autograded(student, stem).is_file() else None
        content = hand_in(course.submission(student, stem)).digest if entry else ""
        place = places(course, stem, student)
        wanted = None if asked.seed is None else own_seed(course, stem, student, asked.seed)
        judged = outdated(entry, content, str(place.time), today, replace(asked, seed=wanted))
        if entry is None or judged:
            yield place, kept(entry, judged)
        else:
            recorder.confirm(place, entry)


def job_for(
    course: Course,
    release: Release,
    stem: str,
    place: Places,
    seed: int,
    isolation: Isolation,
    limits: Limits,
    kept: Mapping[str, Kept] | None = None,
    earlier: Earlier = NONE_EARLIER,
) -> Job:
    """The job of grading a place's submission. kept: the results of exercises that are not judged again"""
    return Job(
        chapter=stem,
        release=course.release(stem),
        digest=release.digest,
        submission=course.submission(place.student, stem),
        seed=seed,
        isolation=isolation,
        limits=limits,
        masked=tuple(dict.fromkeys([course.root, REPOSITORY])),  # even where they stand below a folder of the system
        kept=kept or {},
        earlier=earlier,
        places=place,
        mistakes=read_mistakes(course.mistakes(stem)),
    )


def places(course: Course, stem: str, student: str) -> Places:
    """Where a student's result is written, and when it was handed in, which is read here and nowhere else."""
    return Places(
        student, course.autograded(student, stem), course.journal(student, stem), course.hand_in_time(student, stem)
    )


def _handed_in(course: Course, stem: str, students: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Whose submissions are graded, who was asked for and has none, and folders that are nobody's."""
    found, invalid_folders = course.students(stem)
    absent = sorted(set(students) - set(found))
    if absent and not set(students) & set(found):
        raise GradingError(f"no submission of {stem} by {', '.join(absent)}")
    return [name for name in found if not students or name in students], absent, invalid_folders


def _hold_exercises(only: Sequence[str], today: Today, stem: str) -> None:
    unknown = sorted(set(only) - set(today.records))
    if unknown:
        raise GradingError(f"{stem} has no exercise {', '.join(unknown)}; it has: {', '.join(today.records)}")


def _graded(course: Course, stem: str, student: str) -> Graded:
    """What the journal has of a submission."""
    entry = read_entry(course.journal(student, stem))
    if entry is None:
        raise GradingError(f"the journal has no readable entry of {student}: {course.journal(student, stem)}")
    return entry.graded
