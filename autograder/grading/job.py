"""One submission to grade, as something that can be sent to another process or another machine.

What all submissions of a run have in common (the record, the release, the student edition) does not travel with each
of them: a process gets it once, and holds it against the digest of the release that the run began with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .. import exercises
from ..core.errors import GradingError
from ..core.record import Chapter
from ..core.released import Release
from ..core.report import Report
from ..sandbox.bubblewrap import Bubblewrap, require
from ..sandbox.limits import Limits
from ..sandbox.sandbox import SandboxFactory
from ..sandbox.student_edition import prepare_fonts, student_edition
from ..sandbox.unisolated import Unisolated
from ..sandbox.warm import sandboxes
from .handed_in import HandedIn
from .kept.earlier import Earlier
from .kept.record_digest import record_digests
from .lateness.hand_in_time import HandInTime
from .named.class_mistake import ClassMistake
from .release import read_release

REPOSITORY = Path(__file__).resolve().parents[2]


class Isolation(StrEnum):
    """What stands between a submission and the machine that grades it."""

    BUBBLEWRAP = "bubblewrap"
    NONE = "none"


class Kept(NamedTuple):
    """An exercise's result from an earlier run, the digest of what it was judged by, and its seed."""

    report: Report
    record: str
    seed: int


@dataclass(frozen=True)
class Places:
    """Where the result of a student's submission is written. time: when it was handed in"""

    student: str
    autograded: Path
    journal: Path
    time: HandInTime = field(default_factory=HandInTime)


@dataclass(frozen=True)
class Job:
    """What to grade, how, and with which seed.

    release, digest: the notebook that was handed out, and what it held when the run began
    handed_in: the submission's bytes, for a machine that does not have the file
    masked: folders that a sandbox must not show
    kept: by exercise, the results that stay as they are; the others are judged
    places: where the result is to be written, if it is to be
    mistakes: that were named in this class
    earlier: what earlier releases handed out
    """

    chapter: str
    release: Path
    digest: str
    submission: Path
    seed: int
    isolation: Isolation = Isolation.BUBBLEWRAP
    limits: Limits = field(default_factory=Limits)
    masked: tuple[Path, ...] = ()
    handed_in: HandedIn | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict)
    places: Places | None = None
    mistakes: tuple[ClassMistake, ...] = ()
    earlier: Earlier = field(default_factory=Earlier)


@dataclass(frozen=True)
class Materials:
    """What every submission of a run is graded with.

    edition: stands for our packages in a sandbox. records: by exercise, the digest of what it is judged by
    """

    chapter: Chapter
    release: Release
    edition: Path
    records: Mapping[str, str]


def isolation_of(name: str) -> Isolation:
    """The isolation of that name. Raises GradingError that names those there are."""
    if name not in list(Isolation):
        raise GradingError(f"there is no isolation {name!r}; there are: {', '.join(Isolation)}")
    return Isolation(name)


def check_isolation(name: str) -> Isolation:
    """The isolation of that name. Raises GradingError, with the remedy, unless it works here."""
    isolation = isolation_of(name)
    if isolation is Isolation.BUBBLEWRAP:
        require()
    return isolation


@lru_cache(maxsize=2)
def materials(stem: str, path: Path, digest: str) -> Materials:
    """What the jobs of a run share, got once in each process. Raises GradingError when the release has changed."""
    chapter = exercises.load(stem)
    release = read_release(path, chapter)
    if release.digest != digest:
        raise GradingError("the release was changed while it was being graded; grade again")
    return Materials(chapter, release, student_edition(chapter), record_digests(stem))


def sandbox_factory(job: Job, edition: Path) -> SandboxFactory:
    """What makes the sandboxes of a job. Raises GradingError, with the remedy, where they do not work."""
    if check_isolation(job.isolation) is Isolation.NONE:
        return lambda: Unisolated(edition, job.limits)
    prepare_fonts(edition, lambda: Bubblewrap(edition, job.limits, job.masked))
    return sandboxes(edition, job.limits, job.masked)
