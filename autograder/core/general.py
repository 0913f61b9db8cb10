"""What the numbers look like where no recorded mistake explains them: transposed, negated, a factor, a shape.

What is said is true of every failing case; where the cases look different, nothing is said.
"""

import re
from typing import NamedTuple

import numpy as np

from ..worker.observe import ErrorKind
from .comparison import Comparison, Implementation
from .outcomes import Outcome
from .record import INPUTS, Case, call
from .report import Diagnosis

_RTOL, _ATOL = 1e-6, 1e-8
_FEWEST = 3
_SIZES = re.compile(r"[0-9]+")


def general_comparison(comparison: Comparison, answer: Implementation) -> Diagnosis | None:
    """What kind of difference every failing case shows, or None. An aspect with a `verify` compares nothing.

    One case alone may look like anything: what is said has to be true of all that fail, and one of them has to have
    enough numbers for it to be no accident.
    """
    said: list[_Said] = []
    telling = False
    for aspect in comparison.exercise.aspects:
        for case in aspect.cases:
            outcome = answer.outcome(aspect, case)
            if outcome.holds or outcome.is_unwritten:
                continue
            found = _of_outcome(outcome, comparison, case) if aspect.verify is None else None
            if found is None or (said and not _agree(said[0], found)):
                return None
            said.append(found)
            telling = telling or outcome.error is not None or _telling(outcome.expected)
    return said[0].diagnosis if telling else None


class _Said(NamedTuple):
    """What one case looks like. factor: for a constant factor, which one."""

    diagnosis: Diagnosis
    factor: float = 0.0


def _agree(one: _Said, other: _Said) -> bool:
    """Whether two cases tell the same: the same factor, or the same words whatever the sizes."""
    words = [_SIZES.sub("", said.diagnosis.hint) for said in (one, other)]
    same_factor = one.factor != 0 and bool(np.isclose(one.factor, other.factor))
    return one.diagnosis.name == other.diagnosis.name and (same_factor or words[0] == words[1])


def _of_outcome(outcome: Outcome, comparison: Comparison, case: Case) -> _Said | None:
    if outcome.error is not None:
        returns = comparison.exercise.probe is call  # otherwise the value may be one that nobody returns
        return _no_numbers(outcome.error.message) if outcome.error.kind is ErrorKind.VALUE and returns else None
    right, got = outcome.expected, outcome.got
    if not isinstance(right, np.ndarray) or not isinstance(got, np.ndarray) or outcome.observation == INPUTS:
        return None
    inputs = [value for value in comparison.inputs(case).values() if isinstance(value, np.ndarray)]
    if comparison.exercise.probe is not call and got.ndim <= right.ndim and got.size != right.size:
        return None  # whose shape this is, the learner cannot know
    return _numbers(outcome.observation, right, got, inputs)


def _no_numbers(message: str) -> _Said:
    return _general(
        "does not return numbers",
        f"{message} The check needs an array, a number or a list of numbers.",
        "Follow the last line of your function: what is its value, and does a `return` stand before it?",
    )


def _numbers(name: str, right: np.ndarray, got: np.ndarray, inputs: list[np.ndarray]) -> _Said | None:
    if _near(got.T, right) and right.ndim > 1:
        return _general(
            "transposed",
            f"The numbers of `{name}` are right, but its rows and columns are swapped.",
            "Write the shapes of both factors of your product side by side.",
        )
    if right.shape != got.shape:
        return _shapes(name, right, got)
    right, got = right.astype(np.complex128), got.astype(np.complex128)
    with np.errstate(all="ignore"):
        if not np.isfinite(got).all():
            return _general(
                "nan or inf",
                f"`{name}` has values that are not finite. Somewhere a number overflowed, or zero was divided by zero.",
                "Evaluate your expression piece by piece on the input shown above and find the first inf.",
            )
        if right.any() and _near(got, -right):
            return _general(
                "the sign is flipped",
                f"Every value of `{name}` is the negative of the expected one.",
                "Which difference did you take, a - b or b - a?",
            )
        if got.any() and _near(got, np.trunc(right.real)):
            return _general(
                "whole numbers only",
                f"`{name}` was cut to whole numbers.",
                "Integer arrays keep integers: what is the dtype of the array that you write into?",
            )
        if any(value.shape == got.shape and _near(got, value) for value in inputs):
            return _general(
                "gives the input back",
                f"`{name}` equals one of the inputs.",
                "Is the result that you compute the one that you return?",
            )
        far = np.abs(right) > _ATOL
        ratio = got[far] / right[far]
        if (
            far.any()
            and abs(ratio.flat[0]) > _ATOL
            and _near(ratio, np.full_like(ratio, ratio.flat[0]))
            and _near(got[~far], right[~far])
        ):
            return _factor(name, complex(ratio.flat[0]).real, right.shape)
        if right.size > 1 and _near(got - right, np.full_like(right, (got - right).flat[0])):
            return _general(
                "off by a constant",
                f"Every value of `{name}` is {(got - right).flat[0].real:+.4g} away from the expected one.",
                "Which term is added once, in every entry alike? Look at the bias, or at a missing + 1.",
            )
    return None


def _shapes(name: str, right: np.ndarray, got: np.ndarray) -> _Said:
    if got.size == right.size and _near(got.ravel(), right.ravel()):
        return _general(
            "the shape differs",
            f"The numbers of `{name}` are right, the shape is {got.shape} and should be {right.shape}.",
            "Which axis did a sum drop, or a reshape add? `keepdims` decides.",
        )
    if got.ndim == right.ndim + 1:
        for axis in range(got.ndim):
            if got.sum(axis=axis).shape == right.shape and _near(got.sum(axis=axis), right):
                return _general(
                    "one axis is not summed",
                    f"`{name}` has shape {got.shape}; summed over axis {axis} it would be right.",
                    f"Who shares this value? Everything along axis {axis} adds up.",
                )
    return _general(
        "the shape differs",
        f"`{name}` has shape {got.shape} and should have {right.shape}.",
        "Print the shape after every line and find the first one that surprises you.",
    )


def _factor(name: str, factor: float, shape: tuple[int, ...]) -> _Said:
    known = {float(side): f"{side}, the length of axis {axis}" for axis, side in enumerate(shape) if side > 1}
    known |= {1.0 / side: f"1/{side}, and axis {axis} has length {side}" for axis, side in enumerate(shape) if side > 1}
    size = next((text for value, text in known.items() if np.isclose(factor, value)), f"{factor:.4g}")
    return _general(
        "off by a constant factor",
        f"Every value of `{name}` is the expected one times {size}.",
        "Where do you multiply or divide everything alike? A mean taken for a sum does.",
        factor,
    )


def _telling(right: np.ndarray) -> bool:
    """Whether there are enough numbers for a likeness to be no accident: three that differ, none of them zero."""
    right = np.asarray(right)
    return len(np.unique(right[np.abs(right) > _ATOL])) >= _FEWEST


def _near(a: np.ndarray, b: np.ndarray) -> bool:
    with np.errstate(all="ignore"):  # an overflow here is no news for the learner
        return a.shape == b.shape and bool(np.allclose(a, b, rtol=_RTOL, atol=_ATOL))


def _general(name: str, hint: str, second_hint: str, factor: float = 0.0) -> _Said:
    return _Said(Diagnosis(name, hint, second_hint, misconception=False), factor)
