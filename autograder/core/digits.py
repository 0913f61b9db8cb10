"""Numbers as a card writes them: few digits, and always as many as tell two numbers apart."""

from typing import Any

import numpy as np

FEWEST = 4  # significant digits
_MOST = 17  # enough to tell any two float64 apart
_PLAIN = 1e7  # whole parts below it are written out, not as a power of ten


def number(value: Any, digits: int = FEWEST) -> str:
    """A number, a flag or a text in Python's own spelling, rounded to some significant digits."""
    value = value.item() if isinstance(value, np.generic | np.ndarray) else value
    if isinstance(value, bool | int | str | type(None)):
        return f"“{value}”" if isinstance(value, str) else str(value)
    if isinstance(value, complex):
        return str(complex(float(f"{value.real:.{digits}g}"), float(f"{value.imag:.{digits}g}")))
    value = float(value) + 0.0  # 0.0, not -0.0
    if not np.isfinite(value):
        return str(value)
    if 10**digits <= abs(value) < _PLAIN:
        return f"{value:.0f}.0"
    text = f"{value:.{digits}g}"
    return text if "." in text or "e" in text else f"{text}.0"


def apart(one: Any, other: Any) -> int:
    """How many digits two numbers need, at least, to be written differently; the most there are if they are equal."""
    return next((n for n in range(FEWEST, _MOST) if number(one, n) != number(other, n)), _MOST)


def pair(one: Any, other: Any) -> tuple[str, str]:
    """Two numbers with the digits that tell them apart."""
    digits = apart(one, other)
    return number(one, digits), number(other, digits)
