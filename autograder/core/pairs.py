"""Two recorded mistakes at once: a third implementation, made of two diffs that touch different lines."""

import time
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from .comparison import Comparison, Implementation
from .forms import Form
from .record import Aspect, Case, Misconception

SECONDS = 0.7  # of processor time; a search that long has tried one or two hundred pairs
MOST_ELSEWHERE = 40  # pairs, the likeliest, tried on an answer that was observed elsewhere: it may be one of thousands

Pair = tuple[Misconception, Misconception]
Check = tuple[Aspect, Case]


def explaining_pair(comparison: Comparison, answer: Implementation) -> Pair | None:
    """The two mistakes that together cannot be told apart from the answer; the first failing case is asked first."""
    if len(comparison.exercise.misconceptions) < 2:
        return None
    checks = [(aspect, case) for aspect in comparison.exercise.aspects for case in aspect.cases]
    # What fails tells pairs apart most quickly; that all the rest holds is seen to at the end.
    checks.sort(key=lambda check: answer.outcome(*check).holds)
    deadline = time.process_time() + SECONDS
    pairs = _pairs(comparison, _likely_first(comparison, answer, checks))
    for one, other, forms in islice(pairs, None if answer.functions else MOST_ELSEWHERE):
        if time.process_time() > deadline:
            return None
        both = comparison.together(*forms)
        alike = all(comparison.same_outcome(answer, both, aspect, case) for aspect, case in checks)
        if alike and all(_can_be_seen(comparison, answer, comparison.together(form), checks) for form in forms):
            return one, other
    return None


def _can_be_seen(
    comparison: Comparison, answer: Implementation, alone: Implementation, checks: Sequence[Check]
) -> bool:
    """Whether a mistake shows in what the answer does: where an error comes first, what follows it is a guess."""
    return any(
        not alone.outcome(*check).holds
        and (answer.outcome(*check).error is None or comparison.same_outcome(answer, alone, *check))
        for check in checks
    )


def _likely_first(comparison: Comparison, answer: Implementation, checks: Sequence[Check]) -> list[Misconception]:
    """The mistakes, those first that alone explain the most of what fails: where the other one is silent, they do."""
    failing = [check for check in checks if not answer.outcome(*check).holds]

    def explained(mistake: Misconception) -> int:
        forms = dict(comparison.mistakes)[mistake]
        return max(sum(comparison.same_outcome(answer, form, *check) for check in failing) for form in forms)

    return sorted(comparison.exercise.misconceptions, key=explained, reverse=True)


def _pairs(
    comparison: Comparison, mistakes: Sequence[Misconception]
) -> Iterator[tuple[Misconception, Misconception, tuple[Form, Form]]]:
    """Every pair whose diffs can be made together, in the record's order; likely mistakes with likely ones first."""
    recorded = list(comparison.exercise.misconceptions)
    by_rank = sorted(combinations(range(len(mistakes)), 2), key=sum)
    for ranks in by_rank:
        one, other = sorted((mistakes[rank] for rank in ranks), key=recorded.index)
        for form, another in product(one.forms, other.forms):
            if isinstance(form, Form) and isinstance(another, Form) and not form.overlaps(another):
                yield from [(one, other, (form, another))] if form.together(another).is_python else []
