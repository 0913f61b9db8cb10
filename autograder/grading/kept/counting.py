"""What is decided about a chapter after it was handed out: void, a bonus, withdrawn, or worth other points.

Set in nbgrader_config.py, by chapter and name: `c.Counting.void = {"ch01_activations": ["tanh"]}`. What was judged
stays in the journal; only what of it counts in the gradebook changes, so a decision can be taken back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from traitlets import Dict, TraitError
from traitlets.config import Config, Configurable

from ...core.cell_roles import CHECK_PREFIX
from ...core.errors import GradingError

_EXAMPLE = "{'ch01_activations': ['tanh']}"
_DIGITS = 10  # of points after they were scaled; a third of a point is no longer exact anyway


class Counting(Configurable):
    """What counts, by chapter. Names are those of exercises and of written questions."""

    void = Dict(help=f"Full marks for everybody who handed in, such as {_EXAMPLE}.").tag(config=True)
    bonus = Dict(help="Points on top: they count, and nobody needs them for full marks.").tag(config=True)
    withdrawn = Dict(help="Counts for nobody, neither in the score nor in the points that there are.").tag(config=True)
    points = Dict(
        help="Other points than the release says, such as {'ch01_activations': {'relu': 4}}; scores are scaled."
    ).tag(config=True)
    reasons = Dict(
        help="What the feedback says about a decision, such as {'ch01_activations': {'tanh': 'It asked for …'}}."
    ).tag(config=True)


class Ruling(StrEnum):
    """How an exercise or a written question counts, other than as it was handed out."""

    VOID = "void"
    BONUS = "bonus"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Rule:
    """How one graded cell counts. released, points: what a whole answer brought, and what it brings now."""

    released: float
    points: float
    ruling: Ruling | None = None
    reason: str = ""

    @property
    def most(self) -> float:
        """The points that count as there to be had, nbgrader's max_score."""
        return 0.0 if self.ruling in (Ruling.BONUS, Ruling.WITHDRAWN) else self.points

    @property
    def overrules(self) -> bool:
        """Whether no score of a submission's own counts, not even one given by hand."""
        return self.ruling in (Ruling.VOID, Ruling.WITHDRAWN)

    @property
    def is_plain(self) -> bool:
        """Whether it counts as it was handed out."""
        return self.ruling is None and self.points == self.released

    def counted(self, score: float | None) -> float | None:
        """What counts of a score that was judged; None stays for a person to fill in."""
        if self.ruling is Ruling.WITHDRAWN:
            return 0.0
        if self.ruling is Ruling.VOID:
            return self.points
        if score is None or self.points == self.released or not self.released:
            return score
        return round(score * self.points / self.released, _DIGITS)


def rules_of(config: Config, chapter: str, released: Mapping[str, float]) -> dict[str, Rule]:
    """The rule of each graded cell. released: their points as handed out. Raises GradingError for a name unknown."""
    try:
        settings = Counting(config=config)
    except TraitError as error:
        raise GradingError(f"nbgrader_config.py: {error}") from None
    rulings = dict[str, Ruling]()
    for ruling in Ruling:
        for name in _names(settings, ruling, chapter):
            cell = _cell(name, released, ruling, chapter)
            if cell in rulings:
                raise GradingError(
                    f"nbgrader_config.py has {name} of {chapter} in c.Counting.{rulings[cell]} and in "
                    f"c.Counting.{ruling}; leave it in one of them"
                )
            rulings[cell] = ruling
    points = {
        _cell(name, released, "points", chapter): _number(value, name, chapter)
        for name, value in _named(settings, "points", chapter).items()
    }
    reasons = {
        _cell(name, released, "reasons", chapter): str(text)
        for name, text in _named(settings, "reasons", chapter).items()
    }
    return {
        cell: Rule(most, points.get(cell, most), rulings.get(cell), reasons.get(cell, ""))
        for cell, most in released.items()
    }


def cell_of(name: str, graded: Mapping[str, Any]) -> str:
    """The graded cell of an exercise or a written question, or "" where there is none."""
    return next((cell for cell in (f"{CHECK_PREFIX}{name}", name) if cell in graded), "")


def _names(settings: Counting, ruling: Ruling, chapter: str) -> Iterator[str]:
    names = getattr(settings, ruling).get(chapter, ())
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        raise GradingError(
            f"nbgrader_config.py: c.Counting.{ruling} needs a list of names for {chapter}, such as {_EXAMPLE}; "
            f"it has {names!r}"
        )
    yield from dict.fromkeys(names)


def _named(settings: Counting, trait: str, chapter: str) -> Mapping[str, Any]:
    found = getattr(settings, trait).get(chapter, {})
    if not isinstance(found, Mapping):
        raise GradingError(
            f"nbgrader_config.py: c.Counting.{trait} needs names with values for {chapter}, such as "
            f"{{'{chapter}': {{'relu': 4}}}}; it has {found!r}"
        )
    return found


def _cell(name: str, released: Mapping[str, float], trait: str, chapter: str) -> str:
    cell = cell_of(name, released)
    if not cell:
        there = ", ".join(known.removeprefix(CHECK_PREFIX) for known in released)
        raise GradingError(
            f"nbgrader_config.py: c.Counting.{trait} names {name!r}, and {chapter} as it was handed out has no such "
            f"exercise or question; it has: {there}"
        )
    return cell


def _number(value: Any, name: str, chapter: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise GradingError(
            f"nbgrader_config.py: c.Counting.points gives {name} in {chapter} {value!r} points; it must be a number, "
            "0 or more"
        )
    return float(value)
