"""The verdict: which aspects of an exercise hold for an answer, and the first case in which one does not.

This runs on the trusted side only. Nothing of the learner's is called here: the judge reads outcomes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..worker.observe import NO_END
from .comparison import Comparison, Implementation
from .complaints import in_words
from .outcomes import Outcome
from .record import INPUTS, WARNINGS, Aspect, Case, Inputs, OwnCase
from .report import AspectResult, Failure
from .shown import Place, both_sides, inputs_shown, show
from .values import worst_place


def judge(comparison: Comparison, answer: Implementation) -> tuple[AspectResult, ...]:
    """Which aspects hold. A case without an observation counts as failed.

    A docstring's example counts where nothing else fails: what a mistake costs, the record's own cases say.
    """
    results = _judged(comparison, answer, examples=False)
    return results if any(not result.passed for result in results) else _judged(comparison, answer, examples=True)


def _judged(comparison: Comparison, answer: Implementation, examples: bool) -> tuple[AspectResult, ...]:
    results: dict[str, AspectResult] = {}
    for aspect in comparison.exercise.aspects:
        cases = [case for case in aspect.cases if examples or not isinstance(case, OwnCase)]
        failure = _first_failure(comparison, answer, aspect, cases)
        if failure is None and aspect.requires and not results[aspect.requires].passed:
            failure = Failure("", f"counts once “{aspect.requires}” holds", waits=True)
        results[aspect.name] = AspectResult(aspect.name, aspect.points, failure)
    return tuple(results.values())


def _first_failure(
    comparison: Comparison, answer: Implementation, aspect: Aspect, cases: Sequence[Case]
) -> Failure | None:
    for case in cases:
        outcome = answer.outcome(aspect, case)
        if not outcome.holds:
            return _failure(case.name, outcome, comparison.inputs(case))
    return None


def _failure(case: str, outcome: Outcome, inputs: Inputs) -> Failure:
    """An outcome with the values that show it."""
    error = outcome.error
    if outcome.is_unwritten:
        return Failure("", outcome.complaint, unwritten=True)  # the same in every case, whatever the inputs
    if error is not None:
        line = (f"{error.function}, line {error.line_number}", error.line) if error.line else None
        ended = error.kind.value if error.kind in NO_END else ""
        return Failure(case, in_words(error), inputs_shown(inputs), line, error.exception, ended=ended)
    if outcome.observation == WARNINGS:
        return Failure(case, f"a warning came with the numbers: {show(outcome.got)}", inputs_shown(inputs))
    if outcome.observation == INPUTS:
        sides = both_sides(outcome.expected, outcome.got)
        labels = {"expected": f"{outcome.path} before", "got": f"{outcome.path} after"}
        changed = tuple((_relabelled(label, labels), text) for label, text in sides)
        return Failure(case, outcome.complaint, changed)
    if outcome.observation:
        shape, at = _worst(outcome.expected, outcome.got)
        sides = both_sides(outcome.expected, outcome.got)
        return Failure(case, outcome.complaint, (*inputs_shown(inputs, shape, at), *sides))
    # Said by the aspect itself, or of a case that nothing is known of.
    return Failure(case, outcome.complaint, ours=outcome.ours)


def _relabelled(label: str, labels: Mapping[str, str]) -> str:
    """`expected[1]` as `x before[1]`."""
    side, bracket, rest = label.partition("[")
    return f"{labels[side]}{bracket}{rest}"


def _worst(expected: Any, got: Any) -> tuple[Place, Place]:
    """The shape of a result and the place of its worst entry; () where two sides have none in common."""
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray) or expected.shape != got.shape:
        return (), ()
    return expected.shape, worst_place(expected, got) if expected.size else ()
