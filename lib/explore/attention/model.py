"""What the attention explorer computes: ten typed digits, turned round by a network whose heads may be exchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from layerwise.arguments import one_of, whole_number
from layerwise.functional.attention.dot_product import scaled_dot_product_attention
from layerwise.functional.softmax import softmax

from ..own_parts import RunsParts
from .reverser import LEARNED, LENGTH, LOOKS, MEAN, OPPOSITE, Turned, turn


@dataclass(frozen=True)
class AttentionModel(RunsParts):
    """Ten digits, and how the heads look at them.

    digits: ten digits; anything else is skipped. place: the one that is looked at, 1 to 10. hidden: a place that it may
    not look at, 1 to 10, or 0: it may look at all. head1, head2: as learned, or what stands in for it.
    attention: what computes the weights; None for scaled_dot_product_attention, the learner's where it has passed.

    >>> AttentionModel("0123456789").answer
    '9876543210'
    """

    digits: str = "3141592653"
    place: int = 1
    hidden: int = 0
    head1: str = LEARNED
    head2: str = LEARNED
    attention: Callable[..., Any] | None = field(default=None, repr=False)

    goal: ClassVar[str] = (
        "Break it with one head: with a plain mean in its place the digits come out wrong. Then mend that head by "
        "hand, the other as learned, until all ten are right."
    )

    def __post_init__(self) -> None:
        if not isinstance(self.digits, str):
            raise TypeError(f"digits must be a text, got {self.digits!r}")
        if len(self.typed) != LENGTH:
            raise ValueError(f"digits must be {LENGTH} digits, got {len(self.typed)}: {self.digits!r}")
        for name, value, least in (("place", self.place, 1), ("hidden", self.hidden, 0)):
            if whole_number(value, name, at_least=least) > LENGTH:
                raise ValueError(f"{name} must be at most {LENGTH}, got {value}")
        for name, look in (("head1", self.head1), ("head2", self.head2)):
            one_of(look, name, LOOKS)

    @property
    def library(self) -> Mapping[str, Any]:
        """What computes the weights, and the shares of the digits."""
        return {"scaled_dot_product_attention": scaled_dot_product_attention, "softmax": softmax}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"scaled_dot_product_attention": self.attention}

    @property
    def typed(self) -> list[int]:
        """The digits as numbers."""
        return [int(one) for one in self.digits if one in "0123456789"]

    @cached_property
    def turned(self) -> Turned:
        """What the network makes of them."""
        return self._turned(self.looks)

    @property
    def looks(self) -> tuple[str, str]:
        """What the heads are."""
        return self.head1, self.head2

    @property
    def answer(self) -> str:
        """What the network writes."""
        return "".join(str(one) for one in self.turned.digits)

    @property
    def right(self) -> int:
        """How many of the ten digits are right."""
        return self._right(self.turned)

    @cached_property
    def reached(self) -> bool:
        """Whether one head, and one that was needed, is made by hand, and all is right."""
        if sorted(self.looks) != sorted((LEARNED, OPPOSITE)) or self.right < LENGTH:
            return False
        broken = tuple(MEAN if look == OPPOSITE else look for look in self.looks)
        return self._right(self._turned((broken[0], broken[1]))) < LENGTH

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        at, weights = self.place - 1, self.turned.weights
        parts = [f"It writes {self.answer}: {self.right} of {LENGTH} digits are right."]
        for head, look in enumerate(self.looks):
            row = weights[head, at]
            if row.max() == 0:
                parts.append(f"Head {head + 1} is off.")
                continue
            parts.append(
                f"From place {self.place}, head {head + 1} ({look}) looks most at place {row.argmax() + 1}, with "
                f"{row.max():.2f}."
            )
        if self.hidden:
            parts.append(f"Place {self.hidden} is hidden from place {self.place}.")
        return " ".join(parts) + self.runs.said

    def _right(self, turned: Turned) -> int:
        return sum(int(one) == other for one, other in zip(turned.digits, self.typed[::-1], strict=True))

    def _turned(self, looks: tuple[str, str]) -> Turned:
        hidden = (self.place - 1, self.hidden - 1) if self.hidden else None
        return turn(self.typed, self.runs, looks, hidden)
