"""Name a group of wrong answers: all of them, now, and in later runs, get the name and its hint.

What is written: the course folder's list of named mistakes and an entry for the record beside it, the journal and the
autograded notebook of everybody in the group, and anew the feedback pages and the report that there are.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ...core.atomic import write_atomically
from ...core.cell_roles import CHECK_PREFIX
from ...core.errors import GradingError
from ...core.record import Exercise, Misconception
from ...core.report import Report
from ...grading.course import Course
from ...grading.grade_class import chapter_of
from ...grading.kept.audit import whoami
from ...grading.kept.journal import Entry, read_entry, write_entry
from ...grading.kept.one_grader import one_grader
from ...grading.named.class_mistake import ClassMistake, read_mistakes, with_name, write_mistakes
from ...grading.named.recognise import change_of
from ...notebook.card import text_card
from ...notebook.html_card import html_card
from ...verify.record_rules import of_hints
from ..feedback.gather import answers_in
from .entry import entry
from .groups import Group, groups

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Named:
    """What came of it. who: has the name now. record: the file with the entry. pages: feedback that is out of date"""

    mistake: ClassMistake
    who: tuple[str, ...]
    record: Path
    pages: tuple[str, ...]


def name_group(course: Course, stem: str, exercise: str, group: str, name: str, hint: str, second: str = "") -> Named:
    """Name a group by its letters, or another name for one that was named before. Raises GradingError."""
    asked = _exercise(stem, exercise)
    _hold(asked, name, hint, second)
    with one_grader(course.lock(stem), stem):
        known = read_mistakes(course.mistakes(stem))
        entries = {one.student: one for one in _entries(course, stem) if exercise in one.graded.reports}
        before = next((one for one in known if (one.exercise, one.name) == (exercise, group)), None)
        if any((one.exercise, one.name) == (exercise, name) for one in known if one is not before):
            raise GradingError(f"{name!r} is a name that was given in {exercise} already; take another one")
        who = _named(entries, before) if before else _group(course, stem, asked, entries, group).who
        mistake = _mistake(course, stem, asked, before, who, (name, hint, second))
        write_mistakes(course.mistakes(stem), [*(one for one in known if one is not before), mistake])
        record = _write_entry(course, stem, mistake, group if before else name)
        for student in who:
            _give(course, stem, entries[student], mistake)
    pages = tuple(student for student in who if course.feedback(student, stem).is_file())
    return Named(mistake, who, record, pages)


def _exercise(stem: str, name: str) -> Exercise:
    chapter = chapter_of(stem)
    try:
        return chapter.exercise(name)
    except KeyError:
        there = ", ".join(one.name for one in chapter.exercises)
        raise GradingError(f"{stem} has no exercise {name!r}; it has: {there}") from None


def _hold(exercise: Exercise, name: str, hint: str, second: str) -> None:
    """What a record asks of a name and its hints holds here, too."""
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable() or "`" in name or name.startswith("#"):
        raise GradingError(f"{name!r} is no name for a mistake: a few words, such as --as “wrong axis”")
    if name in {one.name for one in exercise.misconceptions}:
        raise GradingError(f"{exercise.name} has a recorded mistake {name!r} already, which these answers have not")
    told = list(of_hints(Misconception(name, (), hint, second or "Where does it come from?"), exercise.name))
    if told:
        raise GradingError("; ".join(f"this is {trouble}" for trouble in told) + ". A hint says what was seen, and why")


def _entries(course: Course, stem: str) -> list[Entry]:
    found = (read_entry(path) for path in sorted(course.journal("x", stem).parent.glob("*.json")))
    return [one for one in found if one is not None]


def _group(course: Course, stem: str, exercise: Exercise, entries: dict[str, Entry], asked: str) -> Group:
    reports = {student: one.graded.reports[exercise.name] for student, one in entries.items()}
    seeds = {student: one.graded.seeds.get(exercise.name, 0) for student, one in entries.items()}
    found = groups(exercise.name, reports, seeds, changes(course, stem, exercise, reports))
    fitting = [one for one in found if asked and one.id.startswith(asked.lower())]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(f"{one.id} ({len(one.who)})" for one in found)
    said = f"there are: {there}" if found else "no wrong answer to it is without a name"
    raise GradingError(f"{stem} has no group {asked!r} of wrong answers to {exercise.name}; {said}")


def changes(course: Course, stem: str, exercise: Exercise, reports: dict[str, Report]) -> dict[str, str]:
    """By student, the smallest change that would make an answer right."""
    answers = {student: dict(answers_in(course.autograded(student, stem))) for student in reports}
    return {student: change_of(stem, exercise, one.get(exercise.name, "")) for student, one in answers.items()}


def _named(entries: dict[str, Entry], mistake: ClassMistake) -> tuple[str, ...]:
    """Who has a name that was given before."""
    reports = {student: one.graded.reports[mistake.exercise] for student, one in entries.items()}
    return tuple(student for student, one in reports.items() if one.diagnosis == mistake.diagnosis)


def _mistake(
    course: Course,
    stem: str,
    exercise: Exercise,
    before: ClassMistake | None,
    who: Sequence[str],
    words: tuple[str, str, str],
) -> ClassMistake:
    name, hint, second = words
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if before is not None:
        return replace(before, name=name, hint=hint, second_hint=second, who=whoami(), when=now)
    answers = {student: dict(answers_in(course.autograded(student, stem))) for student in who}
    known = sorted({change_of(stem, exercise, one.get(exercise.name, "")) for one in answers.values()} - {""})
    example = tuple(answers[who[0]].items())
    return ClassMistake(exercise.name, name, hint, second, tuple(known), example, whoami(), now)


def _write_entry(course: Course, stem: str, mistake: ClassMistake, replaces: str) -> Path:
    """Put the entry into the exercise's Markdown in the course folder, in the place of one of that name."""
    path = course.mistakes(stem).with_suffix("") / f"{mistake.exercise}.md"
    try:
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        sections = [one for one in there.split("\n## ") if one.strip()]
        kept = ["## " + one.removeprefix("## ").strip() + "\n" for one in sections]
        kept = [one for one in kept if one.splitlines()[0] != f"## {replaces}"]
        write_atomically(path, "\n".join([*kept, entry(stem, mistake)]))
    except (OSError, UnicodeDecodeError) as error:
        raise GradingError(f"cannot write {path}: {error}") from None
    return path


def _give(course: Course, stem: str, one: Entry, mistake: ClassMistake) -> None:
    """Write the name into a submission's journal entry, and its card into the autograded notebook."""
    report = with_name(one.graded.reports[mistake.exercise], mistake)
    graded = replace(one.graded, reports={**one.graded.reports, mistake.exercise: report})
    path = course.autograded(one.student, stem)
    try:
        notebook = _with_card(path.read_text(encoding="utf-8"), report)
        path.chmod(path.stat().st_mode | 0o200)  # nbgrader makes what it writes read-only
        write_atomically(path, notebook)
        write_entry(course.journal(one.student, stem), replace(one, graded=graded))
    except (OSError, ValueError, LookupError) as error:
        raise GradingError(
            f"{one.student}: the result cannot be written ({error}). The name is kept; grade {one.student} again: "
            f"autograder grade {stem} --again --student {one.student}"
        ) from None


def _with_card(text: str, report: Report) -> str:
    """The autograded notebook with a card in the place of the one that an exercise has."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == f"{CHECK_PREFIX}{report.exercise}":
            shown = {"text/plain": text_card(report), "text/html": html_card(report)}
            cell["outputs"] = [{"output_type": "display_data", "data": shown, "metadata": {}}]
    return json.dumps(notebook, ensure_ascii=False) + "\n"
