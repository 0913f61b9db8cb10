"""Two recorded mistakes at once: a third implementation, made of two diffs that touch different lines."""

import time
from collections.abc import Iterator
from itertools import combinations

from .comparison import Comparison, Implementation
from .forms import Form
from .record import Misconception

SECONDS = 0.6  # of processor time; a search that long has tried some hundred pairs

Pair = tuple[Misconception, Misconception]


def explaining_pair(comparison: Comparison, answer: Implementation) -> Pair | None:
    """The two mistakes that together cannot be told apart from the answer; the first failing case is asked first."""
    checks = [(aspect, case) for aspect in comparison.exercise.aspects for case in aspect.cases]
    # What fails tells pairs apart most quickly; that all the rest holds is seen to at the end.
    checks.sort(key=lambda check: answer.outcome(*check).holds)
    deadline = time.process_time() + SECONDS
    for one, other, form in _pairs(comparison):
        if time.process_time() > deadline:
            return None
        (both,) = comparison.variant(Misconception(form.label, (form,), "", ""))
        if all(comparison.same_outcome(answer, both, aspect, case) for aspect, case in checks):
            return one, other
    return None


def _pairs(comparison: Comparison) -> Iterator[tuple[Misconception, Misconception, Form]]:
    for one, other in combinations(comparison.exercise.misconceptions, 2):
        for form in one.forms:
            for another in other.forms:
                if isinstance(form, Form) and isinstance(another, Form) and not form.overlaps(another):
                    together = form.together(another)
                    if together.is_python:
                        yield one, other, together
