"""Follow-through in `check`: an answer that fails is tried with right ones in the place of earlier ones that it calls.

What counts as right there is the chapter's own solution, as when an answer is graded. It stands in the notebook for as
long as the check takes.
"""

import contextlib
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

from .. import exercises
from ..core.answers import run
from ..core.follow_through import better_of, to_replace
from ..core.record import Exercise
from ..core.report import Report, State
from .driven import drive
from .lookup import Asked, functions_of
from .reach import reached


def followed_through(report: Report, asked: Asked, names: dict[str, Any]) -> Report:
    """The report, or a better one where a right answer in an earlier one's place makes it better.

    names: of the notebook
    """
    if report.state not in (State.PARTLY, State.WRONG):
        return report
    called = {exercise.name: exercise for exercise in _called(asked, names)}
    checked = {name: drive(exercise, functions_of(exercise, names)).report for name, exercise in called.items()}
    # In a class edition there is no right answer to put in the place of one that is still to be graded.
    replaced = tuple(one for one in to_replace(report, called, checked) if called[one].stored is None)
    if not replaced:
        return report
    with _in_place(names, [called[name] for name in replaced]):
        again = drive(asked.exercise, asked.functions)
        return better_of(report, again.comparison, again.answer, replaced)


def _called(asked: Asked, names: Mapping[str, Any]) -> Iterator[Exercise]:
    """The other exercises whose functions the answer reaches in the notebook, each once."""
    found = {asked.exercise.name}
    for _, value in reached(asked.functions, data_limit=0):
        name = getattr(value, "__name__", "") if isinstance(value, FunctionType | type) else ""
        if not name or names.get(name) is not value:
            continue
        with contextlib.suppress(KeyError):  # a helper of the learner's own
            exercise = exercises.find(name)
            if exercise.name not in found:
                found.add(exercise.name)
                yield exercise


@contextlib.contextmanager
def _in_place(names: dict[str, Any], replaced: list[Exercise]) -> Iterator[None]:
    """The solutions under their names, in the place of what the learner has written."""
    own = {name: names[name] for exercise in replaced for name in exercise.functions if name in names}
    added = {name for exercise in replaced for name in exercise.functions} - own.keys()
    try:
        for exercise in replaced:
            answer = exercises.answer(exercise.name)
            right = run(answer.text, f"<a right {exercise.name}>", answer.lookup)
            names.update((name, right[name]) for name in exercise.functions)
        yield
    finally:
        names.update(own)
        for name in added:
            names.pop(name, None)
