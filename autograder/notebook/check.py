"""What a learner calls: `check`, `hint`, `solution`, and `working` for the experiments.

The functions are checked where they stand, in the learner's own kernel, on copies of the inputs. What counts for a
grade is measured elsewhere, by `autograder.grading`, with the same records.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..core.diagnose import check_functions
from ..core.record import Exercise
from ..core.report import Report, State
from ..exercises import find
from ..worker.observe import NotDefined
from .card import text_card
from .card_parts import UNJUDGED, UNWRITTEN
from .dependencies import unavailable_in_grading
from .html_card import html_card
from .progress import has_attempt, record_check
from .reach import Fingerprint, fingerprint
from .settings import help_allowed


class Card:
    """The result of a check: shows itself as a card, and carries the report."""

    def __init__(self, report: Report, offer_hint: bool) -> None:
        self.report, self._offer_hint = report, offer_hint

    def __repr__(self) -> str:
        return text_card(self.report, self._offer_hint)

    def _repr_html_(self) -> str:
        return html_card(self.report, self._offer_hint)


class Page:
    """A piece of text or code that shows itself without quotes."""

    def __init__(self, text: str, code: str = "") -> None:
        self.text, self.code = text, code

    def __repr__(self) -> str:
        return f"{self.text}\n\n{self.code}" if self.code else self.text

    def _repr_markdown_(self) -> str:
        return f"{self.text}\n\n```python\n{self.code}\n```" if self.code else self.text


def check(function: Any) -> Card | Page:
    """Check one of your functions, and show what holds, what does not, and what the mistake looks like."""
    found = _exercise_of(function, sys._getframe(1).f_globals)
    if isinstance(found, Page):
        return found
    exercise, functions = found
    report = check_functions(exercise, functions)
    notes = tuple(filter(None, (unavailable_in_grading(exercise, functions), record_check(report))))
    report = replace(report, notes=notes)
    more = report.diagnosis is not None and bool(report.diagnosis.second_hint)
    return Card(report, offer_hint=more and help_allowed())


def hint(function: Any) -> Page:
    """One step more than the card says, for the mistake that your function shows now."""
    if not help_allowed():
        return Page("Hints are switched off for this class.")
    found = _exercise_of(function, sys._getframe(1).f_globals)
    if isinstance(found, Page):
        return found
    exercise, functions = found
    report = check_functions(exercise, functions)
    if report.state is State.UNWRITTEN:
        start = "Work the example in its docstring by hand first, then write what your hand did."
        return Page(f"`{exercise.name}` is {UNWRITTEN}. {start}")
    if report.state is State.UNJUDGED:
        return Page(f"`{exercise.name}` {UNJUDGED}.")
    if report.state is State.RIGHT:
        return Page(f"`{exercise.name}` passes everything. There is nothing to hint at.")
    if report.diagnosis is not None:
        return Page(report.diagnosis.second_hint)
    failed = next(aspect for aspect in report.aspects if not aspect.passed)
    assert failed.failure is not None  # it did not pass
    case = failed.failure.case
    return Page(f"Start with “{failed.name}”: call your function on the input of “{case}” and follow it line by line.")


def solution(function: Any) -> Page:
    """The library's way to write it, once you have tried and checked an answer of your own."""
    if not help_allowed():
        return Page("Solutions are switched off for this class.")
    found = _exercise_of(function, sys._getframe(1).f_globals)
    if isinstance(found, Page):
        return found
    exercise, _ = found
    if not has_attempt(exercise.name):
        first = f"Write a first try and run `check({exercise.name})`; then ask again."
        return Page(f"{first} A wrong try teaches more than a right copy.")
    code = "\n\n".join(inspect.getsource(reference).rstrip() for reference in exercise.references)
    return Page(
        f"How the library writes `{exercise.name}`. Read it, close it, and write yours again from memory.",
        code,
    )


def working(function: Callable[..., Any]) -> tuple[Callable[..., Any], str]:
    """Your function once its check passes, until then the library's; and whose it is, for the figure's title.

    The check is made again when your function has changed, or anything of the notebook that it uses: `reach` says what
    of that can be seen.
    """
    found = _exercise_of(function, sys._getframe(1).f_globals)
    if isinstance(found, Page):
        raise TypeError(found.text)
    exercise, functions = found
    name = next(n for n, f in zip(exercise.functions, functions, strict=True) if f is function)
    if _passes(exercise, functions):
        return function, f"your {name}"
    return exercise.references[exercise.functions.index(name)], f"the library's {name}"


_verdicts: dict[Exercise, tuple[Fingerprint, bool]] = {}  # the last of each, and what it was measured on


def _passes(exercise: Exercise, functions: tuple[Callable[..., Any], ...]) -> bool:
    """Whether the check passes; measured anew once anything has changed that the functions reach."""
    key = fingerprint(functions)
    if exercise not in _verdicts or _verdicts[exercise][0] != key:
        _verdicts[exercise] = key, check_functions(exercise, functions).state is State.RIGHT
    return _verdicts[exercise][1]


def _exercise_of(thing: Any, names: Mapping[str, Any]) -> tuple[Exercise, tuple[Callable[..., Any], ...]] | Page:
    """The exercise that a function answers, and all the functions it needs, from the caller's names."""
    if not callable(thing):
        return Page(
            f"Pass the function itself, without calling it: `check(relu)`. What came is a {type(thing).__name__}."
        )
    own = str(getattr(thing, "__name__", ""))
    # A lambda or an alias is known by the name that it was given in the notebook.
    for name in [own, *(name for name, value in names.items() if value is thing)]:
        try:
            exercise = find(name)
        except KeyError:
            continue
        others = {n: names[n] if n in names else _missing(n) for n in exercise.functions} | {name: thing}
        return exercise, tuple(others[n] for n in exercise.functions)
    return Page(f"No exercise asks for a function named `{own}`. Keep the name that the exercise gives.")


def _missing(name: str) -> Callable[..., Any]:
    """What stands for a function that is not there yet, which is no mistake in those that are."""

    def missing(*_: Any, **__: Any) -> None:
        raise NotDefined(f"`{name}` is not defined yet. Run the cell that defines it")

    return missing
