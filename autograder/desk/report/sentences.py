"""The three sentences with which the report opens: what this class has not understood."""

from collections.abc import Iterator

from ...core.report import State
from .facts import ExerciseFacts, Facts


def opening(facts: Facts) -> list[str]:
    """Three sentences: the exercise that most missed, the mistake that most make, and what is new or unsettled."""
    return [_hardest(facts), _commonest(facts), _open_ends(facts)]


def _hardest(facts: Facts) -> str:
    tried = [one for one in facts.exercises if one.tried]
    if not tried:
        return "Nobody has written anything yet."
    worst = max(tried, key=lambda one: (len(one.missed) / one.tried, len(one.missed)))
    if not worst.missed:
        return f"Everything that was written is right: {len(tried)} exercises, {len(facts.book.sheets)} students."
    aspect = max(worst.aspects, key=lambda one: len(one.missed))
    return (
        f"{worst.name} is the hardest: {share(len(worst.missed), worst.tried)} of those who wrote it have not got it "
        f"right, and most of them miss “{aspect.name}” ({len(aspect.missed)})."
    )


def _commonest(facts: Facts) -> str:
    if not facts.mistakes:
        return "No mistake that has a name was made."
    first, *rest = facts.mistakes
    others = "; ".join(f"“{one.name}” in {one.exercise} ({len(one.who)})" for one in rest[:2])
    after = f"; then {others}" if others else ""
    return f"The most common mistake is “{first.name}” in {first.exercise}, made by {len(first.who)}{after}."


def _open_ends(facts: Facts) -> str:
    parts = list(_unsettled(facts))
    if not parts:
        return "Every wrong answer has a name, and nothing waits for anybody."
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _unsettled(facts: Facts) -> Iterator[str]:
    wrong = sum(len(one.who) for one in facts.unnamed)
    if wrong:
        largest = facts.unnamed[0]
        alike = (
            f", of which {len(largest.who)} in {largest.exercise} are one and the same" if len(largest.who) > 1 else ""
        )
        yield f"{wrong} wrong answers have no name{alike}" if wrong > 1 else "1 wrong answer has no name"
    empty = [one for one in facts.exercises if _unwritten(one) * 4 > max(len(facts.book.sheets), 1)]
    if empty:
        yield f"more than a quarter left {', '.join(one.name for one in empty)} empty"
    waits = sum(bool(sheet.ungraded) for sheet in facts.book.sheets.values())
    if waits:
        yield f"the written answers of {waits} wait for a person"


def _unwritten(one: ExerciseFacts) -> int:
    return len(one.states.get(State.UNWRITTEN, ()))


def share(part: int, of: int) -> str:
    """A number with its share: `31 of 200 (16 %)`."""
    return f"{part} of {of} ({100 * part / of:.0f} %)" if of else f"{part} of {of}"
