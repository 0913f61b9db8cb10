"""Two values held together within tolerances, and what is wrong in words."""

from numbers import Number
from typing import Any

import numpy as np

from .digits import number, pair

_LONGEST_TEXT = 60  # characters of a text that is quoted in a sentence


def compare(expected: Any, got: Any, rtol: float, atol: float) -> str:
    """How `got` differs from `expected`, in words, or "" when it does not. Single precision is judged as such.

    Numbers are near where |got - expected| <= atol + rtol * |expected|; nan is near nan.
    """
    if got is None or expected is None:  # two answers may lack the same value
        return "" if got is expected else "is missing"
    if isinstance(expected, str) or isinstance(got, str):
        return _texts(expected, got)
    expected, got = np.asarray(expected), np.asarray(got)
    if _same_bits(expected, got):
        return ""
    if expected.shape != got.shape:
        return f"shape {got.shape}, expected {expected.shape}"
    if "O" in (expected.dtype.kind, got.dtype.kind):
        return _one_by_one(expected, got, rtol, atol)
    if got.dtype in (np.float16, np.float32, np.complex64) and rtol > 0:
        rtol, atol = max(rtol, 1e-4), max(atol, 1e-6)
    # Trees of student arrays hold anything: infinities minus infinities are compared, not computed.
    with np.errstate(all="ignore"):
        if _surely_near(expected, got, rtol, atol):
            return ""
        near = np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
    return "" if near.all() else _difference(expected, got, near)


def worst_place(expected: np.ndarray, got: np.ndarray) -> tuple[int, ...]:
    """Where two arrays of one shape are furthest apart. What is not finite and should be is furthest."""
    if "O" in (expected.dtype.kind, got.dtype.kind):
        return next((at for at in np.ndindex(got.shape) if compare(expected[at], got[at], 0.0, 0.0)), (0,) * got.ndim)
    with np.errstate(all="ignore"):
        distance = np.abs(np.asarray(got, dtype=np.complex128) - expected)
    distance = np.where((np.isnan(got) & np.isnan(expected)) | (got == expected), 0.0, distance)
    distance = np.nan_to_num(distance, nan=np.inf, posinf=np.inf)
    return tuple(int(index) for index in np.unravel_index(int(np.argmax(distance)), got.shape))


def _same_bits(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether two arrays are one another's copy. Most right answers are, and nothing else is as quickly seen."""
    return expected.dtype == got.dtype and expected.shape == got.shape and expected.tobytes() == got.tobytes()


def _surely_near(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> bool:
    """What `np.isclose` says of ordinary numbers, at a fifth of its cost. False where it has to be asked."""
    if expected.dtype.kind != "f" or got.dtype.kind != "f" or not np.isfinite(expected).all():
        return False
    return bool((np.abs(got - expected) <= atol + rtol * np.abs(expected)).all())


def _one_by_one(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> str:
    """An array may hold None beside numbers, or be None; with neither can numpy compute."""
    for at in np.ndindex(expected.shape):
        one, other = expected[at], got[at]
        if all(isinstance(value, Number | np.bool_ | str | None) for value in (one, other)):
            complaint = compare(one, other, rtol, atol)
        else:
            complaint = "" if one is other else "is no number"
        if complaint:
            return f"at {list(at)}: {complaint}" if at else complaint
    return ""


def _texts(expected: Any, got: Any) -> str:
    if isinstance(expected, str) and isinstance(got, str):
        if expected == got:
            return ""
        long = max(len(expected), len(got)) > _LONGEST_TEXT
        return "the texts differ" if long else f"expected {number(expected)}, got {number(got)}"
    if isinstance(expected, str):
        return f"expected {number(expected)[:_LONGEST_TEXT]}, got numbers"
    return "expected numbers, got a text"


def _difference(expected: np.ndarray, got: np.ndarray, near: np.ndarray) -> str:
    """The worst entry of both sides, and how many others there are."""
    at = worst_place(expected, got)
    right, came = pair(expected[at], got[at])
    sides = f"expected {right}, got {came}"
    if got.size == 1:
        return sides
    finite = np.isfinite(got)
    if not finite.all() and np.isfinite(expected).all():
        bad = int((~finite).sum())
        return f"{_counted(bad, got.size)} nan or inf, {_place('first', bad, at)}: {sides}"
    wrong = int((~near).sum())
    what = "first" if expected.dtype.kind == "b" else "most"
    return f"{_counted(wrong, got.size, 'differs', 'differ')}, {_place(what, wrong, at)}: {sides}"


def _counted(some: int, of: int, one: str = "is", many: str = "are") -> str:
    return f"{some} of {of} values {one if some == 1 else many}"


def _place(word: str, count: int, at: tuple[int, ...]) -> str:
    return f"{word} at {list(at)}" if count > 1 else f"at {list(at)}"
