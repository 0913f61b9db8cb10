"""Letters rendered from the fonts that matplotlib ships: a data set of any size, offline, the same for everybody.

The outline of each letter in each font is filled once, in fine black and white; every example is then that picture
seen through a window that is turned, moved and scaled, with grey pixels and some noise. Nothing depends on how
a system renders fonts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ..arguments import FloatArray, IntArray, random_generator, real_number, whole_number
from .needs import needs

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSansMono", "DejaVuSansMono-Bold"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "cmr10", "cmb10", "cmss10", "cmtt10"),
)
_FINE = 112  # pixels on each side of the fine picture
_SIZE = 28
_FILLED = 20  # pixels that the letter itself takes up, as in MNIST


def glyphs(
    examples_per_class: int = 100,
    letters: str = LETTERS,
    max_shift: float = 2.0,
    max_angle: float = 15.0,
    max_scale: float = 0.15,
    noise: float = 0.05,
    seed: int = 0,
) -> tuple[FloatArray, IntArray]:
    """Return images of letters, float32 of shape (N, 1, 28, 28) between 0 and 1 (white on black), and their classes.

    Each example is one of the letters in one of FONTS, all as likely as each other, 20 pixels high or wide, then turned
    by up to max_angle degrees, scaled by a factor of up to 1 ± max_scale, moved by up to max_shift pixels in both
    directions, and with normal noise of this standard deviation. y[i] is the place of the letter in `letters`. Sorted
    by class; the same seed gives the same images. Needs matplotlib.

    >>> X, y = glyphs(examples_per_class=2, letters="ABC")
    >>> X.shape, X.dtype, y
    ((6, 1, 28, 28), dtype('float32'), array([0, 0, 1, 1, 2, 2]))
    """
    n = whole_number(examples_per_class, "examples_per_class", at_least=1)
    max_shift = real_number(max_shift, "max_shift", at_least=0)
    max_angle = np.deg2rad(real_number(max_angle, "max_angle", at_least=0, at_most=180))
    max_scale = real_number(max_scale, "max_scale", at_least=0, below=1)
    noise = real_number(noise, "noise", at_least=0)
    if not letters or not letters.isascii() or not letters.isalnum() or len(set(letters)) < len(letters):
        raise ValueError(f"letters must be different letters or digits from A-Z, a-z, 0-9, got {letters!r}")

    rng = random_generator(whole_number(seed, "seed", at_least=0))
    N = n * len(letters)
    y = np.repeat(np.arange(len(letters)), n)
    font = rng.integers(len(FONTS), size=N)
    angle = rng.uniform(-max_angle, max_angle, N)
    scale = rng.uniform(1 - max_scale, 1 + max_scale, N)
    shift = rng.uniform(-max_shift, max_shift, (N, 2))

    X = np.empty((N, _SIZE, _SIZE), np.float32)
    for k, letter in enumerate(letters):
        fine = np.stack([_fine_picture(letter, name) for name in FONTS])  # (fonts, 112, 112)
        for start in range(k * n, (k + 1) * n, 256):  # a few at a time: each image takes some 300 KB on its way
            rows = slice(start, min(start + 256, (k + 1) * n))
            X[rows] = _seen(fine, font[rows], angle[rows], scale[rows], shift[rows])
    X += noise * rng.standard_normal(X.shape, dtype=np.float32)
    return np.clip(X, 0, 1)[:, None], y


def _seen(fine: FloatArray, font: IntArray, angle: FloatArray, scale: FloatArray, shift: FloatArray) -> FloatArray:
    """Each pixel is the mean of 3 × 3 points; each point looks where in the fine picture it came from."""
    points = (np.arange(3 * _SIZE) + 0.5) / 3 - _SIZE / 2  # pixels from the centre, three points a pixel
    row = points[None, :, None] - shift[:, 0, None, None]  # (n, 84, 1)
    column = points[None, None, :] - shift[:, 1, None, None]  # (n, 1, 84)
    cos, sin = (f(angle)[:, None, None] / scale[:, None, None] for f in (np.cos, np.sin))
    per_pixel = _FINE / _SIZE
    from_row = np.floor((cos * row + sin * column) * per_pixel + _FINE / 2).astype(np.int64)
    from_column = np.floor((cos * column - sin * row) * per_pixel + _FINE / 2).astype(np.int64)
    inside = (from_row >= 0) & (from_row < _FINE) & (from_column >= 0) & (from_column < _FINE)
    values = fine[font[:, None, None], from_row.clip(0, _FINE - 1), from_column.clip(0, _FINE - 1)] * inside
    return values.reshape(len(font), _SIZE, 3, _SIZE, 3).mean(axis=(2, 4))


@cache
def _fine_picture(letter: str, font: str) -> FloatArray:
    """The filled outline of a letter, centred, its longer side _FILLED of the _SIZE pixels: (112, 112) of 0 and 1.

    A point is inside where a line from it to the left crosses the outline an odd number of times; so the inner
    outline of an O makes a hole.
    """
    needs("matplotlib", "matplotlib", "datasets.glyphs")
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    file = Path(get_data_path(), "fonts", "ttf", f"{font}.ttf")
    outlines = TextPath((0, 0), letter, size=100, prop=FontProperties(fname=str(file))).to_polygons()
    corners = np.concatenate(outlines)
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = _FINE * _FILLED / _SIZE / (high - low).max()
    edges = np.concatenate([np.stack([p, np.roll(p, -1, axis=0)], axis=1) for p in map(np.asarray, outlines)])
    edges = (edges - (low + high) / 2) * scale + _FINE / 2  # (edges, 2 ends, x and y)

    centres = np.arange(_FINE) + 0.5
    (x0, y0), (x1, y1) = edges[:, 0].T, edges[:, 1].T
    line = centres[:, None]  # (lines, edges): lines from bottom to top
    crossing = (y0 <= line) != (y1 <= line)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.where(crossing, x0 + (line - y0) / (y1 - y0) * (x1 - x0), np.inf)
    crossings = (x[:, None, :] < centres[None, :, None]).sum(axis=2)  # to the left of each point
    return (crossings % 2)[::-1].astype(np.float32)  # row 0 is the top
