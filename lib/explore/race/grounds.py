"""The landscapes of the race: four of the course's, and the learner's own by its formula.

Each comes with the part of it that is shown and with the start and learning rates to begin with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise import landscapes
from layerwise.arguments import FloatArray, one_of, real_number

from .formula import Formula

OWN = "your own"
COLUMNS, ROWS = 81, 61  # of the grid on which heights are taken
FARTHEST = 1e4  # of the picture's limits


@dataclass(frozen=True, eq=False)
class Landscape:
    """A function to walk down, what part of it is shown, and the settings to begin with.

    f: returns (value, gradient). x_limits, y_limits: of the picture, and of the start. minima: its lowest points.
    usual: where the race starts, and the learning rates with which it does. lowest: its value there.
    """

    f: Callable[[FloatArray], tuple[float, FloatArray]]
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    usual: dict[str, float]
    lowest: float = 0.0


def _usual(x: float, y: float, sgd: float, momentum: float, adagrad: float, rmsprop: float, adam: float) -> Any:
    rates = {"sgd_lr": sgd, "momentum_lr": momentum, "nesterov_lr": momentum}
    return {"x": x, "y": y, **rates, "adagrad_lr": adagrad, "rmsprop_lr": rmsprop, "adam_lr": adam}


LANDSCAPES = {
    "bowl": Landscape(
        landscapes.bowl, (-8, 8), (-4, 4), ((0, 0),), _usual(-7, 2, 0.95, 0.1, 1.5, 0.1, 0.3)
    ),  # the learning rates of "Deep Learning from Scratch", section 6.1
    "rosenbrock": Landscape(
        landscapes.rosenbrock, (-2, 2), (-1, 3), ((1, 1),), _usual(-1.2, 1, 0.01, 0.003, 0.3, 0.03, 0.05)
    ),
    "saddle": Landscape(
        landscapes.saddle, (-2, 2), (-2, 2), ((0, 1), (0, -1)), _usual(-1.5, 0.01, 0.1, 0.05, 0.2, 0.03, 0.1)
    ),
    "wells": Landscape(landscapes.wells, (-5, 5), (-5, 5), ((0, 0),), _usual(-4.2, 3.6, 0.3, 0.2, 0.5, 0.1, 0.2)),
}
CHOICES = (*LANDSCAPES, OWN)
OWN_FIELDS = ("formula", "x_low", "x_high", "y_low", "y_high")


def ground_of(landscape: str, formula: str, x_low: float, x_high: float, y_low: float, y_high: float) -> Landscape:
    """Return the landscape of that name; formula and limits are those of "your own"."""
    if one_of(landscape, "landscape", CHOICES) == OWN:
        return own_landscape(formula, x_low, x_high, y_low, y_high)
    return LANDSCAPES[landscape]


@lru_cache(maxsize=16)
def own_landscape(formula: str, x_low: float, x_high: float, y_low: float, y_high: float) -> Landscape:
    """Return the landscape of a formula. Raises ValueError, in a sentence, for one that cannot be raced on."""
    for name, low, high in (("x", x_low, x_high), ("y", y_low, y_high)):
        for number, which in ((low, "low"), (high, "high")):
            real_number(number, f"{name}_{which}", at_least=-FARTHEST, at_most=FARTHEST)
        if not high - low >= 1e-3:
            raise ValueError(f"{name} must go up from left to right: its limits are {low:g} and {high:g}")
    f = Formula(formula)
    x, y = np.linspace(x_low, x_high, COLUMNS), np.linspace(y_low, y_high, ROWS)
    heights = np.array([[f.value(a, b) for a in x] for b in y])
    if not np.isfinite(heights).any():
        raise ValueError(
            f"{f.text} has no value anywhere between x = {x_low:g}, {x_high:g} and y = {y_low:g}, {y_high:g}"
        )
    if np.nanmax(heights) == np.nanmin(heights):
        raise ValueError(f"{f.text} is flat in this picture, there is no way down: change the formula or the limits")
    row, column = np.unravel_index(np.nanargmin(np.where(np.isfinite(heights), heights, np.nan)), heights.shape)
    place, lowest = _lowest(f, float(x[column]), float(y[row]), (x_low, x_high), (y_low, y_high))
    start = (round(x_low + 0.15 * (x_high - x_low), 2), round(y_low + 0.85 * (y_high - y_low), 2))
    usual = _usual(*start, 0.1, 0.05, 0.5, 0.1, 0.2)
    return Landscape(f, (x_low, x_high), (y_low, y_high), (place,), usual, lowest)


def _lowest(
    f: Formula, x: float, y: float, x_limits: tuple[float, float], y_limits: tuple[float, float]
) -> tuple[tuple[float, float], float]:
    """From a place on the grid, the lowest place near it: look around on ever finer grids."""
    across, up = (x_limits[1] - x_limits[0]) / COLUMNS, (y_limits[1] - y_limits[0]) / ROWS
    for _ in range(30):
        near = [
            (float(np.clip(x + across * i, *x_limits)), float(np.clip(y + up * j, *y_limits)))
            for i in (-1, -0.5, 0, 0.5, 1)
            for j in (-1, -0.5, 0, 0.5, 1)
        ]
        heights = [f.value(*place) for place in near]
        x, y = near[int(np.nanargmin(np.where(np.isfinite(heights), heights, np.inf)))]
        across, up = 0.55 * across, 0.55 * up
    return (x, y), f.value(x, y)


def heights(ground: Landscape) -> FloatArray:
    """The landscape's height on a grid of ROWS by COLUMNS places over the picture; nan where it has none."""
    return _grid(ground.f, ground.x_limits, ground.y_limits)


@lru_cache(maxsize=16)
def _grid(
    f: Callable[[FloatArray], tuple[float, FloatArray]], x_limits: tuple[float, float], y_limits: tuple[float, float]
) -> FloatArray:
    x, y = np.linspace(*x_limits, COLUMNS), np.linspace(*y_limits, ROWS)
    found = np.array([[f.value(a, b) if isinstance(f, Formula) else f(np.array([a, b]))[0] for a in x] for b in y])
    return np.where(np.isfinite(found), found, np.nan)


def levels(ground: Landscape) -> FloatArray:
    """The heights at which lines are drawn: as much of the picture lies between any two."""
    return np.unique(np.nanquantile(heights(ground), np.linspace(0.01, 0.99, 14)))
