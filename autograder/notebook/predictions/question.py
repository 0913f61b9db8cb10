"""What can be guessed: a number, a choice, an order, a curve. Each knows how to read, say and compare its answers."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_PLACES = 12  # of a curve: as many sliders stand side by side
_NEAR = 0.25  # of the truth's size: what is no further away is near


@dataclass(frozen=True)
class Question(ABC):
    """A question with a name that is its own in the whole course."""

    name: str
    text: str

    @abstractmethod
    def read(self, value: Any) -> Any:
        """An answer in the form in which it is kept. Raises ValueError that says what an answer looks like."""

    @abstractmethod
    def say(self, value: Any) -> str:
        """An answer in words."""

    @abstractmethod
    def compare(self, guess: Any, truth: Any) -> str:
        """Guess and truth in a sentence."""

    def near(self, guess: Any, truth: Any, within: float | None = None) -> bool | None:
        """Whether the guess counts as near; None where nobody can say."""
        return bool(guess == truth)


@dataclass(frozen=True)
class Number(Question):
    """A number with a unit, which may be empty. Near is what is within a quarter of the truth."""

    unit: str = ""

    def read(self, value: Any) -> float:
        number = _number(value)
        if number is None or not math.isfinite(number):
            raise ValueError(f"{self.name} takes a finite number, got {value!r}")
        return number

    def say(self, value: float) -> str:
        return f"{spoken(value)} {self.unit}".strip()

    def near(self, guess: float, truth: float, within: float | None = None) -> bool:
        return abs(guess - truth) <= (_NEAR * abs(truth) if within is None else within)

    def compare(self, guess: float, truth: float) -> str:
        said = f"You guessed {self.say(guess)}; it is {self.say(truth)}."
        ratio = truth / guess if guess * truth > 0 else 1.0
        if max(ratio, 1 / ratio) < 2:
            return said
        off = "small" if abs(ratio) > 1 else "large"
        return f"{said[:-1]}: your guess is {spoken(max(ratio, 1 / ratio))} times too {off}."


@dataclass(frozen=True)
class Choice(Question):
    """One of several texts."""

    options: tuple[str, ...] = ()

    def read(self, value: Any) -> str:
        if value not in self.options:
            raise ValueError(f"{self.name} takes one of {', '.join(self.options)}; got {value!r}")
        return str(value)

    def say(self, value: str) -> str:
        return value

    def compare(self, guess: str, truth: str) -> str:
        return f"You guessed “{guess}”, " + ("and so it is." if guess == truth else f"and it is “{truth}”.")


@dataclass(frozen=True)
class Order(Question):
    """Texts in an order."""

    items: tuple[str, ...] = ()

    def read(self, value: Any) -> list[str]:
        if not isinstance(value, Sequence) or isinstance(value, str) or sorted(value) != sorted(self.items):
            raise ValueError(f"{self.name} takes {', '.join(self.items)} in some order; got {value!r}")
        return list(value)

    def say(self, value: list[str]) -> str:
        return ", then ".join(value)

    def compare(self, guess: list[str], truth: list[str]) -> str:
        if guess == truth:
            return f"You guessed {self.say(guess)}, and so it is."
        pairs = [(a, b) for place, a in enumerate(guess) for b in guess[place + 1 :]]
        right = sum(truth.index(a) < truth.index(b) for a, b in pairs)
        said = f"You guessed {self.say(guess)}; it is {self.say(truth)}."
        return f"{said} Of {len(pairs)} pairs, {right} stand the right way round."


@dataclass(frozen=True)
class Curve(Question):
    """A value between low and high at each of a few places."""

    places: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 1.0

    def read(self, value: Any) -> list[float]:
        values = np.asarray(value, dtype=float)
        if values.shape != (len(self.places),) or not np.isfinite(values).all():
            raise ValueError(
                f"{self.name} takes {len(self.places)} finite numbers, one for each place, got shape {values.shape}"
            )
        return [float(number) for number in values]

    def say(self, value: list[float]) -> str:
        points = zip(self.places, value, strict=True)
        return ", ".join(f"{spoken(y)} at {spoken(x)}" for x, y in points)

    def near(self, guess: list[float], truth: list[float], within: float | None = None) -> None:
        return None

    def compare(self, guess: list[float], truth: list[float]) -> str:
        apart = np.abs(np.subtract(guess, truth))
        worst = int(apart.argmax())
        return (
            f"Your curve and the true one are {spoken(apart.mean())} apart on average, and furthest at "
            f"{spoken(self.places[worst])}: you drew {spoken(guess[worst])}, it is {spoken(truth[worst])}."
        )


def question(
    name: str,
    text: str,
    number: str | None = None,
    choices: Sequence[str] | None = None,
    order: Sequence[str] | None = None,
    curve: Sequence[float] | None = None,
    low: float = 0.0,
    high: float = 1.0,
) -> Question:
    """The question that `guess` is asked with. Raises ValueError that says what does not fit."""
    given = {"number": number, "choices": choices, "order": order, "curve": curve}
    kinds = [kind for kind, value in given.items() if value is not None]
    if len(kinds) != 1:
        raise ValueError(f"guess({name!r}) takes one of number, choices, order and curve, got {kinds or 'none'}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"guess({name!r}) needs a question, got {text!r}")
    if number is not None:
        return Number(name, text, number)
    if curve is not None:
        places = tuple(float(place) for place in curve)
        if not 2 <= len(places) <= MOST_PLACES or not low < high:
            raise ValueError(
                f"guess({name!r}): a curve has 2 to {MOST_PLACES} places and low < high, "
                f"got {len(places)} places, low={low}, high={high}"
            )
        return Curve(name, text, places, float(low), float(high))
    texts = tuple(choices if choices is not None else order or ())
    if len(set(texts)) != len(texts) or len(texts) < 2:
        raise ValueError(f"guess({name!r}): {kinds[0]} are at least two different texts, got {texts}")
    return Choice(name, text, texts) if choices is not None else Order(name, text, texts)


def spoken(value: float) -> str:
    """A number with three digits that count, as one says it.

    >>> spoken(12487.0), spoken(0.50), spoken(0.0000123)
    ('12 500', '0.5', '1.23e-05')
    """
    rounded = float(f"{float(value):.3g}")
    return f"{rounded:,.0f}".replace(",", " ") if 1000 <= abs(rounded) < 1e9 else f"{rounded:.3g}"


def _number(value: Any) -> float | None:
    try:
        return float(np.asarray(value).item())
    except (TypeError, ValueError):
        return None
