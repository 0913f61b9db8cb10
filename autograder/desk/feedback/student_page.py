"""The feedback page: on top what a student wants to know first, then exercise by exercise.

Everything that came from a student is text here and is escaped, or was made harmless when it was graded.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from ...core.report import Report, State
from ...grading.autograded import strip_control
from ...grading.kept.counting import Ruling
from ...grading.kept.history import Change
from ...grading.lateness.hand_in_time import span
from ...notebook.card_parts import SIGNS, opening
from ...notebook.card_parts import amount as points
from ...notebook.html_card import html_card
from ..classbook import Grade
from ..document import document
from .gather import Feedback
from .mathematics import with_mathml
from .own_figures import LARGEST_PAGE, drawn, size_of

_STYLE = (Path(__file__).parent / "student_page.css").read_text(encoding="utf-8")
_MOST_NOTES = 3
_HEADER = ("", "exercise", "points", "what was lost, and what the mistake looks like")


def page(feedback: Feedback) -> str:
    """The page as HTML."""
    before, cards = [*_top(feedback), *_overview(feedback)], dict(_exercises(feedback))
    after = [*_written(feedback), *_history(feedback)]
    room = LARGEST_PAGE - size_of(_STYLE, *before, *cards.values(), *after)
    shown = [card + figure for card, figure in zip(cards.values(), drawn(feedback.figures, cards, room), strict=True)]
    parts = [*before, "<h2>Exercise by exercise</h2>", *shown, *after]
    return document(f"{feedback.title}: {feedback.sheet.student.name}", _STYLE, parts)


def _top(feedback: Feedback) -> Iterator[str]:
    sheet, book = feedback.sheet, feedback.book
    yield f"<h1>{escape(feedback.title)}</h1>"
    known = f" ({escape(sheet.student.id)})" if sheet.student.name != sheet.student.id else ""
    yield f"<p><b>{escape(sheet.student.name)}</b>{known}<br>{escape(_handed_in(feedback))}</p>"
    yield f'<p class="total">{points(sheet.total)} of {points(book.total_points)} points</p>'
    if book.scale != 1:
        yield f'<p class="soft">They count {points(sheet.counts)} of {points(book.counts)} in the course.</p>'
    yield f'<p class="soft">{escape(_made_of(feedback))}</p>'
    if sheet.ungraded:
        names = ", ".join(sheet.ungraded)
        yield f'<p class="told"><b>Not graded yet:</b> {escape(names)}. The total will change.</p>'
    if feedback.announced:
        yield f'<div class="told"><b>Changed for everybody</b>{_notes(list(feedback.announced))}</div>'
    notices = feedback.graded.notices if feedback.graded else ()
    if notices:
        yield f'<div class="told"><b>Notes from grading</b>{_notes([notice.text for notice in notices])}</div>'


def _notes(texts: list[str]) -> str:
    """The first of them, and the others folded: a slow answer has one for every case."""
    items = [f"<li>{escape(strip_control(text))}</li>" for text in texts]
    first, rest = items[:_MOST_NOTES], items[_MOST_NOTES:]
    folded = f"<details><summary>and {len(rest)} more</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return f"<ul>{''.join(first)}</ul>{folded}"


def _handed_in(feedback: Feedback) -> str:
    sheet = feedback.sheet
    if sheet.timestamp is None:
        return "No time of handing in was noted."
    told = f"Handed in on {_time(sheet.timestamp)}"
    if feedback.book.due is None:
        return f"{told}."
    if sheet.seconds_late <= 0:
        return f"{told}, in time."
    rule = f" ({feedback.late_rule})" if feedback.late_rule else ""
    cost = f"; it cost {points(sheet.penalty)} points{rule}" if sheet.penalty else "; it cost nothing"
    return f"{told}, {span(sheet.seconds_late)} late{cost}."


def _made_of(feedback: Feedback) -> str:
    sheet, book = feedback.sheet, feedback.book
    parts = [f"Exercises {points(sheet.exercises)} of {points(book.exercise_points)}"]
    if book.written:
        waits = any(sheet.grades[name].score is None for name in book.written if name in sheet.grades)
        said = "not graded yet" if waits else f"{points(sheet.written)} of {points(book.written_points)}"
        parts.append(f"written answers {said}")
    if sheet.penalty:
        parts.append(f"{points(sheet.penalty)} taken off for being late")
    return ", ".join(parts) + "."


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _overview(feedback: Feedback) -> Iterator[str]:
    """A line for each cell with points."""
    head = "".join(f"<th>{name}</th>" for name in _HEADER)
    rows = "".join(_row(feedback, name) for name in feedback.book.points)
    yield f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(feedback: Feedback, name: str) -> str:
    report, grade = _report(feedback, name), feedback.sheet.grades.get(name)
    state = _state(grade, report)
    sign = SIGNS.get(state, "–")
    return (
        f'<tr><td class="{state}">{sign}</td><td><a href="#{escape(name)}">{escape(name)}</a></td>'
        f'<td class="points">{_counts(feedback, name)}</td><td class="said">{_looks_like(report)}'
        f"{escape(', '.join(filter(None, [feedback.rulings.get(name), _said(grade, report)])))}</td></tr>"
    )


def _counts(feedback: Feedback, name: str) -> str:
    """What a cell brought, of what there is to be had."""
    grade, ruling = feedback.sheet.grades.get(name), feedback.rulings.get(name)
    if ruling == Ruling.WITHDRAWN:
        return "counts for nobody"
    got = "–" if grade is None or grade.score is None else points(grade.total)
    return f"{got} on top" if ruling == Ruling.BONUS else f"{got} of {points(feedback.book.points[name])}"


def _state(grade: Grade | None, report: Report | None) -> State:
    if grade is None or grade.score is None:
        return State.UNJUDGED
    if report is not None and not grade.by_hand:
        return report.state
    if grade.total >= grade.points:
        return State.RIGHT if grade.total else State.WRONG  # of a bonus, which has no points that one must have
    return State.PARTLY if grade.total else State.WRONG


def _said(grade: Grade | None, report: Report | None) -> str:
    if grade is None or grade.score is None:
        return "not graded yet"
    parts = [f"{points(grade.extra)} points extra"] if grade.extra else []
    if grade.by_hand:
        parts.append("graded by a person")
    if report is None:
        return ", ".join(parts)
    if report.state is State.UNWRITTEN:
        return ", ".join([*parts, "not written"])
    lost = [f"{aspect.name} ({points(aspect.points)})" for aspect in report.aspects if not aspect.passed]
    return ", ".join([*parts, *lost])


def _looks_like(report: Report | None) -> str:
    """The mistake by name, or where to look."""
    if report is None or report.diagnosis is None:
        return ""
    said, name = opening(report.diagnosis)
    return f'<span class="looks">{escape(said)}: {escape(name)}</span>'


def _report(feedback: Feedback, name: str) -> Report | None:
    return feedback.graded.reports.get(name) if feedback.graded else None


def _exercises(feedback: Feedback) -> Iterator[tuple[str, str]]:
    for name in feedback.book.points:
        if name not in feedback.book.written:
            yield name, _exercise(feedback, name)


def _exercise(feedback: Feedback, name: str) -> str:
    report, grade = _report(feedback, name), feedback.sheet.grades.get(name)
    parts = [f'<section class="exercise" id="{escape(name)}">']
    parts.append(f'<div class="card">{html_card(report)}</div>' if report else f"<h3>{escape(name)}</h3>")
    if name in feedback.rulings:
        parts.append(f'<p class="told"><b>{feedback.rulings[name]}</b>: {_counts(feedback, name)}</p>')
    if report and report.diagnosis and report.diagnosis.second_hint:
        hint = escape(report.diagnosis.second_hint)
        parts.append(f'<details class="hint"><summary>One step more</summary><p>{hint}</p></details>')
    answer = feedback.answers.get(name, "").strip()
    if answer:
        parts.append(f"<details><summary>Your answer</summary><pre>{escape(strip_control(answer))}</pre></details>")
    parts.append(_comment(grade))
    return "".join(parts) + "</section>"


def _comment(grade: Grade | None) -> str:
    if grade is None or not grade.comment:
        return ""
    return f'<p class="told"><b>Comment</b><br>{escape(strip_control(grade.comment)).replace(chr(10), "<br>")}</p>'


def _written(feedback: Feedback) -> Iterator[str]:
    asked = [name for name in feedback.book.points if name in feedback.book.written]
    if not asked:
        return
    yield "<h2>In your words</h2>"
    for name in asked:
        yield _written_answer(feedback, name)


def _written_answer(feedback: Feedback, name: str) -> str:
    grade = feedback.sheet.grades.get(name)
    waits = grade is None or grade.score is None
    counts = f"{'not graded yet, ' if waits else ''}{_counts(feedback, name)}"
    answer = with_mathml(feedback.answers.get(name, ""))  # sanitized when it was graded
    return (
        f'<section class="exercise" id="{escape(name)}"><h3>{escape(name)}</h3><p>Points: {counts}</p>'
        f'<div class="answer">{answer or "Nothing was written."}</div>{_comment(grade)}</section>'
    )


def _history(feedback: Feedback) -> Iterator[str]:
    if not feedback.changes:
        return
    yield "<h2>Scores that have changed</h2>"
    items = "".join(f"<li>{escape(_changed(change))}</li>" for change in feedback.changes)
    yield f"<ul>{items}</ul>"


def _changed(change: Change) -> str:
    old, new = ("not graded" if score is None else points(score) for score in (change.old, change.new))
    given = ", by a person" if change.by_hand else ""
    return f"{_time(change.when.astimezone(UTC))}: {change.exercise} from {old} to {new}{given}"
