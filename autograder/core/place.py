"""Where a mistake stands: the first wrong value of the learner's own code, or its smallest repair, and a question.

Nothing of the repaired text leaves this module.
"""

import ast
import time
from collections.abc import Sequence

from ..repair.borrowing import Blame
from ..repair.learner_source import Definition, Source, source_of_answer
from ..repair.questions import KINDS, WRONG_VALUE, WRONG_VALUES
from ..repair.search import SLACK, Holds, Repair, repairs
from ..repair.trial_limits import silent
from ..repair.unused import unused_values
from .comparison import Comparison, Implementation
from .comparison import comparison as comparison_under
from .record import Aspect, Case, Function
from .report import Diagnosis, Place
from .wrong_values import first_wrong_values, telling_first, watchable

SECONDS = 1.7  # of processor time for the first wrong value and the edits together
_LIKELY_PART = 1.6  # how dear an edit may be that mends a part only
_MOST_PLACES = 2  # "here or here"


def smallest_repair(comparison: Comparison, answer: Implementation) -> Diagnosis | None:
    """Where one edit makes the answer right, or two; None where nothing is found, or too much."""
    source = source_of_answer(answer.functions, comparison.exercise.functions) if answer.functions else None
    if source is None:
        return None
    cases = telling_first(comparison, answer)
    checks = [(aspect, case) for case in cases for aspect in comparison.exercise.aspects if case in aspect.cases]
    failing = [number for number, (aspect, case) in enumerate(checks) if not answer.outcome(aspect, case).holds]
    passing = [number for number in range(len(checks)) if number not in failing]

    def trial(functions: tuple[Function, ...]) -> Holds:
        candidate = comparison.implementation(functions)
        return lambda number: candidate.outcome(*checks[number]).holds

    def confirm(functions: tuple[Function, ...]) -> bool:
        other = comparison_under(comparison.exercise, comparison.seed + 1)
        candidate = other.implementation(functions)
        return all(candidate.outcome(aspect, case).holds for aspect, case in checks)

    start = time.process_time()
    with silent():
        program = watchable(answer, source)
        blame = first_wrong_values(comparison, answer, program) if program is not None else None
        sure = blame is not None and blame.whole and len(blame.sites) == 1
        lines = blame.sites[0].lines if blame is not None and sure else None
        left = SECONDS - (time.process_time() - start)
        found = repairs(source, tuple(answer.functions), trial, confirm, failing, passing, left, lines)
        whole = any(repair.whole for repair in found)
        if blame is None and not whole and program is not None:
            blame = first_wrong_values(comparison, answer, program, every_way=True)
    if blame is not None and not whole:
        return _of_values(source, blame)
    told = [repair for repair in found if repair.whole or _tells(repair, checks, failing)]
    return _of_repairs(source, told)


def _tells(repair: Repair, checks: Sequence[tuple[Aspect, Case]], failing: Sequence[int]) -> bool:
    """Whether a repair of a part is no accident: it mends half, in two cases, and an aspect that compares wholly."""
    left = {checks[number][0] for number in failing if number not in repair.mended}
    mended = {checks[number][0] for number in repair.mended} - left
    cases = {checks[number][1] for number in repair.mended}
    half = 2 * len(repair.mended) >= len(failing)
    return half and repair.cost <= _LIKELY_PART and len(cases) > 1 and any(aspect.verify is None for aspect in mended)


def _of_values(source: Source, blame: Blame) -> Diagnosis:
    kind = WRONG_VALUE if len(blame.sites) == 1 else WRONG_VALUES
    places = {
        (place.function, place.line): place for place in (_place(source, s.definition, s.node) for s in blame.sites)
    }
    return Diagnosis(
        kind.name,
        kind.question,
        kind.second_hint,
        misconception=False,
        places=tuple(places.values()),
        together=blame.together,
        whole=blame.whole,
    )


def unused_names(comparison: Comparison, answer: Implementation) -> tuple[str, ...]:
    """The names of what an answer computes and never uses."""
    source = source_of_answer(answer.functions, comparison.exercise.functions) if answer.functions else None
    return unused_values(source) if source is not None else ()


def _of_repairs(source: Source, found: Sequence[Repair]) -> Diagnosis | None:
    if not found:
        return None
    best = min(found, key=lambda repair: (not repair.whole, -len(repair.mended), repair.cost))
    likely = [r for r in found if r.whole == best.whole and r.mended == best.mended and r.cost <= best.cost + SLACK]
    likely.sort(key=lambda repair: repair.cost)
    first: dict[tuple[str, int], Place] = {}
    for repair in likely:
        for place in _places(source, repair):
            if len(first) < max(_MOST_PLACES, len(best.steps)):
                first.setdefault((place.function, place.line), place)
    kind = KINDS[best.steps[0].edit.kind]
    return Diagnosis(
        kind.name,
        kind.question,
        kind.second_hint,
        misconception=False,
        places=tuple(first.values()),
        together=len(best.steps) > 1,
        whole=best.whole,
    )


def _places(source: Source, repair: Repair) -> list[Place]:
    return [_place(source, step.definition, step.edit.at) for step in repair.steps]


def _place(source: Source, definition: Definition, at: ast.AST) -> Place:
    line = getattr(at, "lineno", 1)
    text = source.line(definition, line)
    first = getattr(at, "col_offset", 0)
    last = getattr(at, "end_col_offset", len(text)) if getattr(at, "end_lineno", line) == line else len(text)
    indent = len(text) - len(text.lstrip())
    return Place(_function(definition, line), line, text.strip(), max(first - indent, 0), max(last - indent, 0))


def _function(definition: Definition, line: int) -> str:
    """The function or method around a line."""
    inner = [node for node in ast.walk(definition) if isinstance(node, ast.FunctionDef)]
    around = [node.name for node in inner if node.lineno <= line <= (node.end_lineno or line)]
    return around[-1] if around else definition.name
