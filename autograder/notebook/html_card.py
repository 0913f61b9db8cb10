"""The check card as HTML, for notebooks and feedback: the text card's words in the text card's order.

It stands by itself, follows the notebook's light or dark theme, and can be listened to: signs have a word, the name and
the parts are headings to a screen reader, and what is folded says what it holds. Everything that comes from a
learner's code is text here, and is escaped.
"""

from html import escape

from ..core.report import Place, Report, State
from .card import printable
from .card_parts import SIGNS, Group, Parts, follow_through, headline, opening
from .palette import BADGE, COLOURS, FRAME, GREEN, GREY, INK, PRE, RED
from .success import Moment

# Coloured signs stand in their own ground, so that each can be read whatever the theme.
_STATES = {
    State.RIGHT: "right",
    State.PARTLY: "right in part",
    State.WRONG: "wrong",
    State.UNWRITTEN: "not written",
    State.UNJUDGED: "not judged",
}
_BOX = "margin-top:8px;padding:6px 10px;background:var(--jp-layout-color2,rgba(128,128,128,.14));border-radius:4px"
_NAME = "font-family:monospace;font-size:15px"
_LIST = "list-style:none;margin:4px 0 0;padding:0"


def html_card(report: Report, offer_hint: bool = False, moment: Moment | None = None) -> str:
    """The card as HTML. moment: what is said when it passes for the first time."""
    parts = Parts(report)
    # A learner's values may look like formulas. They are none, and MathJax makes links of some.
    html = [
        f'<div class="tex2jax_ignore mathjax_ignore" role="group" aria-label="check of {escape(report.exercise)}" '
        f'style="border-left:5px solid {COLOURS[report.state]};{FRAME}">',
        _head(report, moment),
    ]
    html += [moment.below] if moment else []
    if report.state is not State.UNWRITTEN:
        html += [f"<div>{_inline_code(follow_through(report))}</div>"] if report.with_right else []
        html += [_looks_like(report, offer_hint)] if report.diagnosis else []
        html += [_shown(group) for group in parts.failed[:1]]
        further = [*map(_folded, parts.failed[1:]), *map(_in_a_line, parts.pending)]
        if further:
            items = "".join(f'<li style="margin-top:4px">{item}</li>' for item in further)
            html.append(f'<ul aria-label="also" style="{_LIST}">{items}</ul>')
        html += [_held(parts.held)] if parts.held else []
    html += [f'<div style="font-size:13px;opacity:.8">{escape(note)}</div>' for note in report.notes]
    return printable("".join(html) + "</div>")


def _head(report: Report, moment: Moment | None) -> str:
    """The exercise's name and how it stands; when it passes for the first time, that in larger letters."""
    sign = _sign(SIGNS[report.state], _STATES[report.state], COLOURS[report.state])
    standing = escape(headline(report))
    if moment is not None:
        title = f'<b role="heading" aria-level="4" style="font-size:18px">{escape(moment.headline)}</b>'
        return f'<div>{sign} {title}<span style="margin-left:1.2em">{standing}</span></div>'
    name = f'<b role="heading" aria-level="4" style="{_NAME}">{escape(report.exercise)}</b>'
    return f'<div>{name}<span style="margin-left:1.2em">{sign} {standing}</span></div>'


def _sign(sign: str, meaning: str, colour: str = GREY) -> str:
    """A sign on its colour, and the word that is read aloud in its place."""
    look = f"{BADGE};background:{colour};color:{INK[colour]}"
    return f'<span role="img" aria-label="{escape(meaning)}" style="{look}">{sign}</span>'


def _held(names: list[str]) -> str:
    items = "".join(
        f'<li style="white-space:nowrap">{_sign("✓", "holds", GREEN)} {escape(name)}</li>' for name in names
    )
    return f'<ul aria-label="what holds" style="{_LIST};display:flex;flex-wrap:wrap;gap:0 1.4em">{items}</ul>'


def _looks_like(report: Report, offer_hint: bool) -> str:
    assert report.diagnosis is not None  # the caller has looked
    said, name = opening(report.diagnosis)
    code = "".join(map(_quoted, report.diagnosis.places))
    more = f"<code>hint({escape(report.exercise)})</code> for one step more" if offer_hint else ""
    return (
        f'<div style="{_BOX}"><div role="heading" aria-level="5">{escape(said)}: <b>{escape(name)}</b></div>'
        f"{code}{_inline_code(report.diagnosis.hint)}"
        f'<div style="text-align:right;font-size:13px">{more}</div></div>'
    )


def _shown(group: Group) -> str:
    """The failing case that is open."""
    message = f'<div style="margin-left:1.4em">{_inline_code(group.failure.message)}</div>'
    return f'<div style="margin-top:4px">{_title(group)}{message}{_values(group)}</div>'


def _folded(group: Group) -> str:
    """A failure whose values open on request: one case is enough at a time."""
    values = _values(group)
    return f"<details><summary>{_in_a_line(group)}</summary>{values}</details>" if values else _in_a_line(group)


def _in_a_line(group: Group) -> str:
    return f"{_title(group)}: {_inline_code(group.failure.message)}"


def _title(group: Group) -> str:
    return f"{_sign(group.sign, group.meaning, RED if group.sign == '✗' else GREY)} <b>{escape(group.title)}</b>"


def _values(group: Group) -> str:
    text = "\n".join(group.lines)
    return f'<pre tabindex="0" aria-label="values" style="{PRE}">{escape(text)}</pre>' if text else ""


def _quoted(place: Place) -> str:
    before, meant, after = place.text[: place.start], place.text[place.start : place.end], place.text[place.end :]
    line = f'{escape(before)}<u style="text-decoration-thickness:2px">{escape(meant)}</u>{escape(after)}'
    return f'<pre style="{PRE}">{line}</pre>'


def _inline_code(text: str) -> str:
    """Escaped text in which `backticks` become code."""
    pieces = escape(text).split("`")
    return "".join(piece if index % 2 == 0 else f"<code>{piece}</code>" for index, piece in enumerate(pieces))
