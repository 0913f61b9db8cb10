"""What was changed for everybody after the chapter was handed out, as a student is told it: a sentence each."""

from collections.abc import Iterator, Mapping

from traitlets.config import Config

from ...grading.kept.counting import Counting, Ruling
from ...grading.kept.history import ADDED, POINTS, WITHDRAWN, ChapterChange, History
from ...notebook.card_parts import amount

_SAID = {
    Ruling.VOID: "is void: everybody who handed in has its full points.",
    Ruling.BONUS: "is a bonus: its points come on top of the others.",
    Ruling.WITHDRAWN: "is withdrawn: it counts for nobody.",
}


def announced(history: History, config: Config, chapter: str, points: Mapping[str, float]) -> tuple[str, ...]:
    """What there is to tell. points: that there are today, by exercise and written question"""
    given = Counting(config=config).reasons.get(chapter, {})
    return tuple(f"{name} {sentence} {given.get(name, '')}".strip() for name, sentence in _sentences(history, points))


def _sentences(history: History, points: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    rulings = history.rulings
    for name, ruling in rulings.items():
        yield name, _SAID[Ruling(ruling)]
    for name, changes in _by_name(history.chapter).items():
        first, last = changes[0], changes[-1]
        if name in rulings:
            continue
        if last.what == WITHDRAWN and first.what != ADDED:
            yield name, f"was taken out on {last.when:%Y-%m-%d}: it counts for nobody."
        elif first.what == ADDED and name in points:
            yield name, f"was added on {first.when:%Y-%m-%d}."
        elif first.what == POINTS and name in points and first.old != points[name]:
            yield name, f"has {amount(points[name])} points now; it was handed out with {amount(first.old)}."


def _by_name(changes: list[ChapterChange]) -> dict[str, list[ChapterChange]]:
    found: dict[str, list[ChapterChange]] = {}
    for change in changes:
        was_ruled = change.what == POINTS and 0 in (change.old, change.new)  # a bonus or withdrawn, or no longer
        if change.what in (ADDED, WITHDRAWN, POINTS) and not was_ruled:
            found.setdefault(change.name, []).append(change)
    return found
