"""One submission to grade, as something that can be sent to another process or another machine."""

from dataclasses import dataclass, field
from pathlib import Path

from .. import exercises
from ..core.errors import GradingError
from ..core.record import Chapter
from ..sandbox.bubblewrap import Bubblewrap, require
from ..sandbox.limits import Limits
from ..sandbox.sandbox import SandboxFactory
from ..sandbox.student_edition import prepare_fonts, student_edition
from ..sandbox.unisolated import Unisolated
from .grade import Graded, grade_submission
from .release import read_release

BUBBLEWRAP, NONE = "bubblewrap", "none"
ISOLATIONS = (BUBBLEWRAP, NONE)


@dataclass(frozen=True)
class Job:
    """What to grade, how, and with which seed. `masked`: folders that a sandbox must not show."""

    chapter: str
    release: Path
    submission: Path
    seed: int
    isolation: str = BUBBLEWRAP
    limits: Limits = field(default_factory=Limits)
    masked: tuple[Path, ...] = ()


def grade_job(job: Job) -> Graded:
    """Grade one submission. Raises GradingError when this machine cannot."""
    chapter = exercises.load(job.chapter)
    make_sandbox = sandbox_factory(chapter, job.isolation, job.limits, job.masked)
    release = read_release(job.release, chapter)
    return grade_submission(release, job.submission, chapter, job.seed, make_sandbox, job.limits, job.isolation)


def sandbox_factory(chapter: Chapter, isolation: str, limits: Limits, masked: tuple[Path, ...] = ()) -> SandboxFactory:
    """What makes the sandboxes. Raises GradingError, with the remedy, where this kind does not work."""
    if isolation == NONE:
        home = student_edition(chapter)
        return lambda: Unisolated(home, limits)
    if isolation != BUBBLEWRAP:
        raise GradingError(f"there is no isolation {isolation!r}; there are: {', '.join(ISOLATIONS)}")
    require()
    home = student_edition(chapter)
    prepare_fonts(home, lambda: Bubblewrap(home, limits, masked))
    return lambda: Bubblewrap(home, limits, masked)
