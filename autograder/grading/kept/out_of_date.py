"""Whose score is out of date, and why, without grading anything: the journal and the gradebook against today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import create_engine

from ... import exercises
from ...core.cell_roles import CHECK_PREFIX
from ...core.errors import GradingError
from ..config import Grading
from ..course import Course
from ..gradebook import or_say, points_of
from ..handed_in import hand_in
from ..own_seeds import own_seed
from ..release import read_release
from ..result import Marks
from .book import entered
from .counting import Rule, rules_of
from .history import POINTS, History, read_history
from .journal import read_entry
from .record_digest import record_digests
from .rows import Recorded, Registered, recorded, registered
from .up_to_date import Asked, Today, outdated, shared_changes


@dataclass
class Status:
    """How a chapter stands. outdated: why a score is, by student. up_to_date: everybody else who is graded.

    look: by student, what a person gave that needs another look, or has not given yet. chapter: what concerns all
    """

    outdated: dict[str, list[str]] = field(default_factory=dict)
    up_to_date: list[str] = field(default_factory=list)
    look: dict[str, list[str]] = field(default_factory=dict)
    chapter: list[str] = field(default_factory=list)


def status(course: Course, stem: str, students: Sequence[str] = ()) -> Status:
    """Hold everybody's result, or those of the named, against what it would depend on now. Raises GradingError."""
    try:
        chapter = exercises.load(stem)
    except KeyError as error:
        raise GradingError(str(error.args[0])) from None
    release = read_release(course.release(stem), chapter)
    settings = Grading(config=course.config)
    today = Today(release.digest, record_digests(stem), settings.isolation, settings.limits)
    rules = rules_of(course.config, stem, points_of(release))
    found, stands = _gradebook(course, stem)
    history = read_history(course.audit_trail(stem))
    names, _ = course.students(stem)
    told = Status(chapter=list(_chapter(found, rules)))
    for student in names:
        if students and student not in students:
            continue
        why = list(_why(course, stem, student, today, settings.seed))
        if not why:
            why = list(_recorded_otherwise(course, stem, student, rules, stands.get(student)))
        if why:
            told.outdated[student] = why
        else:
            told.up_to_date.append(student)
        if look := list(_looks(student, stands.get(student), rules, history)):
            told.look[student] = look
    return told


def line_of(course: Course, chapter: str) -> str:
    """Whose scores are out of date, in one sentence for whoever did not ask for it, or ""."""
    try:
        found = status(course, chapter)
    except GradingError:
        return ""  # a folder without its release or its submissions: its gradebook can be read all the same
    if not found.outdated:
        return ""
    names = list(found.outdated)
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"Scores that are out of date: {shown}. autograder status {chapter} says why."


def _gradebook(course: Course, stem: str) -> tuple[Registered | None, dict[str, Recorded]]:
    engine = or_say(course.url, lambda: create_engine(course.url))

    def ask() -> tuple[Registered | None, dict[str, Recorded]]:
        with engine.connect() as db:
            found = registered(db, stem)
            return found, recorded(db, found) if found else {}

    try:
        return or_say(course.url, ask)
    finally:
        engine.dispose()


def _chapter(found: Registered | None, rules: dict[str, Rule]) -> Iterator[str]:
    wanted = {cell: rule.most for cell, rule in rules.items()}
    had = found.points if found else wanted
    for cell in dict.fromkeys((*had, *wanted)):
        if had.get(cell) != wanted.get(cell):
            name, old, new = cell.removeprefix(CHECK_PREFIX), had.get(cell), wanted.get(cell)
            yield f"{name}: {_points(old)} in the gradebook, {_points(new)} today"


def _points(most: float | None) -> str:
    return "not there" if most is None else f"{most:g} points"


def _why(course: Course, stem: str, student: str, today: Today, seed: int) -> Iterator[str]:
    entry = read_entry(course.journal(student, stem))
    if entry is None or not course.autograded(student, stem).is_file():
        yield "not graded yet"
        return
    content = hand_in(course.submission(student, stem)).digest
    when = str(course.hand_in_time(student, stem))
    if shared := list(shared_changes(entry, content, when, today)):
        yield from shared
        return
    wanted = own_seed(course, stem, student, seed) if seed >= 0 else None
    judged = outdated(entry, content, when, today, Asked(seed=wanted))
    if len(judged) == len(today.records):
        yield "the grader, the library or all records have changed"
    elif judged:
        yield f"judged otherwise now: {', '.join(name for name in today.records if name in judged)}"


def _recorded_otherwise(
    course: Course, stem: str, student: str, rules: dict[str, Rule], stands: Recorded | None
) -> Iterator[str]:
    """Where the gradebook does not hold what the journal and the course's decisions say."""
    entry = read_entry(course.journal(student, stem))
    if entry is None or stands is None:
        yield "graded, and not in the gradebook"
        return
    scores = entered(student, Marks.of(entry.graded)).scores
    counted = {cell: rules[cell].counted(score) for cell, score in scores.items()}
    differs = [cell for cell, score in counted.items() if stands.scores.get(cell) != score]
    differs += [cell for cell, rule in rules.items() if rule.overrules and _has_score(stands, cell)]
    if differs:
        names = ", ".join(cell.removeprefix(CHECK_PREFIX) for cell in dict.fromkeys(differs))
        yield f"counts otherwise now: {names}"


def _has_score(stands: Recorded, cell: str) -> bool:
    return cell in stands.by_hand and stands.by_hand[cell].manual_score is not None


def _looks(student: str, stands: Recorded | None, rules: dict[str, Rule], history: History) -> Iterator[str]:
    if stands is None:
        return
    again = [cell for cell in stands.waiting if _has_score(stands, cell)]
    first = [cell for cell in stands.waiting if not _has_score(stands, cell)]
    if again:
        yield f"graded by hand for an answer that was another one: {_names(again)}"
    if first:
        yield f"waits for a person: {_names(first)}"
    scales = {one.name: one for one in history.chapter if one.what == POINTS}  # the last of each
    for cell, rule in rules.items():
        change = scales.get(cell.removeprefix(CHECK_PREFIX))
        if change is None or rule.ruling is not None or not _has_score(stands, cell) or change.old == rule.most:
            continue
        given = stands.by_hand[cell].manual_score
        if change.by_hand.get(student) == given:
            yield f"{given:g} by hand for {change.name}, given when it had {change.old:g} points; it has {rule.most:g}"


def _names(cells: list[str]) -> str:
    return ", ".join(sorted(cell.removeprefix(CHECK_PREFIX) for cell in cells))
