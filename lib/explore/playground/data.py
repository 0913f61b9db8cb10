"""The points of the playground: six data sets in the square from -6 to 6, and the learner's own.

Four have two classes, 0 and 1; two have a value between -1 and 1 at each point. The same seed gives the same points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import layerwise
from layerwise.arguments import FloatArray

LIMIT = 6.0  # the square is twice as wide
EXAMPLES = 400
OWN = "own"
OwnPoint = tuple[float, float, float, bool]  # x1, x2, target, and whether it is for testing

_Drawn = tuple[FloatArray, FloatArray]
_CENTRES = [(-4.0, 2.5, 1), (0.0, 2.5, -1), (4.0, 2.5, 1), (-4.0, -2.5, -1), (0.0, -2.5, 1), (4.0, -2.5, -1)]


@dataclass(frozen=True)
class Points:
    """x: (n, 2). target: (n,), a class or a value. test: (n,), set aside. own: (n,), put there by the learner."""

    x: FloatArray
    target: FloatArray
    test: NDArray[np.bool_]
    own: NDArray[np.bool_]


def draw(dataset: str, noise: float = 0.0, share: float = 0.5, seed: int = 0, own: Sequence[OwnPoint] = ()) -> Points:
    """Return a data set's points and one's own.

    dataset: a name in DATASETS. noise: 0 to 0.5. share: of its points, for training; the rest is for testing.

    >>> points = draw("xor", share=0.25)
    >>> points.x.shape, int((~points.test).sum())
    ((400, 2), 100)
    """
    rng = np.random.default_rng(seed)
    x, target = DATASETS[dataset](noise, rng)
    test = np.ones(len(x), dtype=bool)
    test[rng.permutation(len(x))[: round(share * len(x))]] = False
    added = np.array(own, dtype=float).reshape(-1, 4)
    return Points(
        np.clip(np.concatenate([x, added[:, :2]]), -LIMIT, LIMIT),
        np.concatenate([target, added[:, 2]]),
        np.concatenate([test, added[:, 3] > 0]),
        np.arange(len(x) + len(added)) >= len(x),
    )


def is_regression(dataset: str) -> bool:
    """Whether the points have values, not classes."""
    return dataset in ("plane", "hills")


def _circles(noise: float, rng: np.random.Generator) -> _Drawn:
    x, y = layerwise.circles(EXAMPLES // 2, 0.04 + 0.4 * noise, seed=int(rng.integers(1 << 30)))
    return 5 * x, y.astype(float)


def _xor(noise: float, rng: np.random.Generator) -> _Drawn:
    x, y = layerwise.xor(EXAMPLES // 2, 0.4 * noise, gap=0.06, seed=int(rng.integers(1 << 30)))
    return 5 * x, y.astype(float)


def _gauss(noise: float, rng: np.random.Generator) -> _Drawn:
    y = np.repeat([0.0, 1.0], EXAMPLES // 2)
    centres = np.where(y[:, None] == 1, 2.0, -2.0)
    return centres + rng.normal(0.0, 0.7 + 2.6 * noise, (EXAMPLES, 2)), y


def _spiral(noise: float, rng: np.random.Generator) -> _Drawn:
    """Two arms of one and three quarters of a turn."""
    along = np.tile(np.linspace(0.02, 1.0, EXAMPLES // 2), 2)
    y = np.repeat([0.0, 1.0], EXAMPLES // 2)
    angle = 3.5 * np.pi * along + np.pi * y
    arms = 5.2 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return arms + rng.normal(0.0, 1.2 * noise, arms.shape), y


def _plane(noise: float, rng: np.random.Generator) -> _Drawn:
    x = rng.uniform(-5.5, 5.5, (EXAMPLES, 2))
    return x, _blurred(x.sum(axis=1) / 11, noise, rng)


def _hills(noise: float, rng: np.random.Generator) -> _Drawn:
    """Three hills and three hollows, each a cone of radius 2."""
    x = rng.uniform(-5.5, 5.5, (EXAMPLES, 2))
    heights = [sign * np.clip(1 - np.hypot(x[:, 0] - c1, x[:, 1] - c2) / 2, 0, None) for c1, c2, sign in _CENTRES]
    return x, _blurred(np.sum(heights, axis=0), noise, rng)


def _blurred(value: FloatArray, noise: float, rng: np.random.Generator) -> FloatArray:
    return np.clip(value + noise * rng.normal(0.0, 0.6, value.shape), -1, 1)


def _none(noise: float, rng: np.random.Generator) -> _Drawn:
    return np.zeros((0, 2)), np.zeros(0)


DATASETS: dict[str, Callable[[float, np.random.Generator], _Drawn]] = {
    "circles": _circles,
    "xor": _xor,
    "gauss": _gauss,
    "spiral": _spiral,
    "plane": _plane,
    "hills": _hills,
    OWN: _none,
}
