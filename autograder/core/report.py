"""What there is to say about one answer: aspect by aspect, as a whole, and what the mistake looks like.

Plain data, in words that a card, a gradebook or a journal can show. Who works it out is `judge` and `diagnose`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """How an answer stands as a whole. Unjudged: our own reference failed, so nothing can be said of the answer."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNWRITTEN = "unwritten"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Failure:
    """The first case in which an aspect did not hold.

    shown: labelled values: the inputs, what was expected, what came
    line: where in the learner's code an exception arose, and what stands there
    ours: the reference gave nothing to compare with, which says nothing about the answer and earns no points
    waits: the aspect itself holds, and counts once another one does
    unwritten: what it needs is not written yet, which is no mistake in what is there
    ended: the kind of error, where the answer did not come to its end: see `worker.observe.ErrorKind`
    """

    case: str
    message: str
    shown: tuple[tuple[str, str], ...] = ()
    line: tuple[str, str] | None = None
    exception: str = ""
    ours: bool = False
    waits: bool = False
    unwritten: bool = False
    ended: str = ""


@dataclass(frozen=True)
class AspectResult:
    """One line of the card."""

    name: str
    points: float
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether the aspect holds in every case."""
        return self.failure is None


@dataclass(frozen=True)
class Place:
    """A place in the learner's code.

    line: counted within its cell, from 1. text: what stands there, without its indentation. start, end: the columns of
        the part that is meant, in `text`.
    """

    function: str
    line: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Diagnosis:
    """What an answer looks like, with two hints.

    misconception: whether it is a recorded mistake
    places: where to look. together: each of them holds a slip; otherwise one of them does
    whole: whether it explains everything that is wrong
    another: the name of a second recorded mistake, where two explain it together
    """

    name: str
    hint: str
    second_hint: str
    misconception: bool
    places: tuple[Place, ...] = ()
    together: bool = False
    whole: bool = True
    another: str = ""


@dataclass(frozen=True)
class Report:
    """Everything there is to say about one answer to one exercise.

    with_right: the wrong answers to earlier exercises that it calls, if it holds more with right ones in their place
    """

    exercise: str
    state: State
    aspects: tuple[AspectResult, ...]
    diagnosis: Diagnosis | None = None
    notes: tuple[str, ...] = ()
    with_right: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The points of the aspects that hold."""
        return 0.0 if self.state is State.UNWRITTEN else sum(a.points for a in self.aspects if a.passed)

    @property
    def points(self) -> float:
        """The points there are."""
        return sum(aspect.points for aspect in self.aspects)


def without_hints(report: Report) -> Report:
    """The verdict and what failed, without what the mistake looks like: what an exam says."""
    return replace(report, diagnosis=None, notes=())
