"""The check card: a report as text for terminals and editors, and as HTML for notebooks and feedback.

What the mistake looks like comes first, then what holds, then what does not. Both say the same things in the same
order. Everything that comes from a learner's code is text here, and is escaped.
"""

import textwrap
from html import escape

from ..core.report import AspectResult, Diagnosis, Failure, Place, Report, State

_SIGNS = {State.RIGHT: "●", State.PARTLY: "◐", State.WRONG: "○", State.UNWRITTEN: "○", State.UNJUDGED: "–"}
_COLOURS = {
    State.RIGHT: "#1f77b4",
    State.PARTLY: "#e08a1e",
    State.WRONG: "#c8590a",
    State.UNWRITTEN: "#8a8a8a",
    State.UNJUDGED: "#8a8a8a",
}
_WIDTH = 100  # characters; a card in a terminal stays readable at half a wide screen
_LINES = 12  # of one value

UNWRITTEN = "not written yet"
UNJUDGED = "cannot be judged here: a fault of the course, not of your answer"

# Aligned numbers are scrolled to, not wrapped: JupyterLab would break them in the middle.
_PRE = (
    "margin:2px 0 2px 1.4em;padding:2px 8px;white-space:pre;word-break:normal;overflow-x:auto;font-size:13px;"
    "font-family:var(--jp-code-font-family,monospace);background:transparent;color:inherit"
)


def amount(points: float) -> str:
    """Points without a needless `.0`."""
    return f"{points:g}"


def headline(report: Report) -> str:
    """The first line of a card, without the exercise's name."""
    sign = _SIGNS[report.state]
    if report.state is State.UNWRITTEN:
        return f"{sign} {UNWRITTEN}   ({amount(report.points)} points wait)"
    if report.state is State.UNJUDGED:
        return f"{sign} {UNJUDGED}"
    unit = "point" if report.points == 1 else "points"
    return f"{sign} {amount(report.score)} of {amount(report.points)} {unit}"


def text_card(report: Report, offer_hint: bool = False) -> str:
    """The card as plain text."""
    lines = [f"{report.exercise:<11} {headline(report)}"]
    if report.state is not State.UNWRITTEN:
        if report.diagnosis:
            lines += [f"  {_opening(report.diagnosis)}", *_quoted(report.diagnosis), *_wrapped(report.diagnosis.hint)]
            if offer_hint:
                lines += [f"{f'hint({report.exercise}) for one step more':>{_WIDTH}}"]
        lines += _in_columns([f"✓ {aspect.name}" for aspect in report.aspects if aspect.passed])
        for number, (names, failure) in enumerate(_failures(report)):
            lines += [f"  {_sign(failure)} {name}" for name in names]
            shown = _values(failure) if number == 0 else []  # of several failures, one is worth a look at a time
            lines += [f"      {line}" for line in [_message(failure), *shown]]
    return _printable("\n".join(lines + [f"  {note}" for note in report.notes]))


def html_card(report: Report, offer_hint: bool = False) -> str:
    """The card as HTML that stands by itself and follows the notebook's light or dark theme."""
    colour = _COLOURS[report.state]
    parts = [
        # A learner's values may look like formulas. They are none, and MathJax makes links of some.
        '<div class="tex2jax_ignore mathjax_ignore" '
        f'style="border-left:5px solid {colour};padding:6px 14px;margin:4px 0;max-width:860px;line-height:1.5;'
        'color:var(--jp-ui-font-color1,#222);font-family:var(--jp-ui-font-family,sans-serif);font-size:14px">',
        f'<div><b style="font-family:monospace;font-size:15px">{escape(report.exercise)}</b>'
        f'<span style="margin-left:1.2em">{escape(headline(report))}</span></div>',
    ]
    if report.state is not State.UNWRITTEN:
        parts += [_looks_like(report, offer_hint)] if report.diagnosis else []
        held = "".join(_held(aspect.name) for aspect in report.aspects if aspect.passed)
        parts += [f'<div style="margin-top:4px;display:flex;flex-wrap:wrap;gap:0 1.4em">{held}</div>'] if held else []
        parts += [_failed(*failure, number == 0) for number, failure in enumerate(_failures(report))]
    parts += [f'<div style="font-size:13px;opacity:.8">{escape(note)}</div>' for note in report.notes]
    return _printable("".join(parts) + "</div>")


def _printable(text: str) -> str:
    """Without terminal escapes and characters that change the direction of reading."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _failed(names: list[str], failure: Failure, is_open: bool) -> str:
    """Aspects that failed for one reason. The first is open, the others are folded: one case is enough at a time."""
    titles = "".join(f"<div><b>{_sign(failure)} {escape(name)}</b></div>" for name in names)
    message = f'<div style="margin-left:1.4em;padding:0 8px">{_inline_code(_message(failure))}</div>'
    values = _pre("\n".join(_values(failure))) if _values(failure) else ""
    if is_open or not values:
        return f'<div style="margin-top:4px">{titles}{message}{values}</div>'
    folded = f'<details style="margin-left:1.4em"><summary>the case</summary>{values}</details>'
    return f'<div style="margin-top:4px">{titles}{message}{folded}</div>'


def _held(name: str) -> str:
    return f'<span style="white-space:nowrap">✓ {escape(name)}</span>'


def _looks_like(report: Report, offer_hint: bool) -> str:
    assert report.diagnosis is not None  # the caller has looked
    more = f"<code>hint({escape(report.exercise)})</code> for one step more" if offer_hint else ""
    code = "".join(_quoted_html(place) for place in report.diagnosis.places)
    opening, _, name = _opening(report.diagnosis).partition(": ")
    return (
        '<div style="margin-top:8px;padding:6px 10px;background:var(--jp-layout-color2,#f3f3f3);border-radius:4px">'
        f"{escape(opening)}: <b>{escape(name)}</b><br>{code}{_inline_code(report.diagnosis.hint)}"
        f'<div style="text-align:right;font-size:13px">{more}</div></div>'
    )


def _opening(diagnosis: Diagnosis) -> str:
    """What the diagnosis says first: what it looks like, or where to look."""
    if not diagnosis.places:
        return f"This looks like: {' and '.join(filter(None, (diagnosis.name, diagnosis.another)))}"
    lines = " or ".join(dict.fromkeys(f"line {place.line} of {place.function}" for place in diagnosis.places))
    return f"Look at {lines}: {diagnosis.name}"


def _quoted(diagnosis: Diagnosis) -> list[str]:
    """The places as they stand in the learner's code, the part that is meant underlined."""
    lines = []
    for place in diagnosis.places:
        lines += [f"      {place.text}", f"      {' ' * place.start}{'~' * (place.end - place.start)}"]
    return lines


def _quoted_html(place: Place) -> str:
    before, meant, after = place.text[: place.start], place.text[place.start : place.end], place.text[place.end :]
    line = f'{escape(before)}<u style="text-decoration-thickness:2px">{escape(meant)}</u>{escape(after)}'
    return f'<pre style="{_PRE}">{line}</pre>'


def _pre(text: str) -> str:
    return f'<pre style="{_PRE}">{escape(text)}</pre>'


def _inline_code(text: str) -> str:
    """Escaped text in which `backticks` become code."""
    pieces = escape(text).split("`")
    return "".join(piece if index % 2 == 0 else f"<code>{piece}</code>" for index, piece in enumerate(pieces))


def _failures(report: Report) -> list[tuple[list[str], Failure]]:
    """The aspects that failed; those that failed for the same reason stand together and explain it once."""
    groups: dict[str, tuple[list[str], Failure]] = {}
    for aspect in report.aspects:
        if aspect.failure is not None:
            groups.setdefault(_reason(aspect), ([], aspect.failure))[0].append(aspect.name)
    return list(groups.values())


def _reason(aspect: AspectResult) -> str:
    failure = aspect.failure
    assert failure is not None  # called for failed aspects only
    # An exception in one line is the same story in every case; a wrong number is one story a case.
    if failure.line is not None:
        return f"{failure.exception} in {failure.line}"
    return f"{failure.case}: {failure.message}" if failure.shown else failure.message


def _sign(failure: Failure) -> str:
    """What holds, and waits for another aspect to count, is not crossed out."""
    return "◌" if failure.waits else "✗"


def _message(failure: Failure) -> str:
    """The first failing case, and what is wrong with it."""
    return f"{failure.case}: {failure.message}" if failure.case else failure.message


def _values(failure: Failure) -> list[str]:
    """The line that raised an exception, then the labelled values with their numbers aligned."""
    lines = ["   ".join(failure.line)] if failure.line else []
    width = max((len(label) for label, _ in failure.shown), default=0)
    for label, text in failure.shown:
        first, *rest = text.splitlines()[:_LINES] or [""]
        lines += [f"{label:<{width}}  {first}", *(f"{'':<{width}}  {line}" for line in rest)]
    return lines


def _in_columns(items: list[str]) -> list[str]:
    """Items side by side, as many to a line as fit."""
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) > _WIDTH - 4:
            lines.append(line.rstrip())
            line = ""
        line += f"  {item:<24}"
    return [*lines, line.rstrip()] if line else lines


def _wrapped(text: str) -> list[str]:
    return [f"  {line}" for line in textwrap.wrap(text, _WIDTH - 2)]
