"""Which chapter rests on which, drawn: a column holds what can be read once everything to its left is.

Only what is needed directly is drawn: who needs chapter 4 needs what chapter 4 needs. A line that passes a column gets
a place of its own there, so that it runs between the boxes and not behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from textwrap import wrap

_BOX, _GAP = (110, 62), (22, 14)  # width and height of a box, and what is free beside and below it
_PASSING = 18  # what a passing line takes of the height
_SWEEPS = 8  # after which the order within the columns has come to rest

Stop = tuple[int, int]  # a chapter, and 0; or a chapter and the column that a line to it passes


@dataclass(frozen=True)
class Box:
    """What stands in a box: a chapter's name and a line below it. share: how much of it is done.

    No link: JupyterLab stumbles over an `a` within a drawing.
    """

    name: str
    below: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class ChapterMap:
    """The chapters by number, each with those that it rests on."""

    rests_on: Mapping[int, Sequence[int]]

    @cached_property
    def needed(self) -> dict[int, set[int]]:
        """For each chapter, all that it needs, directly or not."""
        found: dict[int, set[int]] = {}
        for number in sorted(self.rests_on):
            direct = [other for other in self.rests_on[number] if other in self.rests_on and other < number]
            found[number] = set(direct).union(*(found[other] for other in direct))
        return found

    @cached_property
    def direct(self) -> dict[int, list[int]]:
        """For each chapter, those that it needs and that nothing else which it needs needs too."""
        return {
            number: sorted(other for other in needed if not any(other in self.needed[third] for third in needed))
            for number, needed in self.needed.items()
        }

    @cached_property
    def columns(self) -> dict[int, int]:
        """For each chapter, its column: one further than the last that it needs."""
        found: dict[int, int] = {}
        for number, others in self.direct.items():
            found[number] = 1 + max((found[other] for other in others), default=-1)
        return found

    @cached_property
    def lines(self) -> list[list[Stop]]:
        """Each line from a chapter to one that rests on it, as the stops in the columns from one to the other."""
        return [
            [
                (other, 0),
                *((number, column) for column in range(self.columns[other] + 1, self.columns[number])),
                (number, 0),
            ]
            for number, others in self.direct.items()
            for other in others
        ]

    @cached_property
    def order(self) -> list[list[Stop]]:
        """What stands in each column, from top to bottom: near to what it is joined with in the columns beside it."""
        columns: list[list[Stop]] = [[] for _ in range(1 + max(self.columns.values(), default=-1))]
        for number, column in self.columns.items():
            columns[column].append((number, 0))
        for stop in dict.fromkeys(stop for line in self.lines for stop in line if stop[1]):
            columns[stop[1]].append(stop)
        joined = {pair for line in self.lines for pair in pairwise(line)}
        for sweep in range(_SWEEPS):
            forwards = sweep % 2 == 0
            for column in range(1, len(columns)) if forwards else range(len(columns) - 2, -1, -1):
                beside = columns[column - 1 if forwards else column + 1]
                place = {stop: index / max(len(beside) - 1, 1) for index, stop in enumerate(beside)}
                rank = {}
                for index, stop in enumerate(columns[column]):
                    near = [place[other] for other in beside if {(other, stop), (stop, other)} & joined]
                    rank[stop] = sum(near) / len(near) if near else index / max(len(columns[column]) - 1, 1)
                columns[column].sort(key=rank.__getitem__)
        return columns

    @cached_property
    def places(self) -> dict[Stop, tuple[float, float]]:
        """The middle of the left edge of each stop, in pixels."""
        tallest = max(map(_height, self.order), default=0.0)
        found: dict[Stop, tuple[float, float]] = {}
        for number, column in enumerate(self.order):
            y = (tallest - _height(column)) / 2
            for stop in column:
                found[stop] = (number * (_BOX[0] + _GAP[0]) + 2, y + _tall(stop) / 2 + 2)
                y += _tall(stop) + _GAP[1]
        return found

    def svg(self, boxes: Mapping[int, Box], colour: str = "currentColor", paper: str = "none") -> str:
        """The drawing. colour: of lines and letters; paper: what lies below them."""
        width = len(self.order) * (_BOX[0] + _GAP[0]) - _GAP[0] + 4
        height = max(map(_height, self.order), default=0) + 4
        said = "; ".join(
            f"{number} rests on {', '.join(map(str, others))}" for number, others in self.direct.items() if others
        )
        drawn = [self._line(line) for line in self.lines]
        drawn += [_box(self.places[number, 0], number, boxes[number]) for number in self.columns]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
            f'style="max-width:100%;height:auto;color:{colour};background:{paper};font-family:Helvetica,Arial,sans-serif">'
            f"<title>Which chapter rests on which: {escape(said)}</title>" + "\n".join(drawn) + "</svg>"
        )

    def _line(self, line: Sequence[Stop]) -> str:
        (x, y), *further = (self.places[stop] for stop in line)
        x += _BOX[0]
        path = [f"M{x:g},{y:g}"]
        for stop, (left, middle) in zip(line[1:], further, strict=True):
            half = (x + left) / 2
            path.append(f"C{half:g},{y:g} {half:g},{middle:g} {left:g},{middle:g}")
            x, y = (left + _BOX[0], middle) if stop[1] else (left, middle)
            path += [f"H{x:g}"] if stop[1] else []
        return (
            f'<path d="{" ".join(path)}" fill="none" stroke="currentColor" stroke-opacity="0.55" stroke-width="1.4"/>'
        )


def _tall(stop: Stop) -> float:
    return _PASSING if stop[1] else _BOX[1]


def _height(column: Sequence[Stop]) -> float:
    return sum(map(_tall, column)) + _GAP[1] * (len(column) - 1)


def _box(place: tuple[float, float], number: int, box: Box) -> str:
    """A chapter: its number and name, what is done of it, and a bar at its foot."""
    (x, middle), (width, height) = place, _BOX
    top = middle - height / 2
    lines = [(line, 11.5) for line in wrap(f"{number} {box.name}", 15)[:2]] + [(box.below, 10.5)]
    parts = [
        f'<rect x="{x:g}" y="{top:g}" width="{width}" height="{height}" rx="6" fill="none" stroke="currentColor" '
        'stroke-width="1.2"/>'
    ]
    if box.share > 0:
        parts.append(
            f'<rect x="{x + 4:g}" y="{top + height - 8:g}" width="{(width - 8) * box.share:g}" height="4" rx="2" '
            'fill="#00805a"/>'
        )
    parts += [
        f'<text x="{x + 8:g}" y="{top + 18 + 15 * index:g}" font-size="{size}" fill="currentColor">'
        f"{escape(words)}</text>"
        for index, (words, size) in enumerate(lines)
        if words
    ]
    return "".join(parts)
