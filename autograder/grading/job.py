"""One submission to grade, as something that can be sent to another process or another machine."""

from dataclasses import dataclass, field
from pathlib import Path

from .. import exercises
from ..core.record import Chapter
from ..sandbox.bubblewrap import Bubblewrap, require
from ..sandbox.limits import Limits
from ..sandbox.sandbox import Opener
from ..sandbox.student_edition import edition, prepare_fonts
from ..sandbox.unisolated import Unisolated
from .grade import Graded, grade_submission
from .notices import GradingError
from .release import read_release

BUBBLEWRAP, NONE = "bubblewrap", "none"
ISOLATIONS = (BUBBLEWRAP, NONE)


@dataclass(frozen=True)
class Job:
    """What to grade, how, and with which seed. `hidden`: folders that a sandbox must not show."""

    chapter: str
    release: Path
    submission: Path
    seed: int
    isolation: str = BUBBLEWRAP
    limits: Limits = field(default_factory=Limits)
    hidden: tuple[Path, ...] = ()


def grade_job(job: Job) -> Graded:
    """Grade one submission. Raises GradingError when this machine cannot."""
    chapter = exercises.load(job.chapter)
    opener = opener_for(chapter, job.isolation, job.limits, job.hidden)
    release = read_release(job.release, chapter)
    return grade_submission(release, job.submission, chapter, job.seed, opener, job.limits, job.isolation)


def opener_for(chapter: Chapter, isolation: str, limits: Limits, hidden: tuple[Path, ...] = ()) -> Opener:
    """What makes the sandboxes. Raises GradingError, with the remedy, where this kind does not work."""
    if isolation == NONE:
        home = edition(chapter)
        return lambda: Unisolated(home, limits)
    if isolation != BUBBLEWRAP:
        raise GradingError(f"there is no isolation {isolation!r}; there are: {', '.join(ISOLATIONS)}")
    require()
    home = edition(chapter)
    prepare_fonts(home, lambda: Bubblewrap(home, limits, hidden))
    return lambda: Bubblewrap(home, limits, hidden)
