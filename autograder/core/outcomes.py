"""What one aspect says of one case: whether an observation is the reference's, or two observations are the same."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..worker.observe import CaseError, ErrorKind, Observation
from .record import INPUTS, WARNINGS, Case
from .values import compare

_ABOUT_NAMES = ("NameError", "UnboundLocalError", "AttributeError", "KeyError")
_NUMBERS = re.compile(r"[0-9]+")
_GONE = np.array(np.nan)  # stands for an input that did not come back


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one aspect says of one implementation in one case.

    complaint: what is wrong, in words; "" when the aspect holds here
    observation: the one that differs, by name, with what was expected of it and what came; for INPUTS, `path` says
        which input
    error: what kept an observation from being there, or None
    ours: the reference has nothing to compare with
    """

    complaint: str = ""
    observation: str = ""
    path: str = ""
    expected: Any = None
    got: Any = None
    error: CaseError | None = None
    ours: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.complaint

    @property
    def is_unwritten(self) -> bool:
        """Whether what the aspect needs is not there yet, which is no mistake in what is there."""
        return self.error is not None and self.error.kind is ErrorKind.UNWRITTEN


def judge_observation(name: str, case: Case, right: Observation, seen: Observation) -> Outcome:
    """Hold the observation of that name against the reference's."""
    if name == WARNINGS:
        said = next(iter(seen.warnings), None)
        return Outcome("the numbers came with a warning", name, got=said) if said is not None else Outcome()
    if name == INPUTS:
        for path, before in right.inputs_after.items():
            after = seen.inputs_after.get(path, _GONE)
            if compare(before, after, 0.0, 0.0):
                return Outcome(f"`{path}` was changed", name, path, before, after)
        return Outcome()
    expected, got = right.values[name], seen.values.get(name)
    complaint = compare(expected, got, case.rtol, case.atol)
    if not complaint:
        return Outcome()
    return Outcome(complaint if len(right.values) == 1 else f"{name}: {complaint}", name, "", expected, got)


def same_observation(name: str, case: Case, right: Observation, a: Observation, b: Observation) -> bool:
    """Whether two observations of that name cannot be told apart."""
    errors = a.error_of(name), b.error_of(name)
    if any(errors):
        return _what(errors[0]) == _what(errors[1])
    if name == WARNINGS:
        return bool(a.warnings) == bool(b.warnings)
    if name == INPUTS:
        return all(_same_input(path, case, right, a, b) for path in right.inputs_after)
    return not compare(a.values.get(name), b.values.get(name), case.rtol, case.atol)


def _same_input(path: str, case: Case, right: Observation, a: Observation, b: Observation) -> bool:
    """Both left it alone, exactly, as an aspect judges it; or the same became of it."""
    before, one, other = right.inputs_after[path], a.inputs_after.get(path), b.inputs_after.get(path)
    changed = [bool(compare(before, after, 0.0, 0.0)) for after in (one, other)]
    return changed[0] == changed[1] and not compare(one, other, case.rtol, case.atol)


def _what(error: CaseError | None) -> tuple[str, ...] | None:
    """What two errors have in common that come of the same mistake.

    What numpy says tells what happened; in which order it names two shapes is a matter of how a line is written. An
    exception about a name, or one that the answer raises itself, is in the learner's own words: of it, the type counts.
    """
    if error is None:
        return None
    if error.exception in _ABOUT_NAMES or error.line.startswith("raise"):
        return error.kind, error.exception
    return error.kind, _NUMBERS.sub("", error.message), *sorted(_NUMBERS.findall(error.message))
