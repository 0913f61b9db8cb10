"""Grade one submission: restore it, run it in a sandbox, and hold what was seen against the record.

The verdict is made here, on the trusted side. The submission's part in it is what its functions returned.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.comparison import comparison
from ..core.diagnose import report, state_of, unwritten
from ..core.judge import judge
from ..core.record import Chapter, Exercise
from ..core.report import Report, State
from ..sandbox.limits import Limits
from ..sandbox.sandbox import SandboxFactory
from ..worker.observe import Observation
from .autograded import autograded_notebook
from .notices import Notice
from .release import Release
from .restore import restore
from .run import run

FORMAT = 1  # of `Graded.to_json`


@dataclass(frozen=True)
class Graded:
    """Everything that grading one submission brought.

    reports: by exercise. answered: written questions in which something was written, for a person to grade.
    notebook: the autograded notebook, as text. seed, release, content: what the result depends on.
    """

    chapter: str
    reports: Mapping[str, Report]
    answered: Mapping[str, bool]
    notices: tuple[Notice, ...]
    notebook: str
    seed: int
    release: str
    content: str
    isolation: str
    seconds: float

    @property
    def scores(self) -> dict[str, float]:
        """Points by exercise."""
        return {name: report.score for name, report in self.reports.items()}

    @property
    def score(self) -> float:
        """All points; what is written in words comes later."""
        return sum(self.scores.values())

    @property
    def points(self) -> float:
        """The points that there are for exercises."""
        return sum(report.points for report in self.reports.values())

    def to_json(self) -> dict[str, Any]:
        """What the journal keeps: everything but the notebook."""
        kept = asdict(self)
        del kept["notebook"]
        for name, one in self.reports.items():
            kept["reports"][name] |= {"score": one.score, "points": one.points}
        return {"format": FORMAT, "score": self.score, "points": self.points, **kept}


def grade_submission(
    release: Release,
    path: Path,
    chapter: Chapter,
    seed: int,
    make_sandbox: SandboxFactory,
    limits: Limits,
    isolation: str,
) -> Graded:
    """Grade the notebook `path`. Raises GradingError when this machine cannot; a submission cannot make it raise."""
    started = time.monotonic()
    restored = restore(release, path)
    if restored.readable:
        seen = run(restored, chapter, seed, make_sandbox, limits)
        results, found = seen.results, tuple(seen.notices)
        reports = {
            exercise.name: unwritten(exercise)
            if exercise.name in seen.unwritten
            else _verdict(exercise, seen.observations.get(exercise.name, {}), seed)
            for exercise in chapter.exercises
        }
    else:
        results, found = {}, ()
        reports = {exercise.name: unwritten(exercise) for exercise in chapter.exercises}
    noted = [Notice(f"{name}: {note}.") for name, one in reports.items() for note in one.notes]
    noted += [Notice(_fault(name, one)) for name, one in reports.items() if one.state is State.UNJUDGED]
    notices = (*restored.notices, *found, *noted)
    return Graded(
        chapter.stem,
        reports,
        {cell.name: cell.changed for cell in restored.cells if cell.role == "written"},
        notices,
        autograded_notebook(release, restored.cells, results, reports, notices),
        seed,
        release.digest,
        hashlib.sha256(restored.content).hexdigest(),
        isolation,
        time.monotonic() - started,
    )


def _fault(exercise: str, report: Report) -> str:
    """What the instructor is told of an exercise that our own side could not judge."""
    why = next(a.failure.message for a in report.aspects if a.failure is not None and a.failure.ours)
    return f"{exercise} was not judged: {why}. Mend the course's installation, and grade again."


def _verdict(exercise: Exercise, seen: Mapping[str, Observation], seed: int) -> Report:
    compared = comparison(exercise, seed)
    try:
        return report(compared, compared.observed(seen))
    except Exception as error:
        # A learner's numbers go deep into the diagnosis. Whatever it trips over, the points that hold are theirs.
        problem = f"no diagnosis was made ({type(error).__name__})"
    try:
        aspects = judge(compared, compared.observed(seen))
    except Exception as error:
        problem = f"what the answer returned could not be compared ({type(error).__name__})"
        aspects = judge(compared, compared.observed({}))
    return Report(exercise.name, state_of(aspects), aspects, notes=(problem,))
