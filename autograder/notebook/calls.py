"""How the check calls a learner's functions in a case, as a line that the learner can run: `relu(c.x)`.

It is seen and not written down: the reference is driven once, with wrappers that note what they were given. Where what
they were given are the case's own inputs, the call can be said; a class, or inputs that are made first, cannot.
"""

import contextlib
import copy
import functools
import io
from collections.abc import Mapping
from types import FunctionType
from typing import Any

import numpy as np

from ..core.record import Case, Exercise, Function, OwnCase

_MOST = 3  # calls that are worth telling


def calls_in(exercise: Exercise, case: Case, inputs: Mapping[str, Any], holder: str) -> list[str]:
    """The calls of a case as Python, with the inputs taken from `holder`; none where they cannot be said."""
    if isinstance(case, OwnCase):  # its name quotes the docstring's own line
        return [case.name.partition("'s ")[2]]
    given = copy.deepcopy(dict(inputs))
    said: list[str | None] = []

    def noted(function: Function) -> Function:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            said.append(_call(function.__name__, args, kwargs, given, holder))
            return function(*args, **kwargs)

        return wrapper

    if not all(isinstance(reference, FunctionType) for reference in exercise.references):
        return []
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        seen = exercise.probe_of(case)(*map(noted, exercise.references), **given)
        for value in seen.values():
            if callable(value):
                value()
    calls = list(dict.fromkeys(said))
    return [call for call in calls if call is not None] if len(calls) <= _MOST and None not in calls else []


def _call(
    name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], given: Mapping[str, Any], holder: str
) -> str | None:
    """One call, or None if something was passed that is no input of the case."""
    waiting = dict(given)
    texts: list[str] = []
    for keyword, value in [*((None, value) for value in args), *kwargs.items()]:
        found = next((key for key in _likely(keyword, waiting) if waiting[key] is value), None)
        if found is None:
            return None
        waiting.pop(found)
        texts.append(f"{holder}.{found}" if keyword is None else f"{keyword}={holder}.{found}")
    return f"{name}({', '.join(texts)})"


def _likely(keyword: str | None, names: Mapping[str, Any]) -> list[str]:
    """The inputs' names, one that is called like the parameter first."""
    return sorted(names, key=lambda name: name != keyword)
