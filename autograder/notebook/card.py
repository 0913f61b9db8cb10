"""The check card as text, for terminals, editors and screen readers.

A card is read at a glance or not at all, so it has room for one failing case: everything else is a line.
"""

import re
import textwrap

from ..core.report import Diagnosis, Report, State
from .card_parts import SIGNS, Group, Parts, follow_through, headline, opening
from .success import Moment

_WIDTH = 100  # characters; a card in a terminal stays readable at half a wide screen
_MOST_LINES = 24  # before what else holds and does not, and the notes
_SENTENCE = 3  # lines of what is said of the case that is shown
_WORST = re.compile(r"(differs?, (?:most )?at \[[^]]*\]): expected .*, got .*")


def text_card(report: Report, offer_hint: bool = False, moment: Moment | None = None) -> str:
    """The card as plain text. moment: what is said when it passes for the first time."""
    parts = Parts(report)
    lines = [f"{report.exercise:<11} {SIGNS[report.state]} {headline(report)}"]
    if report.state is not State.UNWRITTEN:
        lines += _wrapped(follow_through(report), "  ")
        for said in moment.text if moment else ():
            lines += _wrapped(said.strip(), "  ")
        if report.diagnosis:
            lines += _diagnosis(report.diagnosis)
            if offer_hint:
                lines += [f"{f'hint({report.exercise}) for one step more':>{_WIDTH}}"]
        for group in parts.failed[:1]:
            lines += _shown(group, _MOST_LINES - len(lines) - len(parts.failed) - len(parts.pending))
        lines += _rest(parts)
    return printable("\n".join(lines + [f"  {note}" for note in report.notes]))


def printable(text: str) -> str:
    """Without terminal escapes and characters that change the direction of reading."""
    if text.replace("\n", "").isprintable():  # as good as always
        return text
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _diagnosis(diagnosis: Diagnosis) -> list[str]:
    """The name, the places as they stand in the learner's code with the part that is meant underlined, the hint."""
    lines = [f"  {': '.join(opening(diagnosis))}"]
    for place in diagnosis.places:
        lines += [f"      {place.text}", f"      {' ' * place.start}{'~' * (place.end - place.start)}"]
    return lines + _wrapped(diagnosis.hint, "  ")


def _shown(group: Group, room: int) -> list[str]:
    """The failing case with its values."""
    said = _wrapped(_sentence(group), "  ", "    ")
    shorter = _WORST.sub(r"\1", _sentence(group))
    if len(said) > 1 and shorter != _sentence(group):  # the two numbers stand below, among their neighbours
        said = _wrapped(shorter, "  ", "    ")
    if len(said) > _SENTENCE:
        said = [*said[: _SENTENCE - 1], f"{said[_SENTENCE - 1][: _WIDTH - 2]} …"]
    values = [f"      {line}" for line in group.lines]
    return said + values[: max(room - len(said), 2)]


def _rest(parts: Parts) -> list[str]:
    """By name: what else does not hold, what waits for something else, what is not written, and what holds."""
    waits = [_sentence(group) if group.sign != "◌" else f"◌ {group.title} (waits)" for group in parts.pending]
    failed = [f"✗ {name}" for group in parts.failed[1:] for name in group.names]
    return _side_by_side([*failed, *waits, *(f"✓ {name}" for name in parts.held)])


def _sentence(group: Group) -> str:
    return f"{group.sign} {group.title}: {group.failure.message}"


def _side_by_side(items: list[str]) -> list[str]:
    """Items in a row, as many to a line as fit."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + 3 + len(item) <= _WIDTH:
            lines[-1] += f"   {item}"
        else:
            lines.append(f"  {item}")
    return lines


def _wrapped(text: str, first: str, later: str | None = None) -> list[str]:
    indent = first if later is None else later
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=indent)
