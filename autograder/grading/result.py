"""What a run over a class brings, kept small: ten thousand submissions are some megabytes.

Everything else about a submission stands in its journal entry, which `ClassResult.graded` reads when it is asked for.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from ..core.report import State
from .grade import Graded
from .job import Isolation
from .kept.rows import IN_TIME, Late

_LONGEST = 200  # characters of a notice that are kept for the summary


@dataclass(frozen=True)
class Marks:
    """Of one result, what goes into the gradebook and the summary.

    scores, states: by exercise. points: that there are for exercises. mistakes: their names, by exercise
    answered: written questions in which something was written. digests: of all answers, by exercise and question
    look: the first notice because of which somebody should look, or "". lesser: how many others there are
    """

    scores: Mapping[str, float]
    states: Mapping[str, State]
    points: float
    mistakes: Mapping[str, str]
    answered: Mapping[str, bool]
    look: str
    lesser: int
    seconds: float
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, graded: Graded) -> Self:
        """Those of a graded submission."""
        reports = graded.reports
        looks = [notice.text for notice in graded.notices if notice.needs_review]
        return cls(
            scores=graded.scores,
            states={name: report.state for name, report in reports.items()},
            points=graded.points,
            mistakes={name: report.diagnosis.name for name, report in reports.items() if report.diagnosis is not None},
            answered=dict(graded.answered),
            look=looks[0][:_LONGEST] if looks else "",
            lesser=len(graded.notices) - len(looks),
            seconds=graded.seconds,
            digests=dict(graded.answers),
        )

    @property
    def score(self) -> float:
        """All points; what is written in words comes later."""
        return sum(self.scores.values())


class Row(NamedTuple):
    """A student's line of the summary. states: of the exercises, in their order"""

    score: float
    points: float
    states: tuple[State, ...]
    look: str
    late: Late = IN_TIME


@dataclass
class ClassResult:
    """The outcome of a run: who was graded, who could not be and why, folders that are nobody's, and
    notebooks that lie loose beside the submissions.

    rows: by student, of everybody whose result is recorded, now or before. fresh: how many were graded in this run
    states: by exercise, how many have each. mistakes: by exercise and name
    written_points: that there are for written answers
    by_hand: submissions with a written answer. looks: those that somebody should look at. lesser: other notices
    """

    chapter: str
    seed: int
    isolation: Isolation
    read: Callable[[str], Graded]
    rows: dict[str, Row] = field(default_factory=dict)
    fresh: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    invalid_folders: list[str] = field(default_factory=list)
    loose: list[Path] = field(default_factory=list)
    states: dict[str, Counter[State]] = field(default_factory=dict)
    mistakes: Counter[tuple[str, str]] = field(default_factory=Counter)
    written_points: float = 0.0
    by_hand: int = 0
    looks: int = 0
    lesser: int = 0

    def add(self, student: str, marks: Marks, late: Late = IN_TIME, fresh: bool = True) -> None:
        """Keep what the summary needs of a result."""
        self.rows[student] = Row(marks.score, marks.points, tuple(marks.states.values()), marks.look, late)
        self.fresh += fresh
        for exercise, state in marks.states.items():
            self.states.setdefault(exercise, Counter())[state] += 1
        self.mistakes.update(marks.mistakes.items())
        self.by_hand += any(marks.answered.values())
        self.looks += bool(marks.look)
        self.lesser += marks.lesser

    @property
    def graded(self) -> Mapping[str, Graded]:
        """Everything about each recorded submission but its notebook, read from the journal when it is looked up."""
        return _Journal(self)


class _Journal(Mapping[str, Graded]):
    def __init__(self, outcome: ClassResult) -> None:
        self._outcome = outcome

    def __getitem__(self, student: str) -> Graded:
        if student not in self._outcome.rows:
            raise KeyError(student)
        return self._outcome.read(student)

    def __iter__(self) -> Iterator[str]:
        return iter(self._outcome.rows)

    def __len__(self) -> int:
        return len(self._outcome.rows)
