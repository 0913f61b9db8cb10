"""Run a record's implementations and see that the verdicts are what the record promises."""

from collections.abc import Iterable

from ..core.diagnose import report
from ..core.judge import Report, judge, trusted_observations
from ..core.record import INPUTS, WARNINGS, Accepted, Exercise, Misconception, Variant
from ..worker.observe import Observation, is_unwritten, observe
from ..worker.wire import pack

# A slip in the record, not a mistake that a learner's check would survive to see.
_SLIPS = ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError")


def of_reference(exercise: Exercise, seed: int) -> list[str]:
    """What is wrong with the reference itself; no verdict means anything before this is empty."""
    found = []
    expected = trusted_observations(exercise, None, seed)
    for case in exercise.cases:
        seen = expected[case.name]
        trouble = seen.error or next(iter(seen.errors.values()), None)
        if trouble is not None:
            found.append(f"cannot observe its reference in {case.name!r}: {trouble.message}")
        elif not seen.values:
            found.append(f"sees nothing of its reference in {case.name!r}: the probe returns no observations")
        elif not _same(seen, observe(exercise.references, exercise.probe, case.draw(seed))):
            found.append(f"has a reference that is not deterministic: {case.name!r} gives two results")
    for aspect in exercise.aspects:
        for case in aspect.cases:
            unknown = set(aspect.observations) - set(expected[case.name].values) - {INPUTS, WARNINGS}
            if unknown:
                names = ", ".join(sorted(unknown))
                found.append(f"looks at {names} in {aspect.name!r}, which the probe does not return for {case.name!r}")
    if found:
        return found
    return [
        f"gives its own reference no points for {result.name!r}: {result.failure.case}: {result.failure.message}"
        for result in judge(exercise, expected, seed)
        if result.failure is not None
    ]


def of_accepted(exercise: Exercise, variant: Accepted, seed: int) -> str:
    """Why an accepted variant loses marks, or ""."""
    return lost(_report(exercise, variant, seed), f"the accepted variant {variant.name!r}")


def of_misconception(exercise: Exercise, variant: Misconception, seed: int) -> str:
    """Why a misconception is not caught under its own name, or ""."""
    what = f"the misconception {variant.name!r}"
    found = _report(exercise, variant, seed)
    slip = _slip(trusted_observations(exercise, variant, seed).values())
    if slip:
        return f"has a slip in {what}: {slip}"
    if found.score >= found.points:
        return f"does not catch {what}: it keeps full marks, so no case shows the mistake"
    if found.diagnosis is None:
        return f"catches {what} and has no name for it"
    if not found.diagnosis.misconception:
        return f"catches {what}, but calls it by the general comparison {found.diagnosis.name!r}"
    if found.diagnosis.name != variant.name:
        return f"catches {what}, but calls it {found.diagnosis.name!r}: no case tells the two apart"
    return ""


def lost(found: Report, what: str) -> str:
    """Which marks something that is right has lost, or ""."""
    if found.state == "right" and found.score == found.points:
        return ""
    failures = [f"{a.name!r} ({a.failure.case}: {a.failure.message})" for a in found.aspects if a.failure is not None]
    return f"gives {what} {found.score:g} of {found.points:g} points; lost: {', '.join(failures)}"


def _report(exercise: Exercise, variant: Variant, seed: int) -> Report:
    unwritten = all(map(is_unwritten, exercise.implementation(variant)))
    return report(exercise, trusted_observations(exercise, variant, seed), seed, unwritten)


def _slip(observations: Iterable[Observation]) -> str:
    troubles = [trouble for seen in observations for trouble in (seen.error, *seen.errors.values()) if trouble]
    return next((trouble.message for trouble in troubles if trouble.message.startswith(_SLIPS)), "")


def _same(one: Observation, other: Observation) -> bool:
    return pack(one.to_tree()) == pack(other.to_tree())
