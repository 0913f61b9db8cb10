"""Where an answer first computes something wrong, found by lending it the values of right programs."""

from collections.abc import Iterator

from ..repair.borrowing import Blame, Check, wrong_values
from ..repair.learner_source import Source
from ..repair.tracing import Program
from .comparison import Comparison, Implementation
from .comparison import comparison as comparison_under
from .record import Aspect, Case, Function
from .right_ways import right_programs

SECONDS = 0.8  # of processor time


def first_wrong_values(comparison: Comparison, answer: Implementation, source: Source) -> Blame | None:
    """The expression that gives the first wrong value, or the two of them, or None."""
    other = comparison_under(comparison.exercise, comparison.seed + 1)
    cases = list(_cases(comparison, answer))
    checks = [_check(under, case, aspects) for under in (comparison, other) for case, aspects in cases]
    try:
        program = Program(source, answer.functions)
    except Exception:  # a decorator or a default that cannot run twice
        return None
    return wrong_values(program, right_programs(comparison.exercise), checks, SECONDS)


def _cases(comparison: Comparison, answer: Implementation) -> Iterator[tuple[Case, list[Aspect]]]:
    """Each case with the aspects that look at it; first those that compare numbers and fail."""
    aspects = comparison.exercise.aspects
    of_case = {case.name: (case, [a for a in aspects if case in a.cases]) for a in aspects for case in a.cases}

    def says_nothing(entry: tuple[Case, list[Aspect]]) -> tuple[bool, bool]:
        case, looking = entry
        failing = [aspect for aspect in looking if not answer.outcome(aspect, case).holds]
        return not failing, any(aspect.verify is not None for aspect in failing)

    return iter(sorted(of_case.values(), key=says_nothing))


def _check(comparison: Comparison, case: Case, aspects: list[Aspect]) -> Check:
    def check(functions: tuple[Function, ...]) -> bool:
        candidate = comparison.implementation(functions)
        return all(candidate.outcome(aspect, case).holds for aspect in aspects)

    return check
