"""Where an answer first computes something wrong, found by lending it the values of right programs."""

from collections.abc import Iterator

import numpy as np

from ..repair.borrowing import Blame, Check, wrong_values
from ..repair.learner_source import Source
from ..repair.tracing import Program
from .comparison import Comparison, Implementation
from .comparison import comparison as comparison_under
from .record import Aspect, Case, Function
from .right_ways import near_programs, right_programs

SECONDS, SECONDS_OF_ALL = 0.7, 0.5  # of processor time
_SLOWER, _QUICK = 10, 1e-3  # a case is slow that takes so many times the quickest, and so many seconds
_ENOUGH = 50  # numbers, of which more tell no more


def watchable(answer: Implementation, source: Source) -> Program | None:
    """The answer as a program whose values can be seen, or None where it cannot be built twice."""
    try:
        return Program(source, answer.functions)
    except Exception:  # a decorator or a default that cannot run twice
        return None


def first_wrong_values(
    comparison: Comparison, answer: Implementation, program: Program, every_way: bool = False
) -> Blame | None:
    """The expression that gives the first wrong value, or the two of them, or None.

    program: the answer, watchable
    every_way: hold the answer against every right way, with doubt; otherwise against those that are near the solution.
    """
    other = comparison_under(comparison.exercise, comparison.seed + 1)
    cases = list(_cases(comparison, answer))
    checks = [_check(under, case, aspects) for under in (comparison, other) for case, aspects in cases]
    if every_way:
        return wrong_values(program, right_programs(comparison.exercise), checks, SECONDS_OF_ALL, doubt=True)
    return wrong_values(program, near_programs(comparison.exercise), checks, SECONDS)


def _cases(comparison: Comparison, answer: Implementation) -> Iterator[tuple[Case, list[Aspect]]]:
    """Each case with the aspects that look at it, the most telling first."""
    aspects = comparison.exercise.aspects
    for case in telling_first(comparison, answer):
        yield case, [aspect for aspect in aspects if case in aspect.cases]


def telling_first(comparison: Comparison, answer: Implementation) -> list[Case]:
    """The cases: first those that fail where numbers are compared, quick before slow, large before small."""
    cases, aspects = comparison.exercise.cases, comparison.exercise.aspects
    quick = _SLOWER * min(answer.seconds(case) for case in cases) + _QUICK

    def rank(case: Case) -> tuple[bool, bool, bool, int]:
        failing = [a for a in aspects if case in a.cases and not answer.outcome(a, case).holds]
        compared = any(aspect.verify is None for aspect in failing)
        size = sum(np.size(value) for value in comparison.inputs(case).values() if isinstance(value, np.ndarray))
        return not failing, not compared, answer.seconds(case) > quick, -min(size, _ENOUGH)

    return sorted(cases, key=rank)


def _check(comparison: Comparison, case: Case, aspects: list[Aspect]) -> Check:
    def check(functions: tuple[Function, ...]) -> bool:
        candidate = comparison.implementation(functions)
        return all(candidate.outcome(aspect, case).holds for aspect in aspects)

    return check
