"""Roads, drawn: small pictures from a car's window, with the right class of every pixel.

A stand-in, and named as such, for the street scenes that segmentation is made for (CamVid, Cityscapes): a sky, grass, a
road that narrows towards the horizon, lines on it, cars, poles at its edge. What makes the task one of context and of
fine detail is kept: lines and poles are one or two pixels wide, and no colour belongs to one class alone.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, IntArray, real_number, whole_number

ROAD_CLASSES = ("sky", "grass", "road", "line", "car", "pole")
HEIGHT, WIDTH = 32, 48
_SKY, _GRASS, _ROAD, _LINE, _CAR, _POLE = range(6)
_PAINTS = np.array(  # of cars; two of them are a road's grey and a meadow's green
    [[0.75, 0.15, 0.15], [0.15, 0.25, 0.7], [0.9, 0.9, 0.9], [0.45, 0.45, 0.47], [0.25, 0.45, 0.2], [0.1, 0.1, 0.12]]
)


def roads(n: int = 300, noise: float = 0.04, seed: int = 0) -> tuple[FloatArray, IntArray]:
    """Return n pictures, float32 of shape (n, 3, 32, 48) between 0 and 1, and the class of each pixel, (n, 32, 48).

    The classes are the places in ROAD_CLASSES: sky 0, grass 1, road 2, line 3, car 4, pole 5. Each picture has its own
    light, horizon and vanishing point; a dashed line in the middle of the road and two at its edges; one to three cars,
    the farther the smaller; none to three poles beside the road. noise: the standard deviation of what is added to
    each number. The same seed gives the same pictures.

    >>> X, y = roads(2)
    >>> X.shape, X.dtype, y.shape, sorted(set(y.ravel().tolist()))
    ((2, 3, 32, 48), dtype('float32'), (2, 32, 48), [0, 1, 2, 3, 4, 5])
    """
    n = whole_number(n, "n", at_least=1)
    noise = real_number(noise, "noise", at_least=0)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    X, y = np.empty((n, HEIGHT, WIDTH, 3)), np.empty((n, HEIGHT, WIDTH), np.int64)
    for i in range(n):
        X[i], y[i] = _picture(rng)
    X += noise * rng.standard_normal(X.shape)
    return np.ascontiguousarray(np.clip(X, 0, 1).transpose(0, 3, 1, 2), dtype=np.float32), y


def _picture(rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Sky and grass first; then the road, what is painted on it, poles, and cars from far to near."""
    horizon = int(rng.integers(8, 14))
    vanishing, middle = rng.uniform(16, 32), rng.uniform(18, 30)  # columns of the road at horizon and lower edge
    half = rng.uniform(16, 22)  # half of the road's width at the lower edge
    rows, columns = np.arange(HEIGHT)[:, None] + 0.5, np.arange(WIDTH) + 0.5
    near = (rows - horizon) / (HEIGHT - horizon)  # 0 at the horizon, 1 at the lower edge
    centre = vanishing + (middle - vanishing) * near
    apart = np.abs(columns - centre)  # (32, 48): pixels from the middle of the road

    y = np.where(rows < horizon, _SKY, np.where(apart < 1 + half * near, _ROAD, _GRASS))
    dashes = np.sin(6 / (near.clip(0.05) + 0.15) + rng.uniform(0, 6)) > -0.2  # shorter, the farther
    on_road = y == _ROAD
    y[on_road & (apart < 0.35 + 0.6 * near) & dashes] = _LINE
    y[on_road & (np.abs(apart - 0.86 * half * near) < 0.3 + 0.6 * near) & (near > 0.12)] = _LINE

    colours = np.empty((HEIGHT, WIDTH, 3))
    colours[:] = [0.55, 0.65, 0.8]  # the sky; paler towards the horizon
    colours += 0.25 * (rows / horizon).clip(0, 1)[:, :, None] * (y == _SKY)[:, :, None]
    grass, grey = rng.uniform([0.2, 0.35, 0.1], [0.4, 0.55, 0.25]), rng.uniform(0.3, 0.5)
    colours[y == _GRASS], colours[y == _ROAD] = grass, grey
    colours[y == _LINE] = grey + rng.uniform(0.3, 0.45)

    for _ in range(rng.integers(0, 4)):
        _plant_pole(rng, y, colours, centre[:, 0], half, horizon)
    for at in np.sort(rng.uniform(0.15, 0.85, rng.integers(1, 4))):
        _park_car(rng, y, colours, horizon + at * (HEIGHT - horizon), centre[:, 0], half, at)
    return colours * rng.uniform(0.7, 1.15), y


def _plant_pole(
    rng: np.random.Generator, y: IntArray, colours: FloatArray, centre: FloatArray, half: float, horizon: int
) -> None:
    """A pole at one side of the road: one pixel wide, two when it is near, and higher than the horizon."""
    near = rng.uniform(0.15, 0.9)
    foot = int(horizon + near * (HEIGHT - horizon))
    column = int(centre[foot] + rng.choice([-1, 1]) * (2.5 + half * near))
    top, width = max(0, foot - int(6 + 22 * near)), 2 if near > 0.6 else 1
    if not 0 <= column <= WIDTH - width:
        return
    y[top:foot, column : column + width] = _POLE
    colours[top:foot, column : column + width] = rng.uniform(0.2, 0.5)


def _park_car(
    rng: np.random.Generator,
    y: IntArray,
    colours: FloatArray,
    foot: float,
    centre: FloatArray,
    half: float,
    near: float,
) -> None:
    """A car in one of the two lanes, with a dark window and dark wheels, all of them of class car."""
    width, height, bottom = 3 + 9 * near, 2.5 + 6 * near, int(foot)
    middle = centre[min(bottom, HEIGHT - 1)] + rng.choice([-0.45, 0.45]) * half * near + rng.normal(0, 0.5)
    left, right = max(0, round(middle - width / 2)), min(WIDTH, round(middle + width / 2))
    top = max(0, round(bottom - height))
    if right - left < 2:
        return
    y[top:bottom, left:right] = _CAR
    colours[top:bottom, left:right] = _PAINTS[rng.integers(len(_PAINTS))] * rng.uniform(0.9, 1.1)
    window = slice(top + 1, top + 1 + max(1, int(height / 4))), slice(left + 1, right - 1)
    colours[window] = [0.15, 0.2, 0.25]
    colours[bottom - 1, [left, right - 1]] = 0.08
