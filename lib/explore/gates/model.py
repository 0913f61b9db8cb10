"""What the gates explorer computes: a typed review, word by word, and whether both networks are right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from layerwise.arguments import FloatArray, one_of, whole_number
from layerwise.datasets import review_label
from layerwise.functional.lstm_cell import lstm_cell
from layerwise.functional.softmax import softmax

from ..own_parts import RunsParts
from .reader import GATES, VOCABULARY, Reading, read

MOST_WORDS = 16  # that are read; there is no room for more
AT_MOST = 8  # words of a review that reaches the goal
MEMORY = "memory c"
SHOWN = (MEMORY, "forget gate", "input gate", "output gate")
_NUMBER = {word: i + 1 for i, word in enumerate(VOCABULARY)}


@dataclass(frozen=True)
class GatesModel(RunsParts):
    """A review, and how far it has been read.

    text: words of the reviews' grammar; others are skipped, and case and points do not count. word: the one that is
    looked at, counted from 1; beyond the end, the last. show: "memory c" or one of the gates.
    cell: what computes a step of the LSTM; None for lstm_cell, the learner's where it has passed.

    >>> model = GatesModel("the plot was good but the music was not fine")
    >>> model.words, model.unknown
    (('the', 'plot', 'was', 'good', 'but', 'the', 'music', 'was', 'not'), ('fine',))
    >>> GatesModel("the plot was not good").verdicts()
    (0, 0, 0)
    """

    text: str = "the plot was good but the music was dull"
    word: int = MOST_WORDS
    show: str = MEMORY
    cell: Callable[..., Any] | None = field(default=None, repr=False)

    goal: ClassVar[str] = (
        f"Write a review of at most {AT_MOST} words of the grammar that the network which counts words gets wrong, and "
        "the LSTM right."
    )

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(f"text must be a text, got {self.text!r}")
        whole_number(self.word, "word", at_least=1)
        one_of(self.show, "show", SHOWN)
        if not self.words:
            raise ValueError(f"text must have a word that the networks know, such as 'good'; got {self.text!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What computes a step, and what makes chances of scores."""
        return {"lstm_cell": lstm_cell, "softmax": softmax}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"lstm_cell": self.cell}

    @cached_property
    def _typed(self) -> list[str]:
        return re.findall(r"[a-z']+", self.text.lower())

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that are read."""
        return tuple(word for word in self._typed if word in _NUMBER)[:MOST_WORDS]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that are skipped, because the grammar does not have them."""
        return tuple(dict.fromkeys(word for word in self._typed if word not in _NUMBER))

    @property
    def too_long(self) -> bool:
        """Whether there are more words than are read."""
        return sum(word in _NUMBER for word in self._typed) > MOST_WORDS

    @cached_property
    def reading(self) -> Reading:
        """What the networks make of it."""
        return read([_NUMBER[word] for word in self.words], self.runs)

    @property
    def at(self) -> int:
        """The place of the word that is looked at."""
        return min(self.word, len(self.words)) - 1

    @property
    def values(self) -> FloatArray:
        """What is shown of each unit after each word, (T, UNITS)."""
        return self.reading.c if self.show == MEMORY else self.reading.gates[:, GATES.index(self.show)]

    @property
    def label(self) -> int | None:
        """What the grammar says of the whole: 0 unkind, 1 kind, None where it cannot tell."""
        return review_label(self.words)

    def verdicts(self) -> tuple[int | None, int, int]:
        """The grammar's, the LSTM's and the word counter's, on the whole review."""
        return self.label, int(self.reading.reads[-1] > 0.5), int(self.reading.counts[-1] > 0.5)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        label, reads, counts = self.verdicts()
        return not self.unknown and len(self.words) <= AT_MOST and label is not None and reads == label != counts

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        t, reading = self.at, self.reading
        text = (
            f"After “{self.words[t]}”, word {t + 1} of {len(self.words)}: kind with {reading.reads[t]:.2f}, says the "
            f"LSTM; with {reading.counts[t]:.2f}, says the word counter. "
        )
        gates = {name: float(np.mean(reading.gates[t, GATES.index(name)])) for name in SHOWN[1:]}
        text += "Open on average: " + ", ".join(f"{name} {value:.2f}" for name, value in gates.items()) + ". "
        label, reads, counts = self.verdicts()
        if label is None:
            text += "The grammar cannot tell what the whole says: it wants one judgement, or two with but or although."
        else:
            right = ["right" if verdict == label else "wrong" for verdict in (reads, counts)]
            text += (
                f"The whole is {'kind' if label else 'unkind'}: the LSTM is {right[0]}, the word counter {right[1]}."
            )
        if self.unknown:
            text += f" Skipped, because the grammar does not have it: {', '.join(self.unknown)}."
        if self.too_long:
            text += f" Read are the first {MOST_WORDS} words."
        return text + self.runs.said
