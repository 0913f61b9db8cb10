"""What the network looks like: what each unit does all over the plane, and how each layer learns.

The plane is looked at in a grid, finer for the output than for the units; coarser where a learner's part is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray

from .data import LIMIT
from .features import FEATURES, columns
from .network import Passed
from .run import Run

FINEST, COARSEST = 40, 10
LONG, SHORT = 0.03, 0.004  # seconds for one look at the grid
PASSES_NOTHING = 1e-4  # of a gradient of 1


def grid(size: int) -> FloatArray:
    """Return the middles of size × size squares, (size², 2): row by row from the lowest x2, each from the lowest x1."""
    middle = LIMIT * ((2 * np.arange(size) + 1) / size - 1)
    return np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)


def feature_maps(size: int = FINEST // 2) -> list[FloatArray]:
    """Return what each feature is all over the plane, (size, size) each."""
    return list(columns(list(FEATURES), grid(size)).T.reshape(len(FEATURES), size, size))


@dataclass
class Looker:
    """Looks at a network all over the plane. size: of the grid for the output."""

    size: int = FINEST

    def look(self, run: Run) -> list[FloatArray]:
        """Return each layer's maps, (units, G, G), and at the end the output's, (H, H)."""
        began = perf_counter()
        passed = run.network.forward(columns(run.settings.features, grid(self.size)))
        taken, size = perf_counter() - began, self.size
        if taken > LONG and size > COARSEST:
            self.size //= 2
        elif taken < SHORT and size < FINEST:
            self.size *= 2
        every = slice(None, None, 2 if size > COARSEST else 1)
        maps = [one.activation.T.reshape(-1, size, size)[:, every, every] for one in passed]
        return [*maps, run.prediction(passed[-1].activation[:, 0]).reshape(size, size)]


def blank(run: Run) -> list[FloatArray]:
    """Return maps on which nothing is to be seen, for a network that cannot be looked at."""
    half = FINEST // 2
    maps = [np.zeros((layer.sizes[1], half, half)) for layer in run.network.layers]
    return [*maps, np.full((FINEST, FINEST), 0.0 if run.settings.regression else 0.5)]


def layers(run: Run, maps: list[FloatArray], passed: list[Passed] | None) -> list[dict[str, Any]]:
    """Return what there is to say of each layer. passed: what became of all points, where that is known."""
    described = []
    for i, layer in enumerate(run.network.layers):
        hidden = i + 1 < len(run.network.layers)
        weight, bias = np.asarray(layer.linear.weight.data), np.asarray(layer.linear.bias.data)
        described.append({
            "kind": "hidden" if hidden else "output",
            "names": [f"h{i + 1}.{unit + 1}" for unit in range(len(bias))] if hidden else ["output"],
            "weight": weight, "bias": bias, "maps": maps[i],
            "range": [-(most := float(np.abs(maps[i]).max(initial=1e-9))), most],
            "dead": _dead(run, i, passed) if hidden else None,
            **_learning(run, i, weight, bias),
        })  # fmt: skip
    return described


def _learning(run: Run, i: int, weight: FloatArray, bias: FloatArray) -> dict[str, Any]:
    if run.latest is None:
        blank_weight, blank_bias = np.zeros_like(weight), np.zeros_like(bias)
        return {
            "weight_gradient": blank_weight, "bias_gradient": blank_bias, "weight_update": blank_weight,
            "gradient": None, "ratio": None,
        }  # fmt: skip
    at, latest = run.place_of(i), run.latest
    moved, size = np.linalg.norm(latest.after[at] - latest.before[at]), np.linalg.norm(latest.before[at])
    return {
        "weight_update": latest.after[at] - latest.before[at],
        "weight_gradient": latest.gradient[at], "bias_gradient": latest.gradient[at + 1],
        "gradient": float(np.sqrt(np.mean(latest.gradient[at] ** 2))),
        "ratio": float(moved / size) if size else None,
    }  # fmt: skip


def _dead(run: Run, i: int, passed: list[Passed] | None) -> float | None:
    """Return the share of units that pass no gradient for any training point."""
    if passed is None:
        return None
    z = passed[i].z[~run.points.test]
    if not len(z):
        return None
    slope = run.network.layers[i].slope(np.ones_like(z), z)
    return float((np.abs(slope) < PASSES_NOTHING).all(axis=0).mean())
