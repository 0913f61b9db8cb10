"""The learner's own points: one more, and one less."""

from __future__ import annotations

from typing import Any

import numpy as np

from .data import OWN, Points
from .settings import Settings


def added(settings: Settings, points: Any) -> list[Any]:
    """Return one's own points with these behind them, each (x1, x2, target) or with a fourth: whether for testing."""
    if not isinstance(points, list | tuple):
        raise ValueError(f"points must be a list, got {points!r}")
    return [*settings.points, *points]


def erased(settings: Settings, points: Points, x1: float, x2: float) -> dict[str, Any]:
    """Return what to change so that the point nearest to (x1, x2) is gone.

    If it is one of a data set's, all the others become one's own: no seed draws the data set without it.
    """
    if not len(points.x):
        raise ValueError("there is no point to take away")
    place = int(np.argmin(np.hypot(*(points.x - (x1, x2)).T)))
    if points.own[place]:
        own = list(settings.points)
        del own[place - int((~points.own).sum())]
        return {"points": own}
    if settings.regression:
        raise ValueError("only points of your own can be taken away from data that have values")
    rows = np.column_stack([points.x, points.target, points.test])
    return {"dataset": OWN, "points": np.delete(rows, place, axis=0).tolist()}
