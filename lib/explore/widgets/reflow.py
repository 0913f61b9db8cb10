"""Where the panels of a figure stand on a page of some width: side by side, in rows, or all in a column.

Letters keep their size, whatever the width: panels become narrower, down to a limit, and then take another row. A
picture that shrinks as a whole cannot be read on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# Inches around each panel, for its labels. Fixed, so that no panel moves when its numbers grow wider; an automatic
# layout also starts from the last one, and the same setting would not always give the same picture.
LEFT, RIGHT, BOTTOM, TOP = 0.72, 0.12, 0.5, 0.32
INCH = 100  # of the page's pixels
NARROW, WIDE = 0.74, 1.15  # how much narrower and wider than it was drawn a panel may be
FLATTEST = 0.82  # how much lower, where it is narrower


@dataclass(frozen=True)
class Box:
    """The room of one panel with its labels, in inches from the figure's upper left corner."""

    left: float
    top: float
    width: float
    height: float


def rows_of(widths: Sequence[float], room: float) -> list[list[int]]:
    """Return which panels share a row: as few rows as can be, and rows as even as can be.

    >>> rows_of([3, 3, 3], 8), rows_of([3, 3, 3], 5), rows_of([3, 3, 3], 3)
    ([[0, 1, 2]], [[0, 1], [2]], [[0], [1], [2]])
    """
    count = len(widths)
    for wanted in range(1, count + 1):
        ends = [round(row * count / wanted) if wanted > 2 else -(-row * count // wanted) for row in range(wanted + 1)]
        rows = [list(range(start, end)) for start, end in pairwise(ends)]
        if all(len(row) <= 1 or NARROW * sum(widths[i] for i in row) <= room for row in rows):
            return rows
    return [[i] for i in range(count)]


def boxes(widths: Sequence[float], height: float, room: float | None) -> tuple[list[Box], float, float]:
    """Return the box of every panel, and the figure's width and height in inches.

    widths, height: as the panels were drawn. room: the page's width in inches; None where nobody knows.
    """
    if room is None:
        lefts = [sum(widths[:i]) for i in range(len(widths))]
        return [Box(left, 0.0, width, height) for left, width in zip(lefts, widths, strict=True)], sum(widths), height
    rows = rows_of(widths, room)
    # One width for all rows, so that what stands in one column has one edge.
    whole = min(room, max(WIDE * sum(widths[i] for i in row) for row in rows))
    found: dict[int, Box] = {}
    top = 0.0
    for row in rows:
        wanted = sum(widths[i] for i in row)
        factor = whole / wanted if len(row) > 1 or len(rows) == 1 or whole < wanted else min(whole / wanted, WIDE)
        tall = height * min(max(factor, FLATTEST), 1.0)
        left = 0.0
        for i in row:
            found[i] = Box(left, top, widths[i] * factor, tall)
            left += widths[i] * factor
        top += tall
    return [found[i] for i in range(len(widths))], round(whole, 2), round(top, 2)
