"""What each step of help says: the hint of the card, a question, the place, a worked line."""

import ast
import builtins
from collections.abc import Callable

import numpy as np

from ..core.outcomes import Outcome
from ..core.place import smallest_repair
from ..core.record import INPUTS, WARNINGS, Exercise, Misconception
from ..core.report import Place
from ..core.values import worst_place
from ..exercises import answer
from .card_parts import opening
from .driven import Driven
from .likely_line import likely_line
from .page import Page
from .worked_line import worked_line


def step_page(step: int, exercise: Exercise, driven: Driven) -> Page:
    """The text of a step, and code below it where there is some. There has to be a failing case."""
    return _PAGES[step - 1](exercise, driven)


def _what_it_looks_like(exercise: Exercise, driven: Driven) -> Page:
    """As the card has it."""
    diagnosis = driven.report.diagnosis
    if diagnosis is not None:
        return Page(f"{': '.join(opening(diagnosis))}. {diagnosis.hint}")
    aspect, case, outcome = _failing(driven)
    return Page(
        f"Start with “{aspect}”, in the case “{case}”: {outcome.complaint}. `c = case({exercise.name})` hands you its "
        "input, what is expected and what came. Follow it through your function line by line."
    )


def _question(exercise: Exercise, driven: Driven) -> Page:
    """A question that the learner can answer alone."""
    diagnosis = driven.report.diagnosis
    if diagnosis is not None and diagnosis.second_hint:
        return Page(diagnosis.second_hint)
    _, _, outcome = _failing(driven)
    if outcome.error is not None:
        return Page("Which name on the line that stopped is not what you think it is? Print its type and shape before.")
    if outcome.observation == INPUTS:
        return Page("Which of your lines writes into an array that somebody else handed in?")
    if outcome.observation == WARNINGS:
        return Page(
            "Which operation gets a number that it cannot take? Inside `with np.errstate(all='raise'):` your function "
            "stops at it."
        )
    expected, got = outcome.expected, outcome.got
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray):
        return Page("What would have to be different in your code for the expected result to come out here?")
    if expected.shape != got.shape:
        return Page("Which axis was dropped, added or swapped on the way? Print the shape after every line.")
    where = f"the entry at {list(worst_place(expected, got))}" if got.ndim and got.size else "the result"
    return Page(
        f"Which numbers of the input does {where} depend on? Work it out from the formula by hand, and find the line "
        "where your code parts from your hand."
    )


def _place(exercise: Exercise, driven: Driven) -> Page:
    """Where to look, and what to print there."""
    said, places = _where(exercise, driven)
    if not places:
        return Page(
            f"No single line stands out. Take the input, `c = case({exercise.name})`, put a `print` below each line of "
            "your function, and call it. The first line whose numbers surprise you is the place."
        )
    names = list(dict.fromkeys(name for place in places for name in _names(place.text)))
    where = " or ".join(f"line {place.line} of `{place.function}`" for place in places)
    printed = ", ".join(f"`{name}`" for name in names) or "what this line has to work with"
    code = "\n".join(f"{place.text}\n{' ' * place.start}{'~' * (place.end - place.start)}" for place in places)
    look = f"Print {printed} there, and the shape, for the input that `case({exercise.name})` hands you."
    return Page(f"{said} {where}. {look}", code)


def _where(exercise: Exercise, driven: Driven) -> tuple[str, tuple[Place, ...]]:
    """The surest places that are known, and how sure they are: repaired, stopped at, or only alike."""
    diagnosis = driven.report.diagnosis
    if diagnosis is not None and diagnosis.places:
        return "The place:", diagnosis.places
    repair = smallest_repair(driven.comparison, driven.answer)
    if repair is not None and repair.whole:
        return "The place:", repair.places
    _, _, outcome = _failing(driven)
    if outcome.error is not None and outcome.error.line:
        error = outcome.error
        return "It stops at", (Place(error.function, error.line_number, error.line, 0, len(error.line)),)
    mistake = _recorded(exercise, driven)
    likely = likely_line(exercise, driven.answer.functions, mistake) if mistake is not None else None
    return "Perhaps", (likely,) if likely is not None else ()


def _worked_line(exercise: Exercise, driven: Driven) -> Page:
    """A line of a right answer on numbers of its own."""
    diagnosis = driven.report.diagnosis
    _, case, outcome = _failing(driven)
    function = outcome.error.function if outcome.error is not None else ""
    if diagnosis is not None and diagnosis.places:
        function = diagnosis.places[0].function
    found = None
    if exercise.stored is None:  # a class edition has no right answer
        found = worked_line(exercise, answer(exercise.name), _recorded(exercise, driven), function, avoid=case)
    if found is None:
        other = next((each.name for each in exercise.cases if each.name != case), case)
        return Page(
            "No line of this exercise can be worked in a few numbers. Work a whole case by hand: "
            f'`case({exercise.name}, "{other}")` has its input and what is expected.'
        )
    return Page(
        f"A line of `{found.function}` in a right answer, with other numbers in place of its names (the case "
        f"“{found.case}”, lists stand for arrays). Which line of yours does this?",
        found.code,
    )


_PAGES: tuple[Callable[[Exercise, Driven], Page], ...] = (_what_it_looks_like, _question, _place, _worked_line)
STEPS = len(_PAGES)


def _recorded(exercise: Exercise, driven: Driven) -> Misconception | None:
    """The recorded mistake that the diagnosis names, if it names one."""
    diagnosis = driven.report.diagnosis
    name = diagnosis.name if diagnosis is not None and diagnosis.misconception else ""
    return next((mistake for mistake in exercise.misconceptions if mistake.name == name), None) if name else None


def _failing(driven: Driven) -> tuple[str, str, Outcome]:
    """The names of aspect and case of the failure that help begins with, and what is seen there."""
    assert driven.failing is not None  # the caller has looked
    aspect, case = driven.failing
    return aspect.name, case.name, driven.answer.outcome(aspect, case)


def _names(text: str) -> list[str]:
    """The variables that a line of code reads."""
    for whole in (text, f"{text}\n    pass", f"if True: pass\n{text}\n    pass"):
        try:
            nodes = list(ast.walk(ast.parse(whole)))
        except SyntaxError:
            continue
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        reads = [n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in called]
        return [n.id for n in reads if n.id not in ("np", "self") and not hasattr(builtins, n.id)]
    return []
