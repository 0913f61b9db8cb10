"""Two values held together within tolerances, and a value shown in a few lines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

_MOST_NUMBERS = 24  # of one array on a card
_MOST_ITEMS = 6  # of one list
_LONGEST_TEXT = 400


def compare(expected: Any, got: Any, rtol: float, atol: float) -> str:
    """How `got` differs from `expected`, in words, or "" when it does not. Single precision is judged as such.

    Numbers are near where |got - expected| <= atol + rtol * |expected|; nan is near nan.
    """
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
    return "" if near.all() else _difference(expected, got, near)


def _difference(expected: np.ndarray, got: np.ndarray, near: np.ndarray) -> str:
    if not np.isfinite(got).all() and np.isfinite(expected).all():
        return f"{got.size - int(np.isfinite(got).sum())} of {got.size} values are nan or inf"
    with np.errstate(all="ignore"):
        distance = np.abs(np.asarray(got, dtype=np.complex128) - expected)
    distance = np.nan_to_num(distance, nan=np.inf, posinf=np.inf)
    worst = np.unravel_index(int(np.argmax(distance)), got.shape)
    place = f" at {[int(index) for index in worst]}" if got.ndim else ""
    return f"{int((~near).sum())} of {got.size} values differ; the largest difference is {distance.max():.3g}{place}"


def labelled(inputs: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Inputs as labelled texts."""
    return tuple((name, show(value)) for name, value in inputs.items())


def show(value: Any) -> str:
    """A value in a few lines, for a card."""
    if isinstance(value, np.ndarray):
        value = value + 0.0 if value.dtype.kind == "f" else value  # 0., not -0.
        text = np.array2string(
            value, precision=4, threshold=_MOST_NUMBERS, edgeitems=3, max_line_width=72, separator=", "
        )
        return text if value.size <= _MOST_NUMBERS else f"{text}   shape {value.shape}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(show, value[:_MOST_ITEMS])) + (", …]" if len(value) > _MOST_ITEMS else "]")
    return str(value)[:_LONGEST_TEXT]
