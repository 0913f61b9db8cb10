"""The kernel's numbers as they are typed and as they are shown: decimals, and fractions such as 1/9."""

from __future__ import annotations

import math
from collections.abc import Sequence


class NumberError(ValueError):
    """A text that is no number, or one that is too large."""


def number(text: str, largest: float) -> float:
    """Return the number that `text` means: 2, -0.5, 1e-3 or a fraction such as 1/9; a comma counts as a point.

    >>> number(" -1/4 ", largest=10), number("0,5", largest=10)
    (-0.25, 0.5)
    """
    above, slash, below = text.replace(",", ".").replace("−", "-").partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except ZeroDivisionError:
        raise NumberError(f"“{text}” divides by 0") from None
    except ValueError:
        what = f"“{text}” is not a number" if text.strip() else "a number is missing"
        raise NumberError(f"{what}: write one such as 2, -0.5 or 1/9") from None
    if not math.isfinite(value) or abs(value) > largest:
        raise NumberError(f"“{text}” is too large: write a number from {-largest:g} to {largest:g}")
    return value


def written(value: float) -> str:
    """Return a kernel's number as its field shows it: ninths as fractions.

    >>> written(1 / 9), written(-2.0), written(0.25)
    ('1/9', '-2', '0.25')
    """
    ninths = value * 9
    if ninths and abs(ninths - round(ninths)) < 1e-9 and abs(value - round(value)) > 1e-9 and round(ninths) % 3:
        return f"{round(ninths)}/9"
    return f"{value:.4g}"


def typed_kernel(texts: Sequence[str], kernel: tuple[float, ...], largest: float) -> tuple[float, ...]:
    """Return the kernel that nine texts mean. kernel: the one before; a text that shows one of its numbers is that one.

    So 0.111 that stands for a learned 0.1113 is not rounded by being shown. Raises ValueError that names the field.
    """
    if len(texts) != len(kernel):
        raise ValueError(f"kernel must be {len(kernel)} numbers, row by row, got {len(texts)}")
    numbers = []
    for place, (text, before) in enumerate(zip(texts, kernel, strict=True)):
        try:
            numbers.append(before if text == written(before) else number(str(text), largest))
        except NumberError as error:
            raise ValueError(
                f"Kernel, row {place // 3}, column {place % 3}: {error}. The kernel is as it was."
            ) from None
    return tuple(numbers)
