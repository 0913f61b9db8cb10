"""Claims: a sentence that the text makes, with the numbers that must bear it out.

A chapter's experiments end in claims. One that fails stops the notebook, and so the build.
"""

from typing import Any

import numpy as np


class ClaimError(AssertionError):
    """The numbers do not bear out what the text says."""


def claim(sentence: str, holds: Any, **numbers: Any) -> None:
    """Print the sentence with its numbers, or raise ClaimError when `holds` is false.

    `holds` is one truth value: reduce an array with `.all()` first, so that the claim says what it means.
    """
    if np.ndim(holds) != 0 or not isinstance(np.asarray(holds).item(), bool):
        raise TypeError(f"claim({sentence!r}): expected one True or False, got {holds!r}. Reduce an array with .all()")
    shown = "   ".join(f"{name}={_number(value)}" for name, value in numbers.items())
    if not holds:
        raise ClaimError(f"✗ {sentence}   {shown}")
    print(f"✓ {sentence}" + (f"   {shown}" if shown else ""))


def _number(value: Any) -> str:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return str(value)
    entries = [f"{entry:.3g}" for entry in array.ravel().tolist()]
    return entries[0] if array.ndim == 0 else "[" + ", ".join(entries) + "]"
