"""The report as one page that needs nothing else: three sentences, scores, exercises, mistakes, what is open."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from statistics import median

from ...core.report import State
from ...grading.autograded import strip_control
from ...notebook.card_parts import amount as points
from ...worker.observe import ErrorKind
from ..document import document
from .alike import Alike
from .facts import ExerciseFacts, Facts
from .sentences import opening, share

_STYLE = (Path(__file__).parent / "class_page.css").read_text(encoding="utf-8")
_MOST_NAMES = 12  # of students in a row; the others are folded
_ENDED: dict[str, str] = {
    ErrorKind.TIME: "took too long",
    ErrorKind.STOPPED: "ended the process, or needed too much memory",
    ErrorKind.PROTOCOL: "wrote to the grader, or returned too much",
    ErrorKind.NOT_RUN: "not run, as what came before had used up the submission's time",
}
_LOW = 0.1  # a discrimination below which somebody should look at the exercise


def page(title: str, facts: Facts, same: Sequence[Alike], scores: str, exercises: str) -> str:
    """The page as HTML. scores, exercises: the figures"""
    parts = [
        f"<h1>{escape(title)}: the class</h1>",
        *(f'<p class="opening">{escape(sentence)}</p>' for sentence in opening(facts)),
        *(f"<p>{escape(sentence)}</p>" for sentence in facts.afterwards),
        *_scores(facts, scores),
        *_exercises(facts, exercises),
        *_mistakes(facts),
        *_unnamed(facts),
        *_endings(facts),
        *_looks(facts),
        *_alike(same),
    ]
    return document(f"{title}: the class", _STYLE, parts)


def _scores(facts: Facts, figure: str) -> Iterator[str]:
    book = facts.book
    totals = [sheet.total for sheet in book.sheets.values()]
    yield "<h2>Scores</h2>"
    yield (
        f"<p>{len(totals)} submissions, {points(book.total_points)} points: {points(book.exercise_points)} for "
        f"exercises and {points(book.written_points)} for written answers. Median {points(median(totals))}, from "
        f"{points(min(totals))} to {points(max(totals))}.</p>"
    )
    if book.scale != 1:
        middle = points(median(totals) * book.scale)
        yield f"<p>In the course they count {points(book.counts)}, and the median counts {middle}.</p>"
    late = [name for name, sheet in book.sheets.items() if sheet.seconds_late > 0]
    if late:
        cost = sum(sheet.penalty for sheet in book.sheets.values())
        yield f"<p>{len(late)} were late, which cost {points(cost)} points together: {names(late)}</p>"
    yield _figure(figure)


def _figure(drawn: str) -> str:
    """A figure that a phone shows in its size, to be moved sideways, and not in letters of four pixels."""
    return f'<div class="figure">{drawn}</div>'


def _exercises(facts: Facts, figure: str) -> Iterator[str]:
    yield "<h2>Exercise by exercise</h2>"
    yield _figure(figure)
    yield (
        "<p>Of those who wrote it. <b>Got</b> is the share of its points that the class has; <b>tells</b> is how well "
        "it tells who understood, the correlation with all other points: near 0 it says nothing.</p>"
    )
    head = "".join(f"<th>{name}</th>" for name in ("exercise, aspect", "missed by", "got", "tells", "who"))
    rows = "".join(_exercise_rows(one) for one in facts.exercises)
    yield f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _exercise_rows(one: ExerciseFacts) -> str:
    tells = "–" if one.discrimination is None else f"{one.discrimination:.2f}"
    low = ' class="look"' if one.discrimination is not None and one.discrimination < _LOW else ""
    rows = [
        f"<tr><td><b>{escape(one.name)}</b></td><td>{share(len(one.missed), one.tried)}</td>"
        f"<td>{100 * one.success:.0f} %</td><td{low}>{tells}</td><td>{names(one.missed)}</td></tr>"
    ]
    for aspect in one.aspects:
        if aspect.missed:
            rows.append(
                f'<tr class="aspect"><td>{escape(aspect.name)}</td><td>{share(len(aspect.missed), one.tried)}</td>'
                f"<td></td><td></td><td>{names(aspect.missed)}</td></tr>"
            )
    empty = one.states.get(State.UNWRITTEN, ())
    if empty:
        count = len(empty)
        rows.append(
            f'<tr class="aspect"><td>not written</td><td>{count}</td><td></td><td></td><td>{names(empty)}</td></tr>'
        )
    return "".join(rows)


def _mistakes(facts: Facts) -> Iterator[str]:
    yield "<h2>Mistakes to teach from</h2>"
    if not facts.mistakes:
        yield "<p>None that has a name.</p>"
    for one in facts.mistakes:
        yield (
            f'<div class="mistake"><b>{len(one.who)} × {escape(one.name)}</b> in {escape(one.exercise)}'
            f"<p>{escape(strip_control(one.hint))}</p><p>{names(one.who)}</p></div>"
        )


def _unnamed(facts: Facts) -> Iterator[str]:
    if not facts.unnamed:
        return
    yield "<h2>Wrong answers without a name</h2>"
    yield (
        "<p>A line is a group that cannot be told apart: the same failures, or the same smallest repair. Name it, and "
        "all of them get the name and its hint, now and in later runs:</p>"
        f"<pre>autograder name {escape(facts.book.chapter)} EXERCISE GROUP "
        "--as &quot;…&quot; --hint &quot;…&quot;</pre>"
    )
    items = "".join(
        f"<li><b>{len(one.who)} × {escape(one.exercise)}</b> <code>{one.group}</code>: "
        f"{escape(strip_control(one.said))}<br>{names(one.who)}</li>"
        for one in facts.unnamed
    )
    yield f"<ul>{items}</ul>"


def _endings(facts: Facts) -> Iterator[str]:
    if facts.endings:
        yield "<h2>Answers that hung or crashed</h2>"
        items = "".join(
            f"<li><b>{escape(name)}</b>, {_ENDED.get(how, how)} ({len(who)}): {names(who)}</li>"
            for name, ended in facts.endings.items()
            for how, who in ended.items()
        )
        yield f"<ul>{items}</ul>"


def _looks(facts: Facts) -> Iterator[str]:
    if facts.looks:
        yield "<h2>Submissions to look at</h2>"
        items = "".join(
            f"<li><b>{escape(who)}</b>: {escape(strip_control(' '.join(texts)))}</li>"
            for who, texts in facts.looks.items()
        )
        yield f"<ul>{items}</ul>"


def _alike(same: Sequence[Alike]) -> Iterator[str]:
    if same:
        yield "<h2>Answers that are alike</h2>"
        yield "<p>The same but for names, comments and layout. It may mean nothing, and no point is taken for it.</p>"
        items = "".join(
            f"<li><b>{escape(one.exercise)}</b>, {one.statements} statements: {names(one.who)}</li>" for one in same
        )
        yield f"<ul>{items}</ul>"


def names(who: Iterable[str]) -> str:
    """Students by id, the first of them open."""
    everybody = [escape(name) for name in who]
    first, rest = everybody[:_MOST_NAMES], everybody[_MOST_NAMES:]
    more = f"<details><summary>and {len(rest)} more</summary>{', '.join(rest)}</details>" if rest else ""
    return f"{', '.join(first)}{more}"
