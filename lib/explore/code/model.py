"""What the code explorer knows: a source of four symbols, and how many bits the word of each has.

A word of b bits takes 2**-b of a budget of 1; more than that, and some word is the beginning of another (Kraft, 1949).
No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, one_of, real_number
from layerwise.information import code_length

from ..own_parts import RunsParts

SYMBOLS = "ABCD"
SOURCES = {
    "weather": (0.6, 0.2, 0.15, 0.05),
    "loaded die": (0.4, 0.3, 0.2, 0.1),
    "horse race": (0.125, 0.5, 0.125, 0.25),
    "alarm": (0.1, 0.1, 0.7, 0.1),
}
WHOLE, ANY = "whole bits", "any length"
SHORTEST, LONGEST = 0.0, 6.0  # bits
ENOUGH = 0.01  # bits above the entropy that the goal allows


@dataclass(frozen=True)
class CodeModel(RunsParts):
    """A source, and a price list for its symbols.

    source: a name in SOURCES. words: "whole bits", where lengths are rounded, or "any length".
    a, b, c, d: the length of each symbol's word in bits, SHORTEST to LONGEST.
    length_of: works out the average length of p with q's words; None for code_length, the learner's where it passed.

    >>> CodeModel("horse race", "whole bits", 3, 1, 3, 2).reached
    True
    """

    source: str = "weather"
    words: str = WHOLE
    a: float = 2.0
    b: float = 2.0
    c: float = 2.0
    d: float = 2.0
    length_of: Callable[[FloatArray, FloatArray], Any] | None = field(default=None, compare=False, repr=False)

    goal = f"With words of whole bits, come within {ENOUGH} bit of the entropy. It can be done for one of the sources."

    def __post_init__(self) -> None:
        one_of(self.source, "source", SOURCES)
        one_of(self.words, "words", (WHOLE, ANY))
        for name in "abcd":
            real_number(getattr(self, name), name, at_least=SHORTEST, at_most=LONGEST)

    @property
    def library(self) -> Mapping[str, Any]:
        """What works out the average length."""
        return {"code_length": code_length}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"code_length": self.length_of}

    @property
    def p(self) -> FloatArray:
        """How often each symbol comes, (4,)."""
        return np.array(SOURCES[self.source])

    @property
    def bits(self) -> FloatArray:
        """How long each symbol's word is, (4,)."""
        bits = np.array([self.a, self.b, self.c, self.d], dtype=float)
        return np.maximum(np.floor(bits + 0.5), 1.0) if self.words == WHOLE else bits

    @property
    def q(self) -> FloatArray:
        """What the lengths take each symbol's probability for, 2**-bits, (4,)."""
        return 0.5**self.bits

    @property
    def budget(self) -> float:
        """The sum of q: words that can be told apart have at most 1."""
        return float(self.q.sum())

    @property
    def possible(self) -> bool:
        """Whether there are words of these lengths that can be told apart."""
        return self.budget <= 1 + 1e-9

    @property
    def entropy(self) -> float:
        """The average length with the right list: what no words can get below."""
        return float(self.runs["code_length"].numbers((), self.p, self.p))

    @property
    def length(self) -> float:
        """The average length of a word."""
        return float(self.runs["code_length"].numbers((), self.p, self.q))

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.words == WHOLE and self.possible and self.length - self.entropy < ENOUGH

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        said = ", ".join(f"{symbol} {bits:g}" for symbol, bits in zip(SYMBOLS, self.bits, strict=True))
        start = f"The words of the {self.source} have these bits: {said}. They take {self.budget:.3g} of a budget of 1"
        if not self.possible:
            start += ": too much. There are no such words: one would be the beginning of another."
            return start + self.runs.said
        above = max(self.length - self.entropy, 0.0)
        rest = f", and {1 - self.budget:.2g} is not used" if self.budget < 0.995 else ""
        return (
            f"{start}{rest}. A symbol costs {self.length:.3f} bits on average, {above:.3f} above the entropy of "
            f"{self.entropy:.3f}.{self.runs.said}"
        )
