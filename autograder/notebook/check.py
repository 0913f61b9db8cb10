"""What a learner calls first: `check`.

The functions are checked where they stand, in the learner's own kernel, on copies of the inputs. What passes is kept
for `mine`, and what fails for explorers. What counts for a grade is measured elsewhere, by `autograder.grading`, with
the same records.
"""

import sys
from dataclasses import replace
from typing import Any

from ..core.report import Report, State, without_hints
from .card import text_card
from .dependencies import unavailable_in_grading
from .driven import Driven, drive
from .html_card import html_card
from .lookup import asked_for
from .mine.failed import keep_failed
from .mine.shelf import keep
from .page import Page
from .progress import record_check
from .settings import help_allowed, read_settings
from .success import Moment, first_pass
from .with_references import followed_through

_MOST_PRINTED = 12  # lines


class Card:
    """The result of a check: shows itself as a card, and carries the report."""

    def __init__(self, report: Report, offer_hint: bool, moment: Moment | None = None) -> None:
        self.report, self._offer_hint, self._moment = report, offer_hint, moment

    def __repr__(self) -> str:
        return text_card(self.report, self._offer_hint, self._moment)

    def _repr_html_(self) -> str:
        return html_card(self.report, self._offer_hint, self._moment)


def check(function: Any) -> Card | Page:
    """Check one of your functions, and show what holds, what does not, and what the mistake looks like."""
    names = sys._getframe(1).f_globals
    asked = asked_for(function, names, "check")
    if isinstance(asked, Page):
        return asked
    driven = drive(asked.exercise, asked.functions)
    _print_once(driven)
    keep_failed(driven)
    report = followed_through(driven.report, asked, names)
    if read_settings().exam:
        report = without_hints(report)
    borrowed = unavailable_in_grading(asked.exercise, asked.functions)
    # What leans on the library's answer, on `mine` itself, or on a right answer that is not there yet, is nobody's own.
    passes = driven.report.state is State.RIGHT and not borrowed
    moment = first_pass(asked.exercise) if passes else None
    unsaved = record_check(report)
    notes = *report.notes, borrowed, unsaved, keep(asked.exercise, asked.functions) if passes else ""
    report = replace(report, notes=tuple(filter(None, notes)))
    more = report.diagnosis is not None and bool(report.diagnosis.second_hint)
    return Card(report, offer_hint=more and help_allowed(), moment=moment)


def _print_once(driven: Driven) -> None:
    """What the answer printed in the case that the card shows, or in the first in which it printed anything."""
    shown = [driven.failing[1].name] if driven.failing else []
    cases = [name for name in [*shown, *driven.printed] if driven.printed[name].strip()]
    if not cases:
        return
    lines = driven.printed[cases[0]].rstrip("\n").splitlines()
    left = len(lines) - _MOST_PRINTED
    print(f"printed in “{cases[0]}”:")
    print("\n".join([*lines[:_MOST_PRINTED], *([f"… and {left} more lines"] if left > 0 else [])]))
