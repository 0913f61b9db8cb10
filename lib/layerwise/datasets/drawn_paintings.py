"""Two paintings to take a style from, drawn by a rule: brush strokes, and coloured fields between black bars.

Nobody painted them; they stand in for paintings whose pictures would need a download.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, whole_number

_STROKES = np.array([[0.13, 0.22, 0.45], [0.22, 0.42, 0.66], [0.52, 0.70, 0.78], [0.90, 0.78, 0.35], [0.85, 0.55, 0.2]])
_FIELDS = np.array([[0.93, 0.92, 0.88]] * 5 + [[0.80, 0.12, 0.12], [0.10, 0.22, 0.55], [0.95, 0.80, 0.15]])


def paintings(size: int = 128, seed: int = 0) -> tuple[FloatArray, list[str]]:
    """Return two drawn paintings, float32 of shape (2, 3, size, size) between 0 and 1, and their names.

    "strokes": two thousand short brush strokes that follow a swirl, in blues and yellows. "fields": white, red, blue
    and yellow rectangles between black bars, as Piet Mondrian painted them.

    >>> X, names = paintings(32)
    >>> X.shape, names
    ((2, 3, 32, 32), ['strokes', 'fields'])
    """
    size, seed = whole_number(size, "size", at_least=16), whole_number(seed, "seed", at_least=0)
    drawn = [_swirl(size, np.random.default_rng([seed, 0])), _rectangles(size, np.random.default_rng([seed, 1]))]
    return np.stack(drawn).transpose(0, 3, 1, 2).astype(np.float32), ["strokes", "fields"]


def _swirl(size: int, rng: np.random.Generator) -> FloatArray:
    """Return (size, size, 3): strokes along a field of directions, one over the other."""
    picture = np.tile(_STROKES[1], (size, size, 1))
    rows, columns = np.mgrid[:size, :size]
    for _ in range(2000):
        y, x = rng.uniform(0, size, 2)
        angle = 2.5 * np.sin(4 * x / size + 1) + 2.5 * np.cos(4 * y / size)
        length, width = size * rng.uniform(0.04, 0.08), size * rng.uniform(0.008, 0.016)
        reach = int(length) + 2
        part = (
            slice(max(int(y) - reach, 0), min(int(y) + reach + 1, size)),
            slice(max(int(x) - reach, 0), min(int(x) + reach + 1, size)),
        )
        down, across = rows[part] - y, columns[part] - x
        along, beside = across * np.cos(angle) + down * np.sin(angle), down * np.cos(angle) - across * np.sin(angle)
        inside = (np.abs(along) < length) & (np.abs(beside) < width)
        colour = np.clip(_STROKES[rng.choice(5, p=[0.28, 0.3, 0.2, 0.14, 0.08])] + rng.normal(0, 0.04, 3), 0, 1)
        picture[part][inside] = colour
    return picture


def _rectangles(size: int, rng: np.random.Generator) -> FloatArray:
    """Return (size, size, 3): fields of a few colours between black bars that cross the picture."""
    bar = max(size // 32, 1)
    cuts = [np.concatenate([[0], np.sort(_apart(size, rng)), [size]]) for _ in range(2)]
    picture = np.zeros((size, size, 3))
    for top, bottom in zip(cuts[0][:-1], cuts[0][1:], strict=True):
        for left, right in zip(cuts[1][:-1], cuts[1][1:], strict=True):
            picture[top + bar : bottom, left + bar : right] = _FIELDS[rng.integers(len(_FIELDS))]
    return picture


def _apart(size: int, rng: np.random.Generator) -> FloatArray:
    """Return five places for bars, none nearer to another than a twelfth of the size."""
    places = np.arange(size // 12, size - size // 12, size // 12)
    return np.asarray(rng.choice(places, 5, replace=False))
