"""How a small network is drawn: a circle for each unit, a line for each weight.

Lines are blue for positive weights and orange for negative ones, dashed as well, and the wider the larger the weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from .style import INK, ZERO, sign_colour

UNIT = 26  # points across
PALE = 0.15  # opacity of the lines that are not spoken about


def draw_network(
    axes: Axes,
    columns: Sequence[Sequence[str]],
    weights: Sequence[ArrayLike] | None = None,
    unit: tuple[int, int] | None = None,
) -> None:
    """Draw columns of units, each joined to all units of the column before.

    columns: what is written in the circles, inputs first. Unit k of n in column c stands at (c, (n - 1) / 2 - k).
    weights: a matrix for each pair of columns, shape (out, in), a row for each unit; None draws every line grey.
    unit: (column, place), the one whose incoming lines stand out; None lets all stand out.

    Raises ValueError where the weights do not fit the columns.
    """
    sizes = [len(names) for names in columns]
    if weights is not None:
        shapes = [(after, before) for before, after in pairwise(sizes)]
        if (given := [np.shape(W) for W in weights]) != shapes:
            raise ValueError(f"weights must have the shapes {shapes} (out, in) for columns of {sizes}, got {given}")
    for c, (before, after) in enumerate(pairwise(sizes)):
        W = None if weights is None else np.asarray(weights[c], dtype=float)
        for i, k in np.ndindex(after, before):
            colour, style, width = ZERO, "-", 1.0
            if W is not None:
                w = float(W[i, k])
                colour, style = sign_colour(w), "--" if w < 0 else "-"
                width = 0.5 + 2.0 * abs(w) / max(float(np.abs(W).max()), 1e-12)
            alpha = 1.0 if unit in (None, (c + 1, i)) else PALE
            ends = (before - 1) / 2 - k, (after - 1) / 2 - i
            axes.plot([c, c + 1], ends, color=colour, linestyle=style, linewidth=width, alpha=alpha, zorder=1)
    for c, names in enumerate(columns):
        for k, name in enumerate(names):
            place = c, (len(names) - 1) / 2 - k
            axes.plot(*place, "o", markersize=UNIT, color="white", markeredgecolor=INK, zorder=2)
            axes.text(*place, name, ha="center", va="center", fontsize=9, zorder=3)
    half = (max(sizes) - 1) / 2
    axes.set(xlim=(-0.35, len(sizes) - 0.65), ylim=(-half - 0.6, half + 0.6))
    axes.axis("off")
