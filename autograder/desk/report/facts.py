"""What a class's results say: exercise by exercise, aspect by aspect, mistake by mistake. Numbers and names, no page.

An exercise's difficulty is the share of its points that the class got. Its discrimination is the correlation of its
points with those of all others, over students: near 0 it says nothing about who understood, below 0 look at the record.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation
from types import MappingProxyType

from ...core.report import Report, State
from ...grading.grade import Graded
from ..classbook import ClassBook
from ..naming.groups import groups

Changes = Mapping[str, Mapping[str, str]]

FEWEST = 3  # students, below which a correlation says nothing
_TELLING = (State.RIGHT, State.PARTLY, State.WRONG)  # of an answer that was written


@dataclass(frozen=True)
class AspectFacts:
    """An aspect: who missed it, of those who wrote the exercise."""

    name: str
    points: float
    missed: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseFacts:
    """An exercise: who stands how, what they got of its points, and what it tells apart. states: students by state"""

    name: str
    states: Mapping[State, tuple[str, ...]]
    aspects: tuple[AspectFacts, ...]
    success: float
    discrimination: float | None

    @property
    def tried(self) -> int:
        """How many wrote something."""
        return sum(len(who) for state, who in self.states.items() if state is not State.UNWRITTEN)

    @property
    def missed(self) -> tuple[str, ...]:
        """Who wrote it and has not got it right."""
        return (*self.states.get(State.PARTLY, ()), *self.states.get(State.WRONG, ()))


@dataclass(frozen=True)
class Mistake:
    """A mistake with a name, and who makes it."""

    exercise: str
    name: str
    hint: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Unnamed:
    """Wrong answers that nobody could name and that cannot be told apart: same failures, or same smallest repair.

    said: what their card says first. who: whose they are; the first is the one to look at. group: for `autograder name`
    """

    exercise: str
    said: str
    who: tuple[str, ...]
    group: str


@dataclass(frozen=True)
class Facts:
    """Everything the report tells.

    endings: answers that hung or crashed, by exercise and by how they ended. looks: notices, by student
    afterwards: what was changed for everybody, and whose scores are out of date
    """

    book: ClassBook
    exercises: tuple[ExerciseFacts, ...]
    mistakes: tuple[Mistake, ...]
    unnamed: tuple[Unnamed, ...]
    endings: Mapping[str, Mapping[str, tuple[str, ...]]]
    looks: Mapping[str, tuple[str, ...]]
    afterwards: tuple[str, ...] = ()


def facts(
    book: ClassBook,
    graded: Mapping[str, Graded],
    changes: Changes = MappingProxyType({}),
    afterwards: tuple[str, ...] = (),
) -> Facts:
    """What a chapter's results say.

    graded: by student, of everybody whose journal can be read. changes: the smallest that would make an answer right,
        by exercise and student. afterwards: what was changed for everybody, and whose scores are out of date
    """
    names = [name for name in book.points if name not in book.written]
    reports = {name: {who: one.reports[name] for who, one in graded.items() if name in one.reports} for name in names}
    looks = {
        who: tuple(notice.text for notice in one.notices if notice.needs_review)
        for who, one in graded.items()
        if any(notice.needs_review for notice in one.notices)
    }
    return Facts(
        book,
        tuple(_exercise(book, name, reports[name]) for name in names),
        tuple(sorted(_mistakes(reports), key=lambda one: (-len(one.who), one.exercise, one.name))),
        tuple(sorted(_unnamed(reports, graded, changes), key=lambda one: (-len(one.who), one.exercise))),
        {name: ended for name in names if (ended := _endings(reports[name]))},
        looks,
        afterwards,
    )


def _exercise(book: ClassBook, name: str, reports: Mapping[str, Report]) -> ExerciseFacts:
    states: dict[State, list[str]] = defaultdict(list)
    missed: dict[tuple[str, float], list[str]] = defaultdict(list)
    for who, report in reports.items():
        states[report.state].append(who)
        for aspect in report.aspects:
            misses = missed[aspect.name, aspect.points]  # kept where it is empty, too
            if report.state in _TELLING and not aspect.passed:
                misses.append(who)
    got = [sheet.grades[name].total for sheet in book.sheets.values() if name in sheet.grades]
    rest = [sheet.exercises - sheet.grades[name].total for sheet in book.sheets.values() if name in sheet.grades]
    most = book.points[name] or max((report.points for report in reports.values()), default=0.0)  # of a bonus
    return ExerciseFacts(
        name,
        {state: tuple(who) for state, who in states.items()},
        tuple(AspectFacts(aspect, points, tuple(who)) for (aspect, points), who in missed.items()),
        sum(got) / (most * len(got)) if got and most else 0.0,
        _correlation(got, rest),
    )


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """None where there are too few, or where all have the same."""
    if len(one) < FEWEST:
        return None
    try:
        return correlation(one, other)
    except StatisticsError:
        return None


def _mistakes(reports: Mapping[str, Mapping[str, Report]]) -> Iterator[Mistake]:
    for exercise, found in reports.items():
        made: dict[tuple[str, str], list[str]] = defaultdict(list)
        for who, report in found.items():
            if report.diagnosis is not None and report.diagnosis.misconception:
                made[report.diagnosis.name, report.diagnosis.hint].append(who)
        for (name, hint), people in made.items():
            yield Mistake(exercise, name, hint, tuple(people))


def _unnamed(
    reports: Mapping[str, Mapping[str, Report]], graded: Mapping[str, Graded], changes: Changes
) -> Iterator[Unnamed]:
    for exercise, found in reports.items():
        seeds = {who: graded[who].seeds.get(exercise, 0) for who in found}
        for group in groups(exercise, found, seeds, changes.get(exercise, {})):
            yield Unnamed(exercise, _said(found[group.who[0]]), group.who, group.id)


def _said(report: Report) -> str:
    """The likely line, or the first failure."""
    if report.diagnosis is not None and report.diagnosis.places:
        place = report.diagnosis.places[0]
        return f"{report.diagnosis.name} (line {place.line} of {place.function}: {place.text})"
    failed = next(aspect for aspect in report.aspects if aspect.failure is not None)
    assert failed.failure is not None
    return f"{failed.name}: {failed.failure.message}"


def _endings(reports: Mapping[str, Report]) -> dict[str, tuple[str, ...]]:
    """Whose answers did not come to their end, by how they ended; by the first way where there are several."""
    found: dict[str, list[str]] = defaultdict(list)
    for who, report in reports.items():
        ways = [
            aspect.failure.ended for aspect in report.aspects if aspect.failure is not None and aspect.failure.ended
        ]
        if ways:
            found[ways[0]].append(who)
    return {way: tuple(people) for way, people in found.items()}
