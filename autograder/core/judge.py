"""The verdict: which aspects of an exercise hold for an answer, and the first case in which one does not.

This runs on the trusted side only. Nothing of the learner's is called here: the judge reads outcomes.
"""

from collections.abc import Sequence

from .comparison import Comparison, Implementation, Outcome
from .record import INPUTS, WARNINGS, Aspect, Case, OwnCase
from .report import AspectResult, Failure
from .values import labelled, show


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
            return _failure(case.name, outcome, labelled(comparison.inputs(case)))
    return None


def _failure(case: str, outcome: Outcome, inputs: tuple[tuple[str, str], ...]) -> Failure:
    """An outcome with the values that show it."""
    error = outcome.error
    if outcome.is_unwritten:
        return Failure("", outcome.complaint)  # the same in every case, whatever the inputs
    if error is not None:
        line = (f"{error.function}, line {error.line_number}", error.line) if error.line else None
        return Failure(case, outcome.complaint, inputs, line, error.exception)
    if outcome.observation == WARNINGS:
        return Failure(case, outcome.complaint, (*inputs, ("warning", show(outcome.got))))
    if outcome.observation == INPUTS:
        path, before, after = outcome.path, show(outcome.expected), show(outcome.got)
        return Failure(case, outcome.complaint, ((f"{path} before", before), (f"{path} after", after)))
    if outcome.observation:
        values = ("expected", show(outcome.expected)), ("got", show(outcome.got))
        return Failure(case, outcome.complaint, (*inputs, *values))
    # Said by the aspect itself, or of a case that nothing is known of.
    return Failure(case, outcome.complaint, ours=outcome.ours)
