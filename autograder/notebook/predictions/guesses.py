"""The guesses in the progress file: what was entered for a question before its truth was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..progress import append, events
from .question import Choice, Curve, Number, Order, Question, question


@dataclass(frozen=True)
class Guess:
    """What was entered, and for which question; near: how it turned out, None while that is open or cannot be said.

    seen: whether the truth has been shown, after which the guess stays
    """

    question: Question
    value: Any
    seen: bool = False
    near: bool | None = None


def entered(name: str) -> Guess | None:
    """The guess that counts: the last one from before the truth was shown; None where there is none."""
    return guesses(events()).get(name)


def guesses(noted: Iterable[Mapping[str, Any]]) -> dict[str, Guess]:
    """The guess that counts for each question, from what was noted."""
    found: dict[str, Guess] = {}
    for event in noted:
        name = event.get("guess", event.get("truth"))
        if not isinstance(name, str) or (name in found and found[name].seen):
            continue
        if "guess" in event:
            try:
                asked = question(name, **event["asked"])
                found[name] = Guess(asked, asked.read(event["value"]))
            except (KeyError, TypeError, ValueError):
                continue  # a damaged line costs no more than itself
        elif name in found:
            near = event.get("near")
            found[name] = Guess(found[name].question, found[name].value, True, near if type(near) is bool else None)
    return found


def record_guess(asked: Question, value: Any) -> str:
    """Note a guess, unless the truth has been shown. Returns what the learner should know."""
    before = entered(asked.name)
    if before is not None and before.seen:
        return f"You have seen the truth; your guess stays {before.question.say(before.value)}."
    if before is None or before.value != value:
        note = append({"guess": asked.name, "asked": _as_asked(asked), "value": value})
        if note:
            return note
    return f"Kept: {asked.say(value)}. Until you have seen the truth you can change it."


def record_truth(name: str, value: Any, guess: Any, near: bool | None) -> str:
    """Note that the truth beside a guess was shown, the first time. Returns why it could not be saved, or ""."""
    before = entered(name)
    if before is None or before.seen:
        return ""
    return append({"truth": name, "value": value, "guessed": guess, "near": near})


def _as_asked(asked: Question) -> dict[str, Any]:
    """The arguments with which `question` makes it again."""
    match asked:
        case Number(unit=unit):
            kind: dict[str, Any] = {"number": unit}
        case Choice(options=options):
            kind = {"choices": options}
        case Order(items=items):
            kind = {"order": items}
        case Curve(places=places, low=low, high=high):
            kind = {"curve": places, "low": low, "high": high}
        case _:
            raise TypeError(f"no such kind of question: {asked!r}")
    return {"text": asked.text, **kind}
