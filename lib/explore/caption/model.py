"""What the caption explorer computes: a scene of two things, what is said of it, and how likely each word was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from layerwise.arguments import FloatArray, one_of, whole_number
from layerwise.captioning import greedy_caption, things_said
from layerwise.datasets.captioned_scenes import (
    COLOURS,
    FORMS,
    SIZES,
    VOCABULARY,
    Thing,
    draw_scene,
    scene_captions,
)

from ..own import OwnPartError
from ..own_parts import RunsParts
from .captioner import BOS, EOS, LONGEST, captioner

KINDS = tuple(f"{size} {colour} {form}" for size in SIZES for colour in COLOURS for form in FORMS)
LOWEST, HIGHEST = 3, 20  # where a centre may be


@dataclass(frozen=True)
class CaptionModel(RunsParts):
    """Two things in a picture, and the word of its caption that is looked at.

    one, other: such as "small red circle". one_across, one_down, other_across, other_down: of the centres, in pixels
    from the upper left. word: counted from 1; beyond the end, the end.
    say: what makes a sentence of steps; None for greedy_caption, the learner's where it has passed.

    >>> model = CaptionModel()
    >>> model.right[0]
    'a small red circle above a large blue square'
    """

    one: str = "small red circle"
    one_across: int = 12
    one_down: int = 5
    other: str = "large blue square"
    other_across: int = 12
    other_down: int = 18
    word: int = 2
    say: Callable[..., Any] | None = field(default=None, repr=False)

    goal: ClassVar[str] = (
        "Place a small and a large thing so that the caption has both with their colours and forms, and gives each "
        "the other's size."
    )

    def __post_init__(self) -> None:
        one_of(self.one, "one", KINDS)
        one_of(self.other, "other", KINDS)
        for name in ("one_across", "one_down", "other_across", "other_down"):
            if not LOWEST <= whole_number(getattr(self, name), name, at_least=LOWEST) <= HIGHEST:
                raise ValueError(f"{name} must be {LOWEST} to {HIGHEST}, got {getattr(self, name)}")
        whole_number(self.word, "word", at_least=1)

    @property
    def library(self) -> Mapping[str, Any]:
        """What makes a sentence of steps."""
        return {"greedy_caption": greedy_caption}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"greedy_caption": self.say}

    @cached_property
    def things(self) -> tuple[Thing, Thing]:
        """Both, with their places."""
        size, colour, form = self.one.split()
        first = Thing(size, colour, form, self.one_down, self.one_across)
        size, colour, form = self.other.split()
        return first, Thing(size, colour, form, self.other_down, self.other_across)

    @cached_property
    def picture(self) -> FloatArray:
        """What the captioner sees, (3, 24, 24)."""
        return draw_scene(self.things)

    @cached_property
    def right(self) -> tuple[str, str]:
        """What can rightly be said."""
        first, second = (" ".join(VOCABULARY[j] for j in caption) for caption in scene_captions(*self.things))
        return first, second

    @cached_property
    def said(self) -> tuple[int, ...]:
        """The caption, as word numbers."""
        asked = captioner()
        say = self.runs["greedy_caption"]
        words = say.finite(say(asked.step, asked.start(self.picture), BOS, EOS, LONGEST)).ravel()
        if say.own and not all(0 <= word < len(VOCABULARY) for word in words):
            raise OwnPartError(f"{say.whose} gave a word that is not in the vocabulary, {words.tolist()}")
        return tuple(int(word) for word in words)

    @cached_property
    def chances(self) -> FloatArray:
        """How likely each word was at each place of the caption, and at its end, (T + 1, V)."""
        asked = captioner()
        state, rows = asked.start(self.picture), []
        for word in (BOS, *self.said):
            log_p, state = asked.step(word, state)
            rows.append(np.exp(log_p))
        return np.array(rows)

    @property
    def caption(self) -> str:
        """What is said."""
        return " ".join(VOCABULARY[word] for word in self.said)

    @property
    def at(self) -> int:
        """The place that is looked at."""
        return min(self.word, len(self.said) + 1) - 1

    @property
    def swapped(self) -> bool:
        """Whether each of the things is named with the other's size, and all else is right."""
        first, second = self.things
        if first.size == second.size:
            return False
        crossed = {(second.size, first.colour, first.form), (first.size, second.colour, second.form)}
        words = [[VOCABULARY[j] for j in thing] for thing in things_said(self.said)[::2]]
        return len(words[0]) == len(words[1]) == 3 and {tuple(thing) for thing in words} == crossed

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.swapped

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        text = f"It says: “{self.caption}”. "
        if self.caption in self.right:
            text += "That is right. "
        else:
            same = any(sorted(self.caption.split()) == sorted(right.split()) for right in self.right)
            text += "The words are right, what they say is not. " if same else "That is not right. "
            text += f"Right would be “{self.right[0]}”, or the same from the other side. "
        row = self.chances[self.at]
        best = np.argsort(-row)[:3]
        spoken = " ".join(["…", *(VOCABULARY[word] for word in self.said[: self.at][-3:])])
        text += f"After “{spoken}” the likeliest words are "
        return text + ", ".join(f"{VOCABULARY[j]} ({row[j]:.2f})" for j in best) + "." + self.runs.said
