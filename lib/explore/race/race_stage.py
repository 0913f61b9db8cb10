"""The page's half of the race explorer: what it is told once, and what with each new landscape.

With each movement comes only where the optimizers went, a few kilobytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from ..style import DARK, OPTIMIZER_LINES, OPTIMIZER_MARKERS
from ..widgets.stage import Stage, front
from .grounds import CHOICES, LANDSCAPES, OWN, Landscape, heights, levels
from .model import LOW, RUNNERS, STEPS
from .still import CEILING, FLOOR

_HERE = Path(__file__).parent
_DASHES: dict[Any, list[float]] = {"-": [], "--": [6, 3], "-.": [8, 3, 2, 3], ":": [2, 2.5]}

# Where a handle stops, and the arrow keys; what is typed need not be one of these.
RATE_STOPS = tuple(sorted([0.95, 10.0] + [float(f"{m}e{k}") for k in range(-4, 1) for m in (1, 1.5, 2, 3, 5, 7)]))
MOMENTUM_STOPS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
DECAY_STOPS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
HYPER_PARAMETERS = {
    "momentum": ("momentum", "of Momentum and Nesterov", MOMENTUM_STOPS),
    "alpha": ("alpha", "of RMSprop", DECAY_STOPS),
    "beta1": ("beta1", "of Adam", MOMENTUM_STOPS),
    "beta2": ("beta2", "of Adam", DECAY_STOPS),
    "eps": ("eps", "of Adagrad, RMSprop and Adam", (1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1e-1, 1.0)),
    "weight_decay": ("weight decay", "of all", (0.0, 0.01, 0.03, 0.1, 0.3)),
}


def _dashes(linestyle: Any) -> list[float]:
    return _DASHES[linestyle] if isinstance(linestyle, str) else [1.4 * length for length in linestyle[1]]


def told_once() -> dict[str, Any]:
    """What the page has to know for as long as it lives."""
    return {
        "runners": [
            {
                "name": name,
                "rate": runner.settings[0],
                "whose": f"{name.lower()}_whose",
                "colour": OPTIMIZER_LINES[name]["color"],
                "dark": DARK[OPTIMIZER_LINES[name]["color"]],
                "dashes": _dashes(OPTIMIZER_LINES[name]["linestyle"]),
                "mark": OPTIMIZER_MARKERS[name],
            }
            for name, runner in RUNNERS.items()
        ],
        "rates": list(RATE_STOPS),
        "hyper": [
            {"name": name, "label": label, "whose": whose, "stops": list(stops)}
            for name, (label, whose, stops) in HYPER_PARAMETERS.items()
        ],
        "landscapes": list(CHOICES),
        "own": OWN,
        "steps": STEPS,
        "low": LOW,
        "floor": FLOOR,
        "ceiling": CEILING,
    }


def told_of(ground: Landscape) -> dict[str, Any]:
    """What the page has to know of a landscape."""
    found, (across, up) = heights(ground), (np.ptp(ground.x_limits), np.ptp(ground.y_limits))
    name = next((name for name, other in LANDSCAPES.items() if other is ground), OWN)
    return {
        "name": name,
        "x": list(map(float, ground.x_limits)),
        "y": list(map(float, ground.y_limits)),
        "step": float(10.0 ** np.floor(np.log10(min(across, up) / 400) + 1e-9)),  # of an arrow key
        "usual": [float(ground.usual["x"]), float(ground.usual["y"])],
        "minima": [list(map(float, place)) for place in ground.minima],
        "levels": levels(ground).tolist(),
        "shape": list(found.shape),
        "heights": found.astype(np.float32).tobytes(),
    }


class RaceStage(Stage):
    """The canvas of the race, with its controls beside it."""

    _esm = front(*(_HERE / name for name in ("marks.js", "plane.js", "curves.js", "fields.js", "rows.js", "race.js")))
    _css = Stage._css + (_HERE / "race.css").read_text(encoding="utf-8")

    once = traitlets.Dict().tag(sync=True)
    ground = traitlets.Dict().tag(sync=True)
