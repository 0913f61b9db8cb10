"""The diagnosis: which recorded mistake gives exactly what was seen; failing that, what the numbers look like.

If a recorded mistake cannot be told apart from the answer, that is what happened. An answer may hold two mistakes, or
be half written: then the mistake speaks that explains the most of it. Otherwise general comparisons do.
"""

from collections.abc import Mapping

from ..worker.observe import Observation, is_unwritten
from .comparison import Comparison, Implementation, comparison
from .general import general_comparison
from .judge import judge
from .pairs import explaining_pair
from .place import smallest_repair, unused_names
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
    amiss = state in (State.PARTLY, State.WRONG)
    found = comparison.said_once(answer, lambda: diagnose(comparison, answer)) if amiss else None
    silent = amiss and found is None
    unused = unused_names(comparison, answer) if silent else ()
    notes = tuple(f"`{name}` is computed and never used." for name in unused)
    return Report(comparison.exercise.name, state, aspects, found, notes)


def state_of(aspects: tuple[AspectResult, ...]) -> State:
    """How an answer stands, aspect by aspect taken together."""
    passed = [aspect.passed for aspect in aspects]
    if all(passed):
        return State.RIGHT
    if any(aspect.failure.ours for aspect in aspects if aspect.failure is not None):
        return State.UNJUDGED
    return State.PARTLY if any(passed) else State.WRONG


def diagnose(comparison: Comparison, answer: Implementation) -> Diagnosis | None:
    """What the answer looks like. The surest voice speaks, and where none is sure, none does.

    1. a recorded mistake that cannot be told apart from the answer by numbers, or of which every aspect says the same
    to the letter, 2. two of them together, 3. the first wrong value, or the smallest repair that makes it right, 4. a
    mistake that explains a part, 5. a repair of a part, 6. what all the numbers look like.
    """
    by_numbers, any_alike = _shows_numbers(comparison, answer), False
    for mistake, forms in comparison.mistakes:
        if any(indistinguishable(comparison, answer, form) for form in forms):
            if by_numbers or said_alike(comparison, answer, mistake):
                return named(mistake)
            any_alike = True
    pair = None if any_alike else explaining_pair(comparison, answer)
    if pair is not None:
        return named_pair(*pair)
    repair = smallest_repair(comparison, answer)
    if repair is not None and repair.whole:
        return repair
    part = _explains_a_part(comparison, answer)
    return part or repair or general_comparison(comparison, answer)


def _explains_a_part(comparison: Comparison, answer: Implementation) -> Diagnosis | None:
    """The mistake that explains the most of an answer: its first failing case and at least half of what fails."""
    failing = [
        (aspect, case)
        for aspect in comparison.exercise.aspects
        for case in aspect.cases
        if not answer.outcome(aspect, case).holds and not answer.outcome(aspect, case).is_unwritten
    ]
    best: tuple[int, Misconception | None] = (0, None)
    for mistake, forms in comparison.mistakes:
        for form in forms:
            count = matching_failures(comparison, answer, form)
            first = bool(failing) and not form.outcome(*failing[0]).holds
            if count > best[0] and first and 2 * count >= len(failing):
                best = count, mistake
    return named(best[1]) if best[1] is not None else None


def said_alike(comparison: Comparison, answer: Implementation, mistake: Misconception) -> bool:
    """Whether every aspect says of the mistake what it says of the answer, to the letter."""
    checks = [(aspect, case) for aspect in comparison.exercise.aspects for case in aspect.cases]
    forms = dict(comparison.mistakes)[mistake]
    said, *of_forms = [
        [implementation.outcome(aspect, case).complaint for aspect, case in checks]
        for implementation in (answer, *forms)
    ]
    return said in of_forms


def _shows_numbers(comparison: Comparison, answer: Implementation) -> bool:
    """Whether a failing case is told by what came back, and not only by an aspect that verifies or derives."""
    return any(
        aspect.verify is None and aspect.derive is None and not answer.outcome(aspect, case).holds
        for aspect in comparison.exercise.aspects
        for case in aspect.cases
    )


def named(misconception: Misconception) -> Diagnosis:
    """A recorded mistake as a diagnosis."""
    return Diagnosis(misconception.name, misconception.hint, misconception.second_hint, misconception=True)


def named_pair(one: Misconception, other: Misconception) -> Diagnosis:
    """Two recorded mistakes at once as a diagnosis."""
    hint = f"Two things at once. First: {one.hint} Second: {other.hint}"
    return Diagnosis(one.name, hint, f"{one.second_hint} And: {other.second_hint}", True, another=other.name)


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
