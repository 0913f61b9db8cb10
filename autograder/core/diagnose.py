"""The diagnosis: which recorded mistake gives exactly what was seen; failing that, what the numbers look like.

If a recorded mistake cannot be told apart from the answer, that is what happened. An answer may hold two mistakes, or
be half written: then the mistake speaks that explains the most of it. Otherwise general comparisons do.
"""

from collections.abc import Mapping

from ..worker.observe import Observation, is_unwritten
from .comparison import Comparison, Implementation, comparison
from .general import general_comparison
from .judge import judge
from .record import NOTEBOOK_SEED, Exercise, Function, Misconception
from .report import AspectResult, Diagnosis, Failure, Report, State


def check_functions(exercise: Exercise, functions: tuple[Function, ...], seed: int = NOTEBOOK_SEED) -> Report:
    """Observe functions in this process and report. For the notebook's `check` and for our own variants."""
    if all(map(is_unwritten, functions)):
        return unwritten(exercise)
    compared = comparison(exercise, seed)
    return report(compared, compared.implementation(functions))


def check_observations(exercise: Exercise, observations: Mapping[str, Observation], seed: int) -> Report:
    """Report on what was observed elsewhere, by case name."""
    compared = comparison(exercise, seed)
    return report(compared, compared.observed(observations))


def unwritten(exercise: Exercise) -> Report:
    """The report on an answer that has not been begun."""
    waits = Failure("", "not written yet")
    aspects = tuple(AspectResult(aspect.name, aspect.points, waits) for aspect in exercise.aspects)
    return Report(exercise.name, State.UNWRITTEN, aspects)


def report(comparison: Comparison, answer: Implementation) -> Report:
    """The verdict on an answer, with a diagnosis where something is wrong."""
    aspects = judge(comparison, answer)
    state = state_of(aspects)
    found = diagnose(comparison, answer) if state in (State.PARTLY, State.WRONG) else None
    return Report(comparison.exercise.name, state, aspects, found)


def state_of(aspects: tuple[AspectResult, ...]) -> State:
    """How an answer stands, aspect by aspect taken together."""
    passed = [aspect.passed for aspect in aspects]
    if all(passed):
        return State.RIGHT
    if any(aspect.failure.ours for aspect in aspects if aspect.failure is not None):
        return State.UNJUDGED
    return State.PARTLY if any(passed) else State.WRONG


def diagnose(comparison: Comparison, answer: Implementation) -> Diagnosis | None:
    """The mistake that explains the answer, wholly or as far as it goes, or a general comparison, or None."""
    for mistake, forms in comparison.mistakes:
        if any(indistinguishable(comparison, answer, form) for form in forms):
            return named(mistake)
    explained = {
        mistake: max(matching_failures(comparison, answer, form) for form in forms)
        for mistake, forms in comparison.mistakes
    }
    best = max(explained, key=explained.__getitem__, default=None)
    if best is not None and explained[best]:
        return named(best)
    return general_comparison(comparison, answer)


def named(misconception: Misconception) -> Diagnosis:
    """A recorded mistake as a diagnosis."""
    return Diagnosis(misconception.name, misconception.hint, misconception.second_hint, misconception=True)


def indistinguishable(comparison: Comparison, answer: Implementation, mistake: Implementation) -> bool:
    """Whether the exercise cannot tell two implementations apart: every aspect says the same in each of its cases."""
    return all(
        comparison.same_outcome(answer, mistake, aspect, case)
        for aspect in comparison.exercise.aspects
        for case in aspect.cases
    )


def matching_failures(comparison: Comparison, answer: Implementation, mistake: Implementation) -> int:
    """How often a mistake is wrong, if the answer is wrong in the same way wherever the mistake is; otherwise 0.

    For an answer with more than one mistake, or one that is half written. That both fail a `verify` says little, so
    it does not count.
    """
    count = 0
    for aspect in comparison.exercise.aspects:
        for case in aspect.cases:
            if mistake.outcome(aspect, case).holds or answer.outcome(aspect, case).is_unwritten:
                continue
            if not comparison.same_outcome(answer, mistake, aspect, case):
                return 0
            count += aspect.verify is None
    return count
