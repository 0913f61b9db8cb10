"""How a course counts chapters: on which scale, and how many of the lowest it drops. `c.Points.out_of = 100`.

Points are given on the chapter's own scale and stay so; what counts is the total on the course's. The class book has
both, so that feedback, report and exports say the same.
"""

from collections.abc import Mapping, Sequence

from traitlets import Dict, Float, Int, Union
from traitlets.config import Configurable


class Points(Configurable):
    """The course's way of counting. As it is, points count as they are given, and every chapter does."""

    out_of = Union(
        [Float(min=0), Dict(value_trait=Float(min=0))],
        default_value=0.0,
        help='What a chapter counts: 100 for each, or {"ch01_activations": 10}. 0: its own points.',
    ).tag(config=True)
    drop_lowest = Int(0, min=0, help="How many of a student's lowest chapters do not count.").tag(config=True)

    def scale(self, chapter: str, points: float) -> float:
        """What one of a chapter's points counts."""
        most = self.out_of.get(chapter, 0.0) if isinstance(self.out_of, Mapping) else self.out_of
        return most / points if most and points else 1.0

    def dropped(self, shares: Sequence[float]) -> set[int]:
        """Which chapters do not count, given the share of its points in each. One at least always does.

        >>> Points(drop_lowest=1).dropped([0.9, 0.2, 0.5])
        {1}
        """
        number = min(self.drop_lowest, max(len(shares) - 1, 0))
        return set(sorted(range(len(shares)), key=lambda place: shares[place])[:number])
