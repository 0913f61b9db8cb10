"""An exercise under one seed: its inputs drawn once, and what each implementation makes of them judged once.

The learner's answer, the reference and every recorded mistake are implementations of the same exercise. What is seen
of them in a case, and what an aspect says of it, is worked out when somebody first asks, and kept. Verdict and
diagnosis only read it.
"""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeVar

from ..worker.observe import Observation, observe
from ..worker.wire import pack
from .forms import Form, Hunk
from .outcomes import Outcome, judge_observation, same_observation
from .record import INPUTS, NOTEBOOK_SEED, WARNINGS, Aspect, Case, Exercise, Function, Misconception, OwnCase, Variant

_MOST_KEPT = 1000  # answers of which is kept what was said
Said = TypeVar("Said")


class _Expected(NamedTuple):
    """What an aspect expects in a case: the reference's observations, by name, or why there are none."""

    right: Observation
    names: tuple[str, ...]
    fault: str = ""


class Implementation:
    """One way to write an exercise, seen case by case."""

    def __init__(
        self,
        comparison: "Comparison",
        observe_case: Callable[[Case], Observation | None],
        functions: Sequence[Function] = (),
    ) -> None:
        self._comparison, self._observe, self.functions = comparison, observe_case, tuple(functions)
        self._observations: dict[str, Observation | None] = {}
        self._seconds: dict[str, float] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def observation(self, case: Case) -> Observation | None:
        """What was seen in a case; None where nothing was."""
        if case.name not in self._observations:
            start = time.process_time()
            self._observations[case.name] = self._observe(case)
            self._seconds[case.name] = time.process_time() - start
        return self._observations[case.name]

    def seconds(self, case: Case) -> float:
        """The processor time that it took to observe a case."""
        self.observation(case)
        return self._seconds[case.name]

    @cached_property
    def fingerprint(self) -> bytes:
        """Equal for two of which the same was seen in every case."""
        seen = map(self.observation, self._comparison.exercise.cases)
        return hashlib.sha256(b"".join(pack(one and one.to_tree()) for one in seen)).digest()

    def outcome(self, aspect: Aspect, case: Case) -> Outcome:
        """What an aspect says of a case."""
        key = aspect.name, case.name
        if key not in self._outcomes:
            self._outcomes[key] = self._comparison.judge_case(self, aspect, case)
        return self._outcomes[key]


class Comparison:
    """An exercise under one seed."""

    def __init__(self, exercise: Exercise, seed: int = NOTEBOOK_SEED) -> None:
        self.exercise, self.seed = exercise, seed
        self._inputs: dict[str, dict[str, Any]] = {}
        self._expected: dict[tuple[str, str], _Expected] = {}
        self._together: dict[tuple[tuple[Hunk, ...], ...], Implementation] = {}
        self._said: dict[bytes, Any] = {}

    def inputs(self, case: Case) -> dict[str, Any]:
        """The inputs of a case. They are shared: whoever calls something with them passes copies, as `observe` does."""
        if case.name not in self._inputs:
            stored = self.exercise.stored.inputs(case.name, self.seed) if self.exercise.stored is not None else None
            self._inputs[case.name] = case.draw(self.seed) if stored is None else stored
        return self._inputs[case.name]

    @cached_property
    def reference(self) -> Implementation:
        """What everything else is held against."""
        stored = self.exercise.stored
        if stored is not None:
            return self.observed(stored.reference(self.seed))
        return self.implementation(self.exercise.references)

    def variant(self, variant: Variant) -> tuple[Implementation, ...]:
        """The forms in which a variant of the record is written."""
        stored = self.exercise.stored
        if stored is not None:
            return tuple(map(self.observed, stored.forms(variant.name, self.seed)))
        return tuple(map(self.implementation, self.exercise.implementations(variant)))

    @cached_property
    def mistakes(self) -> tuple[tuple[Misconception, tuple[Implementation, ...]], ...]:
        """Every recorded mistake in all its forms. A mistake is driven only as far as somebody looks at it."""
        return tuple((mistake, self.variant(mistake)) for mistake in self.exercise.misconceptions)

    def together(self, *forms: Form) -> Implementation:
        """One form of a mistake, or several in one answer. Raises ValueError when they touch the same lines."""
        changes = tuple(form.hunks for form in forms)
        if changes not in self._together:
            form = forms[0].together(*forms[1:])
            (self._together[changes],) = self.variant(Misconception(form.label, (form,), "", ""))
        return self._together[changes]

    def said_once(self, answer: Implementation, say: Callable[[], Said]) -> Said:
        """What there is to say of an answer. Of answers observed elsewhere in which the same was seen, it is worked
        out once: in a class many make one mistake.
        """
        if answer.functions:  # whose source may be asked, too
            return say()
        if answer.fingerprint not in self._said:
            if len(self._said) == _MOST_KEPT:
                self._said.clear()
            self._said[answer.fingerprint] = say()
        said: Said = self._said[answer.fingerprint]
        return said

    def implementation(self, functions: Sequence[Function]) -> Implementation:
        """Functions that are observed in this process."""

        def observe_case(case: Case) -> Observation:
            return observe(functions, self.exercise.probe_of(case), self.inputs(case))

        return Implementation(self, observe_case, functions)

    def observed(self, observations: Mapping[str, Observation]) -> Implementation:
        """An answer that was observed elsewhere, by case name."""
        return Implementation(self, lambda case: observations.get(case.name))

    def judge_case(self, implementation: Implementation, aspect: Aspect, case: Case) -> Outcome:
        """Hold one case against the reference. Without a reference to compare with, nothing holds."""
        aspect = _as_judged(aspect, case)
        expected, seen = self.expected(aspect, case), implementation.observation(case)
        if expected.fault:
            return Outcome(f"there is nothing to compare with: {expected.fault}", ours=True)
        if seen is None:
            return Outcome("nothing was observed")
        error = next(filter(None, map(seen.error_of, expected.names)), None)
        if error is not None:
            return Outcome(error.message, error=error)
        try:  # a sandbox may have sent anything, and no answer may stop the judge
            if aspect.verify is not None:
                return Outcome(aspect.verify(self.inputs(case), seen.values))
            seen = self._derived(aspect, case, seen)
        except Exception as problem:
            return Outcome(f"what came back cannot be judged ({type(problem).__name__}: {problem})")
        names = expected.names if aspect.derive is None else tuple(expected.right.values)
        outcomes = (judge_observation(name, case, expected.right, seen) for name in names)
        return next((outcome for outcome in outcomes if not outcome.holds), Outcome())

    def expected(self, aspect: Aspect, case: Case) -> _Expected:
        """What the reference gives to hold an answer against."""
        key = aspect.name, case.name
        if key not in self._expected:
            self._expected[key] = _expected(
                _as_judged(aspect, case), self.inputs(case), self.reference.observation(case)
            )
        return self._expected[key]

    def _derived(self, aspect: Aspect, case: Case, seen: Observation) -> Observation:
        right = self.reference.observation(case)
        assert right is not None  # else there is nothing to compare with, which is said before
        return derived(aspect, self.inputs(case), seen, right)

    def same_outcome(self, one: Implementation, other: Implementation, aspect: Aspect, case: Case) -> bool:
        """Whether two implementations cannot be told apart by an aspect in a case.

        Where an aspect has a `verify`, what counts is whether the case holds, not the numbers themselves.
        """
        aspect = _as_judged(aspect, case)
        a, b, expected = one.observation(case), other.observation(case), self.expected(aspect, case)
        if a is None or b is None or expected.fault:
            return False
        if aspect.verify is not None:
            return one.outcome(aspect, case).holds == other.outcome(aspect, case).holds
        names = expected.names
        if aspect.derive is not None and not any(seen.error_of(name) for seen in (a, b) for name in names):
            try:
                a, b = (self._derived(aspect, case, seen) for seen in (a, b))
            except Exception:  # as in `judge_case`
                return False
            names = tuple(a.values)
        return all(same_observation(name, case, expected.right, a, b) for name in names)


@lru_cache(maxsize=512)
def comparison(exercise: Exercise, seed: int = NOTEBOOK_SEED) -> Comparison:
    """The comparison of an exercise under a seed, kept: reference and mistakes are the same for every answer."""
    return Comparison(exercise, seed)


def _as_judged(aspect: Aspect, case: Case) -> Aspect:
    """The aspect as it judges a case. What a case's own probe returns is compared as it is."""
    return replace(aspect, observations=(), derive=None, verify=None) if isinstance(case, OwnCase) else aspect


def derived(aspect: Aspect, inputs: Mapping[str, Any], seen: Observation, right: Observation) -> Observation:
    """The observation with what the aspect derives from its values in their place. right: as seen of the reference"""
    if aspect.derive is None:
        return seen
    beside = (right.values,) if aspect.beside_reference else ()
    return replace(seen, values=dict(aspect.derive(inputs, seen.values, *beside)))


def _expected(aspect: Aspect, inputs: Mapping[str, Any], right: Observation | None) -> _Expected:
    """Read the reference. Where it gives nothing, an answer might be anything: that is a fault of ours."""
    if right is None:
        return _Expected(Observation(), (), "the reference was not observed")
    names = aspect.observations or (*right.values, *right.errors)
    error = next(filter(None, map(right.error_of, names or ("",))), None)
    if error is not None:
        return _Expected(right, names, f"the reference ended with {error.message}")
    lacking = [name for name in names if name not in right.values and name not in (INPUTS, WARNINGS)]
    if lacking or not right.values:
        what = ", ".join(f"`{name}`" for name in lacking) or "values"
        return _Expected(right, names, f"the reference has no {what}")
    try:
        return _Expected(derived(aspect, inputs, right, right), names)
    except Exception as problem:
        return _Expected(right, names, f"the reference's values cannot be read ({type(problem).__name__}: {problem})")
