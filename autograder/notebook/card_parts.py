"""What a card says, in the order in which it says it, for text and HTML alike.

What the mistake looks like, what holds, one failing case, then the other failures in a sentence each. What waits for
another aspect, or is not written yet, is no mistake and comes last.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core.report import AspectResult, Diagnosis, Failure, Report, State
from ..core.shown import WIDTH

SIGNS = {State.RIGHT: "✓", State.PARTLY: "◐", State.WRONG: "✗", State.UNWRITTEN: "○", State.UNJUDGED: "–"}
_ENTRY = re.compile(r"[^\[\],\s]+")  # of an array as it is written
_BRACKETS = re.compile(r"[^\[\],]")  # all but these
_NUMBERS = re.compile(r"\[[-+.\deinfaj, \[\]]*\]")  # an array of one line
UNWRITTEN = "not written yet"
UNJUDGED = "cannot be judged here: a fault of the course, not of your answer"


@dataclass(frozen=True)
class Group:
    """Aspects that do not hold, or do not count yet, for one reason."""

    names: tuple[str, ...]
    failure: Failure

    @property
    def sign(self) -> str:
        """What holds and waits for another aspect is not crossed out; what is not written or judged is no mistake."""
        if self.failure.ours:
            return "–"
        return "◌" if self.failure.waits else "·" if self.failure.unwritten else "✗"

    @property
    def meaning(self) -> str:
        """The sign in a word."""
        return {"–": "not judged", "◌": "waits", "·": UNWRITTEN}.get(self.sign, "does not hold")

    @property
    def title(self) -> str:
        """The aspects, and the first case in which they fail."""
        names = ", ".join(self.names)
        return f"{names} ({self.failure.case})" if self.failure.case not in ("", names) else names

    @property
    def lines(self) -> list[str]:
        """The line that raised an exception, then the labelled values with their numbers aligned."""
        lines = ["   ".join(self.failure.line)] if self.failure.line else []
        return lines + labelled(self.failure.shown)


@dataclass(frozen=True)
class Parts:
    """A report, sorted for a card."""

    report: Report

    @property
    def held(self) -> list[str]:
        """The aspects that hold."""
        return [aspect.name for aspect in self.report.aspects if aspect.passed]

    @property
    def failed(self) -> list[Group]:
        """What does not hold; the first is the one to look at."""
        return [group for group in self._groups if group.sign == "✗"]

    @property
    def pending(self) -> list[Group]:
        """What waits for something else."""
        return [group for group in self._groups if group.sign != "✗"]

    @cached_property
    def _groups(self) -> list[Group]:
        """Those that failed for the same reason stand together and explain it once."""
        found: dict[str, list[AspectResult]] = {}
        for aspect in self.report.aspects:
            if aspect.failure is not None:
                found.setdefault(_reason(aspect.failure), []).append(aspect)
        return [Group(tuple(a.name for a in same), same[0].failure) for same in found.values() if same[0].failure]


def labelled(shown: Sequence[tuple[str, str]]) -> list[str]:
    """Labelled values, their texts in one column; below the last two a wave where their numbers differ."""
    shown = [*zip((label for label, _ in shown), _in_columns([text for _, text in shown]), strict=True)]
    marks = differences(shown[-2][1], shown[-1][1]) if len(shown) > 1 else ""
    width = max((len(label) for label, _ in shown), default=0)
    lines = []
    for label, text in (*shown, *([("", marks)] if marks else [])):
        first, *rest = text.splitlines() or [""]
        lines += [f"{label:<{width}}  {first}", *(f"{'':<{width}}  {line}" for line in rest)]
    return lines


def _in_columns(texts: list[str]) -> list[str]:
    """The texts, with the numbers of arrays of one line and one shape below each other where there is room for that."""
    of_a_shape: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if _NUMBERS.fullmatch(text):
            of_a_shape.setdefault(_BRACKETS.sub("", text), []).append(place)
    aligned = list(texts)
    for places in of_a_shape.values():
        wide = max((len(entry) for place in places for entry in _ENTRY.findall(texts[place])), default=0)
        for place in places:
            bare = texts[place].replace(" ", "").replace(",", ", ")
            row = _ENTRY.sub(lambda entry: entry[0].rjust(wide), bare)  # noqa: B023  # used at once
            aligned[place] = row if len(row) <= WIDTH else texts[place]
    return aligned


def differences(one: str, other: str) -> str:
    """A line with a wave below each number in which two arrays of one line differ; "" where that would tell nothing."""
    if any("\n" in text or text[:1] != "[" for text in (one, other)) or len(one) != len(other):
        return ""
    if _BRACKETS.sub("", one) != _BRACKETS.sub("", other):
        return ""
    pairs = [*zip(_ENTRY.finditer(one), _ENTRY.finditer(other), strict=False)]
    differ = [(min(a.start(), b.start()), b.end()) for a, b in pairs if a[0] != b[0]]
    if not 0 < len(differ) < len(pairs):
        return ""
    return "".join("~" if any(start <= at < end for start, end in differ) else " " for at in range(len(one))).rstrip()


def follow_through(report: Report) -> str:
    """What a right answer to an earlier exercise makes of this one, in a sentence; "" where that changes nothing."""
    if not report.with_right:
        return ""
    names = " and ".join(f"`{name}`" for name in report.with_right)
    return f"With a right {names} {'this is right' if report.state is State.RIGHT else 'more of this holds'}."


def amount(points: float) -> str:
    """Points without a needless `.0`, and without a sum's last digits: .1 + .2 is 0.3."""
    return f"{points:.10g}"


def headline(report: Report) -> str:
    """How the answer stands, in a few words, without the sign."""
    if report.state is State.UNWRITTEN:
        return f"{UNWRITTEN}   ({amount(report.points)} points wait)"
    if report.state is State.UNJUDGED:
        return UNJUDGED
    unit = "point" if report.points == 1 else "points"
    return f"{amount(report.score)} of {amount(report.points)} {unit}"


def opening(diagnosis: Diagnosis) -> tuple[str, str]:
    """What the diagnosis says first: what it looks like, or where to look; and its name."""
    if not diagnosis.places:
        return "This looks like", " and ".join(filter(None, (diagnosis.name, diagnosis.another)))
    joined = " and " if diagnosis.together else " or "
    lines = joined.join(dict.fromkeys(f"line {place.line} of {place.function}" for place in diagnosis.places))
    return f"Look at {lines}", diagnosis.name


def _reason(failure: Failure) -> str:
    # An exception in one line is the same story in every case; a wrong number is one story a case.
    if failure.line is not None:
        return f"{failure.exception} in {failure.line}"
    return f"{failure.case}: {failure.message}" if failure.shown else failure.message
