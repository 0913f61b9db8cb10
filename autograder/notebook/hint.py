"""`hint`: help in four steps, each a little nearer to the answer.

1 what the card says, 2 a question, 3 the place, 4 a line of a right answer on other numbers. A step opens once the code
has changed since the last one, or after a minute of trying: who clicks four times has read nothing four times. Which
step was shown for which mistake goes into the progress file, so that it can be seen what helps.
"""

import sys
import time
from typing import Any

from ..core.report import State
from .card_parts import UNJUDGED, UNWRITTEN, follow_through
from .driven import Driven, drive
from .lookup import Asked, asked_for
from .page import Page
from .progress import events, record_hint
from .reach import Fingerprint, fingerprint
from .settings import help_allowed
from .steps import STEPS, step_page
from .with_references import followed_through

MINUTE = 60.0  # seconds after which the next step opens although nothing has changed

_shown: dict[str, Fingerprint] = {}  # what an exercise's answer was when a step was last shown


def hint(function: Any) -> Page:
    """One step more than the card says, for the mistake that your function shows now."""
    if not help_allowed():
        return Page("Hints are switched off for this class.")
    names = sys._getframe(1).f_globals
    asked = asked_for(function, names, "hint")
    if isinstance(asked, Page):
        return asked
    driven = drive(asked.exercise, asked.functions)
    return _no_mistake(driven) or _mistake_elsewhere(driven, asked, names) or _next_step(asked, driven)


def _mistake_elsewhere(driven: Driven, asked: Asked, names: dict[str, Any]) -> Page | None:
    """What is said where all that is wrong is an earlier answer."""
    report = followed_through(driven.report, asked, names)
    if report.state is not State.RIGHT:
        return None
    return Page(f"{follow_through(report)} `hint({report.with_right[0]})` helps with that one.")


def _no_mistake(driven: Driven) -> Page | None:
    """What is said where there is nothing to help with, or nothing yet."""
    name, state = driven.report.exercise, driven.report.state
    start = "Work the example in its docstring by hand first, then write what your hand did."
    if state is State.UNWRITTEN:
        return Page(f"`{name}` is {UNWRITTEN}. {start}")
    if state is State.UNJUDGED:
        return Page(f"`{name}` {UNJUDGED}.")
    if state is State.RIGHT:
        return Page(f"`{name}` passes everything. `other_ways({name})` shows how else it can be written.")
    if driven.failing is None:
        waits = next(a.failure.message for a in driven.report.aspects if a.failure and a.failure.unwritten)
        return Page(f"{waits}. What is there holds. {start}")
    return None


def _next_step(asked: Asked, driven: Driven) -> Page:
    """The step whose turn it is; the last one once more while the next is closed."""
    name, mistake = asked.exercise.name, _mistake(driven)
    reached, seconds = _reached(name, mistake)
    now = fingerprint(asked.functions)
    changed = name in _shown and _shown[name] != now
    left = 0 if seconds is None or changed else max(0, round(MINUTE - seconds))
    step = min(reached + (left == 0), STEPS)
    page = step_page(step, asked.exercise, driven)
    unsaved = ""
    if step > reached:
        _shown[name] = now
        unsaved = record_hint(name, mistake, step)
    if step == STEPS:
        after = f"`solution({name})` shows how the library writes it."
    elif left:
        after = f"Step {step + 1} opens once your code has changed, or in {left} seconds."
    else:
        after = f"`hint({name})` goes on once your code has changed, or after a minute of trying."
    return Page(f"{step} of {STEPS}. {page.text}", page.code, "\n\n".join(filter(None, (after, unsaved))))


def _mistake(driven: Driven) -> str:
    """What the help is about: the diagnosis, or the aspect that fails."""
    assert driven.failing is not None  # the caller has looked
    return driven.report.diagnosis.name if driven.report.diagnosis else driven.failing[0].name


def _reached(exercise: str, mistake: str) -> tuple[int, float | None]:
    """The step that a mistake's help has come to since the exercise last passed, and how many seconds ago.

    Who has seen the card has seen the first; that one has not to be waited for.
    """
    step, seconds = 0, None
    for event in events():
        if event.get("exercise") != exercise:
            continue
        if event.get("state") == State.RIGHT:
            step, seconds = 0, None
        elif event.get("diagnosis") == mistake:
            number, moment = event.get("hint"), event.get("time")
            step = max(step, number if isinstance(number, int) else 1)
            if isinstance(number, int) and isinstance(moment, int | float):
                seconds = time.time() - moment
    return step, seconds
