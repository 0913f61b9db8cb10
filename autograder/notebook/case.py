"""`case`: a case of a check as variables, to work with what failed instead of reading it off a card."""

import copy
import sys
import textwrap
from html import escape
from typing import Any

import numpy as np

from ..core.record import INPUTS, WARNINGS, Aspect, Case, Exercise
from ..core.report import State
from ..core.shown import Lines, Place, both_sides, inputs_shown, show
from ..core.values import worst_place
from .calls import calls_in
from .card_parts import UNJUDGED, UNWRITTEN, labelled
from .driven import Driven, drive
from .lookup import asked_for
from .page import Page, framed, preformatted

_NAME = "c"  # what the lines that are shown call the case


class CheckedCase:
    """A case: its inputs as attributes, `expected` and `got`. Each look is a fresh copy, so that nothing is spoiled.

    Where a check looks at several things at once, `expected` and `got` are dicts, by the name of the thing.
    """

    def __init__(self, exercise: Exercise, aspect: Aspect, case: Case, driven: Driven) -> None:
        self.exercise, self.aspect, self.name = exercise.name, aspect.name, case.name
        self.message = driven.answer.outcome(aspect, case).complaint
        self._inputs = driven.comparison.inputs(case)
        self._expected, self._got = _sides(aspect, case, driven)
        self._number = [each.name for each in exercise.cases].index(case.name)
        self._calls = calls_in(exercise, case, self._inputs, _NAME)

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs by name."""
        return copy.deepcopy(self._inputs)

    @property
    def expected(self) -> Any:
        """What a right answer gives."""
        return copy.deepcopy(self._expected)

    @property
    def got(self) -> Any:
        """What yours gave; None where it gave nothing."""
        return copy.deepcopy(self._got)

    def __getattr__(self, name: str) -> Any:
        inputs = self.__dict__.get("_inputs", {})
        if name not in inputs:
            raise AttributeError(f"this case has no {name!r}; it has {', '.join([*inputs, 'expected', 'got'])}")
        return copy.deepcopy(inputs[name])

    def __dir__(self) -> list[str]:
        return [*self._inputs, "expected", "got", "inputs", "message", "name"]

    def _repr_html_(self) -> str:
        title, _, rest = repr(self).partition("\n")
        return framed(f"<div>{escape(title)}</div>{preformatted(textwrap.dedent(rest))}")

    def __repr__(self) -> str:
        title = f"{self.exercise}, the case “{self.name}” of “{self.aspect}”: {self.message or 'nothing is wrong'}"
        lines = [title, *(f"  {line}" for line in labelled(self._lines))]
        wide = max(len(use) for use, _ in self._uses)
        return "\n".join([*lines, "", *(f"  {use:<{wide}}   {what}" for use, what in self._uses)])

    @property
    def _lines(self) -> Lines:
        """The inputs and both sides, as short as on a card."""
        shape: Place = ()
        at: Place = ()
        if not self.message:
            return (*inputs_shown(self._inputs), ("expected", _short(self._expected)))
        if _are_arrays(self._expected, self._got) and self._expected.shape == self._got.shape and self._got.size:
            shape, at = self._got.shape, worst_place(self._expected, self._got)
        return (*inputs_shown(self._inputs, shape, at), *both_sides(self._expected, self._got))

    @property
    def _uses(self) -> list[tuple[str, str]]:
        """What can be done with it, a line each."""
        which = "" if self.message else f", {self._number}"
        uses = [(f"{_NAME} = case({self.exercise}{which})", "to keep it")]
        if self._inputs:
            names = ", ".join(self._inputs)
            values = f"{_NAME}.inputs.values()" if len(self._inputs) > 1 else f"{_NAME}.{names}"
            uses.append((f"{names} = {values}", "its inputs, always fresh copies"))
        uses += [(call, "your function on them") for call in self._calls]
        if isinstance(self._expected, dict):
            return [*uses, (f'{_NAME}.expected["{next(iter(self._expected), "")}"]', "one of the values looked at")]
        return [*uses, (f"{_NAME}.expected, {_NAME}.got", "what is right here, and what came")]


def case(function: Any, which: str | int | None = None) -> CheckedCase | Page:
    """The first case in which your function fails, as variables; or the case of a name, or of a number from 0.

    >>> from autograder import case                          # doctest: +SKIP
    >>> c = case(relu)                                       # doctest: +SKIP
    >>> c.x, c.expected, c.got                               # doctest: +SKIP
    """
    asked = asked_for(function, sys._getframe(1).f_globals, "case")
    if isinstance(asked, Page):
        return asked
    exercise = asked.exercise
    names = [case.name for case in exercise.cases]
    if which is not None and (isinstance(which, bool) or not isinstance(which, str | int)):
        return Page(f"Name a case or give its number: `case({exercise.name}, 0)`. What came is a {_kind(which)}.")
    known = isinstance(which, str) and which in names
    if which is not None and not known and not (isinstance(which, int) and -len(names) <= which < len(names)):
        there = "\n".join(f"- {number}: “{name}”" for number, name in enumerate(names))
        return Page(f"`{exercise.name}` has no case {which!r}. It has\n\n{there}")
    driven = drive(exercise, asked.functions)
    if driven.report.state is State.UNJUDGED:
        return Page(f"`{exercise.name}` {UNJUDGED}.")
    if which is not None:
        name = which if isinstance(which, str) else names[which]
        return CheckedCase(exercise, *_failing_or_first(exercise, name, driven), driven)
    if driven.failing is not None and driven.report.state is not State.UNWRITTEN:
        return CheckedCase(exercise, *driven.failing, driven)
    any_other = f'`case({exercise.name}, "{names[0]}")` gives you a case all the same, with what is expected.'
    if driven.report.state is State.RIGHT:
        return Page(f"`{exercise.name}` passes: no case fails. {any_other}")
    waits = next((a.failure.message for a in driven.report.aspects if a.failure and a.failure.unwritten), "")
    return Page(f"{waits or f'`{exercise.name}` is {UNWRITTEN}'}. Nothing else fails. {any_other}")


def _failing_or_first(exercise: Exercise, name: str, driven: Driven) -> tuple[Aspect, Case]:
    """The case of that name, under the first aspect that it fails, or else the first that has it."""
    found = [(aspect, case) for aspect in exercise.aspects for case in aspect.cases if case.name == name]
    return min(found, key=lambda pair: driven.answer.outcome(*pair).holds)


def _sides(aspect: Aspect, case: Case, driven: Driven) -> tuple[Any, Any]:
    """What was expected and what came: of the one thing that differs, else of all that the aspect looks at."""
    outcome = driven.answer.outcome(aspect, case)
    if outcome.observation and outcome.observation != WARNINGS:
        return outcome.expected, outcome.got
    sides = []
    for implementation in (driven.comparison.reference, driven.answer):
        seen = implementation.observation(case)
        values = seen.values if seen is not None else {}
        looked_at = [name for name in aspect.observations if name not in (INPUTS, WARNINGS)]
        sides.append({name: values.get(name) for name in looked_at or driven.comparison.expected(aspect, case).names})
    if len(sides[0]) == 1:
        ((_, expected),), ((_, got),) = sides[0].items(), sides[1].items()
        return expected, got
    return sides[0], sides[1]


def _are_arrays(*values: Any) -> bool:
    return all(isinstance(value, np.ndarray) for value in values)


def _short(value: Any) -> str:
    return ", ".join(value) if isinstance(value, dict) else show(value)


def _kind(value: Any) -> str:
    return type(value).__name__
