"""A moment of success: what a learner can do now, and where it goes on. Once, when an exercise passes its first check.

The links lead within the notebook, to the next heading and the next exercise, and from a chapter's last exercise or its
milestone to the next chapter. Where a page does not follow them, their words say where to go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ..core.answers import ChapterSource
from ..core.record import Exercise
from ..core.report import State
from ..exercises import source, stems
from .palette import BADGE, FRAME, GREEN, TINT
from .progress import events


@dataclass(frozen=True)
class Link:
    """Where to go. kind: what it is, before its name. href: where it is; "" if it is in sight anyway."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True)
class Moment:
    """What is said once. lines: what can be done now, and what that completes."""

    headline: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]

    def __repr__(self) -> str:
        return "\n".join([f"✓ {self.headline}", *self.text])

    @property
    def text(self) -> list[str]:
        """What stands below the headline."""
        onward = " ".join(f"{link.kind}: {link.name}." for link in self.links)
        return [f"  {line}" for line in (*self.lines, onward) if line]

    def _repr_html_(self) -> str:
        return (
            f'<div class="tex2jax_ignore mathjax_ignore" role="group" aria-label="{escape(self.headline)}" '
            f'style="border-left:5px solid {GREEN};{FRAME}">'
            f'<div style="font-size:17px;font-weight:600">{_TICK} {escape(self.headline)}</div>{self.below}</div>'
        )

    @property
    def below(self) -> str:
        """The same as HTML, without the headline: on green ground, the ways onward as buttons."""
        lines = "".join(f"<div>{escape(line)}</div>" for line in self.lines)
        links = "".join(map(_button, self.links))
        row = f'<div style="display:flex;flex-wrap:wrap;gap:6px 10px;margin-top:8px">{links}</div>' if links else ""
        return (
            f'<div style="margin-top:6px;padding:8px 12px;border-radius:4px;background:{TINT};font-size:15px">'
            f"{lines}{row}</div>"
        )


_TICK = f'<span role="img" aria-label="done" style="{BADGE};background:{GREEN};color:#fff">✓</span>'


def first_pass(exercise: Exercise) -> Moment | None:
    """The moment, if the exercise has not passed before; ask before the check is noted."""
    done = passed(events())
    if exercise.name in done:
        return None
    for stem in stems():
        chapter = source(stem)
        if exercise.name in chapter.exercises:
            return _moment(exercise, chapter, done | {exercise.name})
    return None


def reached_milestone(sentence: str, number: int) -> Moment:
    """The moment when a milestone of a chapter is reached for the first time."""
    return Moment(f"Milestone reached: {sentence}", (), tuple(_next_chapter(number)))


def passed(noted: Iterable[Mapping[str, Any]]) -> set[str]:
    """The exercises that have passed a check."""
    return {str(event.get("exercise")) for event in noted if event.get("state") == State.RIGHT}


def _moment(exercise: Exercise, chapter: ChapterSource, done: set[str]) -> Moment:
    names = list(chapter.exercises)
    left = [name for name in names if name not in done]
    headline = f"{exercise.name} passes"
    onward = _within(exercise.name, chapter, left)
    if left:
        return Moment(headline, (exercise.ability,), tuple(onward))
    all_of_it = f"That completes chapter {chapter.number}: all {len(names)} exercises pass."
    return Moment(headline, (exercise.ability, all_of_it), (*onward, *_next_chapter(chapter.number)))


def _within(name: str, chapter: ChapterSource, left: list[str]) -> list[Link]:
    """The section below, and the next exercise that does not pass yet; the first of all where none is below.

    An exercise begins with what is said about it, so the link to one in another section leads to that section's top.
    """
    here, below = chapter.headings[name]
    names = list(chapter.exercises)
    later = [other for other in names[names.index(name) :] if other in left]
    found = []
    if below and not (later and chapter.headings[later[0]][0] == here):
        found.append(Link("Read on", below, _anchor(below)))
    for other in (later or left)[:1]:
        section = chapter.headings[other][0]
        href = f"#cell-id={other}" if section in ("", here) else _anchor(section)
        minutes = chapter.exercises[other].options.get("minutes")
        found = [link for link in found if link.href != href]
        found.append(Link("Next exercise", other + (f", {minutes} minutes" if minutes else ""), href))
    return found


def _anchor(heading: str) -> str:
    """Where JupyterLab finds a heading."""
    return "#" + heading.replace("`", "").replace(" ", "-")


def _next_chapter(number: int) -> list[Link]:
    for stem in stems():
        chapter = source(stem)
        if chapter.number == number + 1:
            return [Link(f"Chapter {chapter.number}", chapter.name, f"../{stem}/{stem}.ipynb")]
    return []


def _button(link: Link) -> str:
    return (
        f'<a href="{escape(link.href)}" style="padding:3px 12px;border:1.5px solid {GREEN};border-radius:14px;'
        f'color:inherit;text-decoration:none">{escape(link.kind)}: <b>{escape(link.name)}</b> →</a>'
    )
