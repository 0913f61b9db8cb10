"""The verdict: hold what was observed of an answer against what is observed of the reference.

This runs on the trusted side only. Nothing of the learner's is called here: the judge sees arrays and text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np

from ..worker.observe import Observation, observe
from .record import INPUTS, WARNINGS, Aspect, Case, Exercise, Variant

Observations = Mapping[str, Observation]  # by case name


class State(StrEnum):
    """How an answer stands as a whole. Unjudged: our own reference failed, so nothing can be said of the answer."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNWRITTEN = "unwritten"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Failure:
    """The first case in which an aspect did not hold, in words that a card can show.

    ours: the reference gave nothing to compare with, which says nothing about the answer and earns no points
    """

    case: str
    message: str
    shown: tuple[tuple[str, str], ...] = ()  # labelled values: the inputs, what was expected, what came
    line: tuple[str, str] | None = None  # where in the learner's code an exception arose, and what stands there
    ours: bool = False


@dataclass(frozen=True)
class AspectResult:
    """One line of the card."""

    name: str
    points: float
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether the aspect holds in every case."""
        return self.failure is None


@dataclass(frozen=True)
class Diagnosis:
    """What an answer looks like, with two hints. `misconception` tells a recorded mistake from a general comparison."""

    name: str
    hint: str
    second_hint: str
    misconception: bool


@dataclass(frozen=True)
class Report:
    """Everything there is to say about one answer to one exercise."""

    exercise: str
    state: State
    aspects: tuple[AspectResult, ...]
    diagnosis: Diagnosis | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def score(self) -> float:
        """The points of the aspects that hold."""
        return 0.0 if self.state is State.UNWRITTEN else sum(a.points for a in self.aspects if a.passed)

    @property
    def points(self) -> float:
        """The points there are."""
        return sum(aspect.points for aspect in self.aspects)


class Sights(Mapping[str, Observation]):
    """What is seen of one of our own implementations, by case name; a case is looked at when it is first asked for.

    Most mistakes differ from an answer in the first case, and some cases train a network.
    """

    def __init__(self, exercise: Exercise, variant: Variant | None, seed: int) -> None:
        self._functions = exercise.references if variant is None else exercise.implementation(variant)
        self._probe, self._seed = exercise.probe, seed
        self._cases = {case.name: case for case in exercise.cases}
        self._seen: dict[str, Observation] = {}

    def __getitem__(self, name: str) -> Observation:
        case = self._cases[name]
        if name not in self._seen:
            self._seen[name] = observe(self._functions, self._probe, case.draw(self._seed))
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cases)

    def __len__(self) -> int:
        return len(self._cases)


@lru_cache(maxsize=2048)
def trusted_observations(exercise: Exercise, variant: Variant | None, seed: int) -> Sights:
    """What is seen of one of our own implementations; `variant` None means the reference."""
    return Sights(exercise, variant, seed)


def judge(exercise: Exercise, seen: Observations, seed: int) -> tuple[AspectResult, ...]:
    """Which aspects hold. A case without an observation counts as failed."""
    expected = trusted_observations(exercise, None, seed)
    results: dict[str, AspectResult] = {}
    for aspect in exercise.aspects:
        failure = next(filter(None, (judge_case(aspect, case, seed, expected, seen) for case in aspect.cases)), None)
        if failure is None and aspect.requires and not results[aspect.requires].passed:
            failure = Failure("", f"counts once “{aspect.requires}” holds")
        results[aspect.name] = AspectResult(aspect.name, aspect.points, failure)
    return tuple(results.values())


def judge_case(aspect: Aspect, case: Case, seed: int, expected: Observations, seen: Observations) -> Failure | None:
    """What is wrong with one aspect in one case, or None. Without a reference to compare with, nothing holds."""
    inputs = case.draw(seed)
    right = expected[case.name]
    fault = _fault_of_reference(aspect, inputs, right)
    if fault:
        return Failure(case.name, f"there is nothing to compare with: {fault}", ours=True)
    observation = seen.get(case.name)
    if observation is None:
        return Failure(case.name, "nothing was observed", labelled(inputs))
    names = _names(aspect, right)
    trouble = next(filter(None, map(observation.error_of, names)), None)
    if trouble is not None and trouble.kind == "unwritten":
        return Failure("", trouble.message)  # the same in every case, whatever the inputs
    if trouble is not None:
        line = (f"{trouble.function}, line {trouble.line_number}", trouble.line) if trouble.line else None
        return Failure(case.name, trouble.message, labelled(inputs), line)
    try:  # a sandbox may have sent anything, and no answer may stop the judge
        if aspect.verify is not None:
            complaint = aspect.verify(inputs, observation.values)
            return Failure(case.name, complaint) if complaint else None
        observation = _read(aspect, inputs, observation)
    except Exception as error:
        return Failure(case.name, f"what came back cannot be judged ({type(error).__name__}: {error})")
    if aspect.derive is not None:
        right = _read(aspect, inputs, right)
        names = tuple(right.values)
    for name in names:
        found = _difference(name, case, inputs, right, observation)
        if found is not None:
            return found
    return None


def _fault_of_reference(aspect: Aspect, inputs: dict[str, Any], right: Observation) -> str:
    """Why the reference gives nothing to hold an answer against, or "". An answer may then be anything."""
    names = aspect.observations or (*right.values, *right.errors)
    trouble = next(filter(None, map(right.error_of, names or ("",))), None)
    if trouble is not None:
        return f"the reference ended with {trouble.message}"
    lacking = [name for name in names if name not in right.values and name not in (INPUTS, WARNINGS)]
    if lacking or not right.values:
        return f"the reference has no {', '.join(f'`{name}`' for name in lacking) or 'values'}"
    try:
        _read(aspect, inputs, right)
    except Exception as error:
        return f"the reference's values cannot be read ({type(error).__name__}: {error})"
    return ""


def _names(aspect: Aspect, right: Observation) -> tuple[str, ...]:
    """The observations that an aspect looks at."""
    return aspect.observations or tuple(right.values)


def _read(aspect: Aspect, inputs: dict[str, Any], seen: Observation) -> Observation:
    """The observation with what the aspect reads out of its values in their place."""
    return seen if aspect.derive is None else replace(seen, values=dict(aspect.derive(inputs, seen.values)))


def _difference(name: str, case: Case, inputs: dict[str, Any], right: Observation, seen: Observation) -> Failure | None:
    if name == WARNINGS:
        if not seen.warnings:
            return None
        return Failure(case.name, "the numbers came with a warning", (*labelled(inputs), ("warning", seen.warnings[0])))
    if name == INPUTS:
        for path, before in right.inputs_after.items():
            after = seen.inputs_after.get(path, np.array(np.nan))
            if compare(before, after, 0.0, 0.0):
                changed = ((f"{path} before", show(before)), (f"{path} after", show(after)))
                return Failure(case.name, f"`{path}` was changed", changed)
        return None
    complaint = compare(right.values[name], seen.values.get(name), case.rtol, case.atol)
    if not complaint:
        return None
    values = (("expected", show(right.values[name])), ("got", show(seen.values.get(name))))
    message = complaint if len(right.values) == 1 else f"{name}: {complaint}"
    return Failure(case.name, message, (*labelled(inputs), *values))


def compare(expected: Any, got: Any, rtol: float, atol: float) -> str:
    """How `got` differs from `expected`, in words, or "" when it does not. Single precision is judged as such."""
    if got is None or expected is None:  # two answers may lack the same value
        return "" if got is expected else "is missing"
    if isinstance(expected, str) or isinstance(got, str):
        return "" if isinstance(got, str) and isinstance(expected, str) and got == expected else "differs"
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        return f"shape {got.shape}, expected {expected.shape}"
    if got.dtype in (np.float16, np.float32, np.complex64) and rtol > 0:
        rtol, atol = max(rtol, 1e-4), max(atol, 1e-6)
    # Trees of student arrays hold anything: infinities minus infinities are compared, not computed.
    with np.errstate(all="ignore"):
        near = np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
    if near.all():
        return ""
    if not np.isfinite(got).all() and np.isfinite(expected).all():
        return f"{np.size(got) - int(np.isfinite(got).sum())} of {got.size} values are nan or inf"
    distance = _distance(expected, got)
    worst = np.unravel_index(int(np.argmax(distance)), got.shape)
    place = f" at {[int(index) for index in worst]}" if got.ndim else ""
    return f"{int((~near).sum())} of {got.size} values differ; the largest difference is {distance.max():.3g}{place}"


def agree(exercise: Exercise, one: Observations, other: Observations, seed: int) -> bool:
    """Whether two implementations cannot be told apart by this exercise: the same sights in every case.

    Where an aspect has a `verify`, what counts is whether the case holds, not the numbers themselves.
    """
    expected = trusted_observations(exercise, None, seed)
    return all(_alike(aspect, case, seed, expected, one, other) for aspect in exercise.aspects for case in aspect.cases)


def _alike(
    aspect: Aspect, case: Case, seed: int, expected: Observations, one: Observations, other: Observations
) -> bool:
    a, b = one.get(case.name), other.get(case.name)
    if a is None or b is None:
        return False
    if aspect.verify is not None:
        return (judge_case(aspect, case, seed, expected, one) is None) == (
            judge_case(aspect, case, seed, expected, other) is None
        )
    names = _names(aspect, expected[case.name])
    if aspect.derive is not None and not any(seen.error_of(name) for seen in (a, b) for name in names):
        inputs = case.draw(seed)
        try:
            a, b = _read(aspect, inputs, a), _read(aspect, inputs, b)
        except Exception:  # as in `look`
            return False
        names = tuple(a.values)
    for name in names:
        troubles = [(t.kind, t.message.split(":")[0]) if t else None for t in (a.error_of(name), b.error_of(name))]
        if any(troubles):
            same = troubles[0] == troubles[1]
        elif name == WARNINGS:
            same = bool(a.warnings) == bool(b.warnings)
        elif name == INPUTS:
            same = all(
                not compare(a.inputs_after.get(path), b.inputs_after.get(path), case.rtol, case.atol)
                for path in expected[case.name].inputs_after
            )
        else:
            same = not compare(a.values.get(name), b.values.get(name), case.rtol, case.atol)
        if not same:
            return False
    return True


def explains(exercise: Exercise, mistake: Observations, seen: Observations, seed: int) -> int:
    """In how many sights a mistake is wrong, if the answer is wrong in the same way in all of them; otherwise 0.

    For an answer with more than one mistake, or one that is half written. That both fail a `verify` says little, so
    it does not count.
    """
    expected = trusted_observations(exercise, None, seed)
    count = 0
    for aspect in exercise.aspects:
        for case in aspect.cases:
            if judge_case(aspect, case, seed, expected, mistake) is not None and not _unwritten(
                aspect, case, expected, seen
            ):
                if not _alike(aspect, case, seed, expected, seen, mistake):
                    return 0
                count += aspect.verify is None
    return count


def _unwritten(aspect: Aspect, case: Case, expected: Observations, seen: Observations) -> bool:
    """Whether what this sight needs is not there yet, which contradicts no mistake in what is there."""
    if case.name not in seen:
        return False
    names = _names(aspect, expected[case.name])
    troubles = (seen[case.name].error_of(name) for name in names)
    return any(trouble is not None and trouble.kind == "unwritten" for trouble in troubles)


def labelled(inputs: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Inputs as labelled texts."""
    return tuple((name, show(value)) for name, value in inputs.items())


def show(value: Any) -> str:
    """A value in a few lines, for a card."""
    if isinstance(value, np.ndarray):
        value = value + 0.0 if value.dtype.kind == "f" else value  # 0., not -0.
        text = np.array2string(value, precision=4, threshold=24, edgeitems=3, max_line_width=72, separator=", ")
        return text if value.size <= 24 else f"{text}   shape {value.shape}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(show(item) for item in value[:6]) + (", …]" if len(value) > 6 else "]")
    return str(value)[:400]


def _distance(expected: np.ndarray, got: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        difference = np.abs(np.asarray(got, dtype=np.complex128) - expected)
    return np.nan_to_num(difference, nan=np.inf, posinf=np.inf)
