"""Which exercise a learner means who passes a function, and which functions of the notebook answer it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..core.record import Exercise, Function
from ..exercises import find
from ..worker.observe import NotDefined
from .page import Page


class Asked(NamedTuple):
    """An exercise, and the learner's functions in the order in which it takes them. name: of the one passed."""

    exercise: Exercise
    functions: tuple[Function, ...]
    name: str


def asked_for(thing: Any, names: Mapping[str, Any], command: str) -> Asked | Page:
    """What is asked for, or a page that says what to pass instead.

    names: of the notebook. command: what the learner called, for the page
    """
    if not callable(thing):
        came = f"What came is a {type(thing).__name__}."
        return Page(f"Pass the function itself, without calling it: `{command}(relu)`. {came}")
    own = str(getattr(thing, "__name__", ""))
    # A lambda or an alias is known by the name that it was given in the notebook.
    for name in [own, *(name for name, value in names.items() if value is thing)]:
        try:
            exercise = find(name)
        except KeyError:
            continue
        return Asked(exercise, functions_of(exercise, {**names, name: thing}), name)
    return Page(f"No exercise asks for a function named `{own}`. Keep the name that the exercise gives.")


def functions_of(exercise: Exercise, names: Mapping[str, Any]) -> tuple[Function, ...]:
    """The notebook's answer to an exercise, in the order in which its functions are taken."""
    return tuple(names[name] if name in names else _missing(name) for name in exercise.functions)


def is_missing(function: Any) -> bool:
    """Whether this stands for a function that is not there yet."""
    return getattr(function, "__module__", None) == __name__


def _missing(name: str) -> Callable[..., Any]:
    """What stands for a function that is not there yet, which is no mistake in those that are."""

    def missing(*_: Any, **__: Any) -> None:
        raise NotDefined(f"`{name}` is not defined yet. Run the cell that defines it")

    return missing
