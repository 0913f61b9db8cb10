"""Yours or the library's: which function the experiments of a chapter use."""

import sys
from collections.abc import Callable
from typing import Any

from ..core.record import Exercise
from ..core.report import State
from .driven import drive
from .lookup import asked_for
from .page import Page
from .reach import Fingerprint, fingerprint


def working(function: Callable[..., Any]) -> tuple[Callable[..., Any], str]:
    """Your function once its check passes, until then the library's; and whose it is, for the figure's title.

    The check is made again when your function has changed, or anything of the notebook that it uses: `reach` says what
    of that can be seen.
    """
    asked = asked_for(function, sys._getframe(1).f_globals, "working")
    if isinstance(asked, Page):
        raise TypeError(asked.text)
    if _passes(asked.exercise, asked.functions):
        return function, f"your {asked.name}"
    return asked.exercise.references[asked.exercise.functions.index(asked.name)], f"the library's {asked.name}"


_verdicts: dict[Exercise, tuple[Fingerprint, bool]] = {}  # the last of each, and what it was measured on


def _passes(exercise: Exercise, functions: tuple[Callable[..., Any], ...]) -> bool:
    """Whether the check passes; measured anew once anything has changed that the functions reach."""
    key = fingerprint(functions)
    if exercise not in _verdicts or _verdicts[exercise][0] != key:
        _verdicts[exercise] = key, drive(exercise, functions).report.state is State.RIGHT
    return _verdicts[exercise][1]
