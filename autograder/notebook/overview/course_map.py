"""The map on the welcome page: what of each chapter is done, guessed and reached, and how long it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...core.answers import ChapterSource
from ...core.report import State
from ...exercises import source, stems
from ..help_taken import help_taken, in_a_sentence
from ..milestone.milestone import MILESTONES
from ..predictions.guesses import Guess, guesses
from ..progress import events

# From the least to the best. An exercise that was never checked is one that is not written yet.
SIGNS = {State.UNWRITTEN: "·", State.WRONG: "○", State.PARTLY: "◐", State.RIGHT: "✓"}
_ORDER = tuple(SIGNS)
LEGEND = "✓ passes   ◐ passes in part   ○ tried   · not tried yet   ⚑ goal reached   ★ milestone reached   ☆ waits"


@dataclass(frozen=True)
class Row:
    """A chapter: its exercises with their states, its predictions, what was reached in it, and what waits."""

    stem: str
    source: ChapterSource
    states: Mapping[str, State]
    guesses: Mapping[str, Guess]
    reached: tuple[str, ...]
    waiting: tuple[str, ...] = ()

    @cached_property
    def title(self) -> str:
        """The chapter's number and name."""
        return f"{self.source.number} {self.source.name}"

    @property
    def tiles(self) -> list[tuple[str, State]]:
        """The exercises in order, each with its best state."""
        return [(name, self.states.get(name, State.UNWRITTEN)) for name in self.source.exercises]

    @property
    def done(self) -> int:
        """How many of its exercises pass."""
        return sum(state is State.RIGHT for _, state in self.tiles)

    @property
    def amount(self) -> str:
        """How much of it is done, and how long its exercises take, in words."""
        return f"{self.done} of {len(self.tiles)} exercises" + (f" ({self.time})" if self.time else "")

    @property
    def time(self) -> str:
        """How long its exercises take, in words; "" where they do not say."""
        minutes = sum(int(cell.options.get("minutes", 0)) for cell in self.source.exercises.values())
        return _time(minutes) if minutes else ""

    @property
    def guessed(self) -> str:
        """How many of its predictions were entered; "" where it asks for none."""
        entered = [self.guesses[name] for name in self.source.guesses if name in self.guesses]
        near = sum(each.near is True for each in entered)
        asked = len(self.source.guesses)
        return f"{len(entered)} of {asked} guesses entered, {near} near" if asked else ""

    @property
    def said(self) -> str:
        """Both in a line."""
        return " · ".join(filter(None, (self.amount, self.guessed)))

    @property
    def address(self) -> str:
        """Where its notebook is, beside this one or in a folder beside its own; "" where there is none."""
        for base in (Path(), Path("..")):
            path = base / self.stem / f"{self.stem}.ipynb"
            if path.is_file():
                return path.as_posix()
        return ""


class Progress:
    """What a learner has done so far, as a page and as text."""

    def __init__(self) -> None:
        noted = events()
        self.help = help_taken(noted)
        # The best state counts: trying something else later does not take away what was done.
        states: dict[str, State] = {}
        for event in noted:
            if event.get("state") in _ORDER and isinstance(event.get("exercise"), str):
                name = event["exercise"]
                states[name] = max(states.get(name, State.UNWRITTEN), State(event["state"]), key=_ORDER.index)
        guessed, goals = guesses(noted), _goals(noted)
        self.rows = [
            Row(stem, of, states, guessed, (*_milestones(of.number, noted), *_texts(goals, of.goals)), _open(of, noted))
            for stem in stems()
            for of in [source(stem)]
        ]
        known = {name for row in self.rows for name in row.source.goals}
        self.elsewhere = _texts(goals, [name for name in goals if name not in known])

    def __repr__(self) -> str:
        lines: list[str] = []
        for row in self.rows:
            lines.append(f"{row.title}   {row.said}")
            lines.append("    " + "  ".join(f"{SIGNS[state]} {name}" for name, state in row.tiles))
            lines += [f"    {text}" for text in row.reached]
        taken = in_a_sentence(self.help)
        return "\n".join([*lines, *self.elsewhere, *([taken] if taken else []), LEGEND])

    def _repr_html_(self) -> str:
        from .course_page import course_page  # it knows rows, and is wanted where there is a page

        return course_page(self.rows, (*self.elsewhere, in_a_sentence(self.help)))


def progress() -> Progress:
    """Your progress so far, as a map of the course: a row a chapter, a tile an exercise."""
    return Progress()


def _goals(noted: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, None]]:
    """The goals that were reached, by the name under which an explorer reports them; each once."""
    found: dict[str, dict[str, None]] = {}
    for event in noted:
        if "goal" in event:
            found.setdefault(str(event["goal"]), {})[str(event.get("reached", ""))] = None
    return found


def _texts(goals: Mapping[str, Mapping[str, None]], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"⚑ {name}: {text}" for name in names for text in goals.get(name, ()))


def _milestones(chapter: int, noted: Sequence[Mapping[str, Any]]) -> list[str]:
    """The milestones of a chapter that were reached, each with the most parts that were the learner's own."""
    most: dict[str, tuple[int, int]] = {}
    for event in noted:
        name, parts, of = (event.get(key) for key in ("milestone", "parts", "of"))
        if event.get("reached") is True and isinstance(name, str) and isinstance(parts, int) and isinstance(of, int):
            most[name] = max(most.get(name, (0, of)), (parts, of))
    return [
        f"★ {each.sentence} ({most[name][0]} of {most[name][1]} parts are yours)"
        for name, each in MILESTONES.items()
        if each.chapter == chapter and name in most
    ]


def _open(of: ChapterSource, noted: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The milestones of a chapter that were not reached yet."""
    done = {event.get("milestone") for event in noted if event.get("reached") is True}
    return tuple(
        f"☆ {each.sentence}" for name, each in MILESTONES.items() if each.chapter == of.number and name not in done
    )


def _time(minutes: int) -> str:
    return f"about {minutes} minutes" if minutes < 90 else f"about {round(minutes / 30) / 2:g} hours"
