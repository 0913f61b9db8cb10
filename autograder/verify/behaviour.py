"""Run a record's implementations and see that the verdicts are what the record promises."""

from collections.abc import Sequence

from ..core.comparison import Comparison, Implementation, comparison
from ..core.diagnose import report, unwritten
from ..core.judge import judge
from ..core.record import INPUTS, WARNINGS, Accepted, Case, Exercise, Misconception, OwnCase
from ..core.report import Report, State
from ..worker.observe import Observation, is_unwritten

# A slip in the record, not a mistake that a learner's check would survive to see.
_SLIPS = ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError")


def of_reference(exercise: Exercise, seed: int) -> list[str]:
    """What is wrong with the reference itself; no verdict means anything before this is empty."""
    found = []
    compared = comparison(exercise, seed)
    reference = compared.reference
    for case in exercise.cases:
        seen = _seen(reference, case)
        trouble = seen.error or next(iter(seen.errors.values()), None)
        if trouble is not None:
            found.append(f"cannot observe its reference in {case.name!r}: {trouble.message}")
        elif not seen.values:
            found.append(f"sees nothing of its reference in {case.name!r}: the probe returns no observations")
        elif not _same_again(compared, case):
            found.append(f"has a reference that is not deterministic: {case.name!r} gives two results")
    for aspect in exercise.aspects:
        for case in aspect.cases:
            if isinstance(case, OwnCase):
                continue
            unknown = set(aspect.observations) - set(_seen(reference, case).values) - {INPUTS, WARNINGS}
            if unknown:
                names = ", ".join(sorted(unknown))
                found.append(f"looks at {names} in {aspect.name!r}, which the probe does not return for {case.name!r}")
    if found:
        return found
    return [
        f"gives its own reference no points for {result.name!r}: {result.failure.case}: {result.failure.message}"
        for result in judge(compared, reference)
        if result.failure is not None
    ]


def of_accepted(exercise: Exercise, variant: Accepted, seed: int) -> str:
    """Why an accepted variant loses marks, or ""."""
    compared = comparison(exercise, seed)
    what = f"the accepted variant {variant.name!r}"
    return next(filter(None, (lost(report(compared, form), what) for form in compared.variant(variant))), "")


def of_misconception(exercise: Exercise, variant: Misconception, numbers: Sequence[int], seed: int) -> list[str]:
    """For each of these forms of a misconception, counted from 1, why it is not caught under its own name, or ""."""
    forms, implementations = dict(comparison(exercise, seed).mistakes)[variant], exercise.implementations(variant)
    found = []
    for number in numbers:
        form, functions = forms[number - 1], implementations[number - 1]
        which = f" (form {number} of {len(forms)})" if len(forms) > 1 else ""
        is_empty = all(map(is_unwritten, functions))
        what = f"the misconception {variant.name!r}{which}"
        found.append(_of_form(exercise, variant.name, form, is_empty, seed, what))
    return found


def _of_form(exercise: Exercise, name: str, form: Implementation, is_empty: bool, seed: int, what: str) -> str:
    slip = next(filter(None, (_slip(_seen(form, case)) for case in exercise.cases)), "")
    if slip:
        return f"has a slip in {what}: {slip}"
    found = unwritten(exercise) if is_empty else report(comparison(exercise, seed), form)
    if found.score >= found.points:
        return f"does not catch {what}: it keeps full marks, so no case shows the mistake"
    if found.diagnosis is None:
        return f"catches {what} and has no name for it"
    if not found.diagnosis.misconception:
        return f"catches {what}, but calls it by the general comparison {found.diagnosis.name!r}"
    if found.diagnosis.name != name:
        return f"catches {what}, but calls it {found.diagnosis.name!r}: no case tells the two apart"
    return ""


def lost(found: Report, what: str) -> str:
    """Which marks something that is right has lost, or ""."""
    if found.state is State.RIGHT and found.score == found.points:
        return ""
    failures = [f"{a.name!r} ({a.failure.case}: {a.failure.message})" for a in found.aspects if a.failure is not None]
    return f"gives {what} {found.score:g} of {found.points:g} points; lost: {', '.join(failures)}"


def _seen(implementation: Implementation, case: Case) -> Observation:
    seen = implementation.observation(case)
    assert seen is not None  # what is observed in this process always is
    return seen


def _slip(seen: Observation) -> str:
    errors = filter(None, (seen.error, *seen.errors.values()))
    return next((error.message for error in errors if error.exception in _SLIPS), "")


def _same_again(compared: Comparison, case: Case) -> bool:
    """Whether the reference gives the same twice, as far as it is judged: some orders are nobody's to decide."""
    exercise, reference = compared.exercise, compared.reference
    again = compared.implementation(exercise.references)
    aspects = [aspect for aspect in exercise.aspects if case in aspect.cases]
    return all(compared.same_outcome(reference, again, aspect, case) for aspect in aspects)
