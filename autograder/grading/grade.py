"""Grade one submission: restore it, run it in a sandbox, and hold what was seen against the record.

The verdict is made here, on the trusted side. The submission's part in it is what its functions returned.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..core.cell_roles import ANSWERED, Role
from ..core.comparison import comparison
from ..core.diagnose import report, state_of, unwritten
from ..core.errors import SandboxLost
from ..core.judge import judge
from ..core.record import Chapter, Exercise
from ..core.report import Report, State
from ..sandbox.limits import Limits
from .autograded import autograded_notebook
from .figures.shown import Figures, figures_of
from .handed_in import hand_in
from .job import Isolation, Job, materials, sandbox_factory
from .named.recognise import recognised
from .notices import Notice
from .restore import restore
from .running.run import Run, Seen
from .running.with_solutions import follow_through


@dataclass(frozen=True)
class Graded:
    """Everything that grading one submission brought.

    reports: by exercise. answered: written questions in which something was written, for a person to grade.
    notebook: the autograded notebook, as text
    seed, release, content, isolation, limits: what the result depends on. records, seeds: by exercise, the digest of
        what it was judged by, and the seed of its cases
    answers: by exercise and written question, the digest of what was written
    """

    chapter: str
    reports: Mapping[str, Report]
    answered: Mapping[str, bool]
    notices: tuple[Notice, ...]
    notebook: str
    seed: int
    release: str
    content: str
    isolation: Isolation
    seconds: float
    limits: Limits = field(default_factory=Limits)
    records: Mapping[str, str] = field(default_factory=dict)
    seeds: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

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
        return {"score": self.score, "points": self.points, **kept}


def grade_submission(job: Job) -> Graded:
    """Grade one submission. Raises GradingError when this machine cannot; a submission cannot make it raise."""
    try:
        return _grade(job)
    except SandboxLost:
        return _grade(job)  # from the start, as if nothing had happened


def _grade(job: Job) -> Graded:
    started = time.monotonic()
    with_what = materials(job.chapter, job.release, job.digest)
    chapter, release = with_what.chapter, with_what.release
    make_sandbox = sandbox_factory(job, with_what.edition)
    handed = job.handed_in or hand_in(job.submission)
    restored = restore(release, handed, job.earlier)
    fresh = [exercise for exercise in chapter.exercises if exercise.name not in job.kept]
    if restored.readable:
        with Run(restored, chapter, job.seed, make_sandbox, job.limits) as run:
            seen = run.everything()
            reports = _reports(chapter, seen, job)
            reports |= follow_through(run, fresh, chapter, restored.cells, job.seed, reports)
        reports |= recognised(job, make_sandbox, seen.observations, restored.cells, reports)
        figures = figures_of(restored.cells, chapter, reports, make_sandbox)
    else:
        seen = Seen(unwritten={exercise.name for exercise in chapter.exercises})
        reports, figures = _reports(chapter, seen, job), Figures({})
    notices = (*_unknown_time(job), *restored.notices, *seen.notices, *_remarks(reports), *figures.notices)
    return Graded(
        chapter=chapter.stem,
        reports=reports,
        answered={cell.name: cell.changed for cell in restored.cells if cell.role is Role.WRITTEN},
        notices=notices,
        notebook=autograded_notebook(release, restored.cells, seen.results, reports, notices, figures.shown),
        seed=job.seed,
        release=release.digest,
        content=handed.digest,
        isolation=job.isolation,
        seconds=time.monotonic() - started,
        limits=job.limits,
        records={name: job.kept[name].record if name in job.kept else with_what.records[name] for name in reports},
        seeds={name: job.kept[name].seed if name in job.kept else job.seed for name in reports},
        answers={cell.name: _digest(cell.source) for cell in restored.cells if cell.role in ANSWERED},
    )


def _unknown_time(job: Job) -> list[Notice]:
    """What there is to say of a time of handing in that cannot be read."""
    problem = job.places.time.problem if job.places else ""
    told = f"When this was handed in is not known, so nothing is taken off for being late. {problem}."
    return [Notice(told)] if problem else []


def _digest(answer: str) -> str:
    """Which answer it is. Lines at its ends that are empty make it no other."""
    return hashlib.sha256(answer.strip().encode(errors="replace")).hexdigest()[:16]


def _remarks(reports: Mapping[str, Report]) -> list[Notice]:
    """What there is to say of how the answers were judged."""
    noted = [Notice(f"{name}: {note}.") for name, one in reports.items() for note in one.notes]
    return noted + [Notice(_fault(name, one)) for name, one in reports.items() if one.state is State.UNJUDGED]


def _fault(exercise: str, report: Report) -> str:
    """What the instructor is told of an exercise that our own side could not judge."""
    why = next(a.failure.message for a in report.aspects if a.failure is not None and a.failure.ours)
    return f"{exercise} was not judged: {why}. Mend the course's installation, and grade again."


def _reports(chapter: Chapter, seen: Seen, job: Job) -> dict[str, Report]:
    """Exercise by exercise, what was kept of it, or else what was seen now."""
    return {
        one.name: job.kept[one.name].report if one.name in job.kept else _verdict(one, seen, job.seed)
        for one in chapter.exercises
    }


def _verdict(exercise: Exercise, run: Seen, seed: int) -> Report:
    if exercise.name in run.unwritten:
        return unwritten(exercise)
    seen = run.observations.get(exercise.name, {})
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
