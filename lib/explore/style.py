"""How the course's figures look: colours, dashes, sizes, bands over seeds and direct labels.

The same colour means the same thing everywhere: orange is negative, blue is positive, grey is zero, which people with
colour-vision deficiencies can tell apart. A colour never stands alone: a dash, a marker or a label says the same. All
of them can be read as text, 4.5:1, on white, and on black through DARK. Quantities are drawn in viridis.
"""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from .figures import show_figures_well

NEGATIVE = "#C25200"  # orange
POSITIVE = "#0072B2"  # blue
ZERO = "#757575"  # grey
INK = "#222222"  # text and curves that are neither

PANEL = (3.5, 2.5)  # inches: one panel of a figure
BAND_ALPHA = 0.15  # four bands that overlap can still be told apart

# For lines that have no fixed meaning, so neither orange nor blue: colour and dash change together.
CYCLE = [INK, "#00795A", "#B0427E", "#5E4FA2", "#8C510A", "#6E6A00"]
DASHES: list[Any] = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2))]

# One fixed colour and dash for each activation, in every chapter.
ACTIVATION_LINES: dict[str, dict[str, Any]] = {
    "identity": {"color": ZERO, "linestyle": ":"},
    "sigmoid": {"color": "#B0427E", "linestyle": "-"},
    "tanh": {"color": "#00795A", "linestyle": "--"},
    "relu": {"color": INK, "linestyle": "-"},
    "leaky_relu": {"color": "#5E4FA2", "linestyle": "-."},
    "elu": {"color": "#8C510A", "linestyle": (0, (5, 1, 1, 1, 1, 1))},
}

# One fixed colour, dash and marker for each optimizer, in every chapter. No two look alike to a dichromat: some of them
# differ more in lightness than in hue, because hue is what he lacks.
OPTIMIZER_LINES: dict[str, dict[str, Any]] = {
    "SGD": {"color": INK, "linestyle": "-"},
    "Momentum": {"color": "#2E6B55", "linestyle": "--"},
    "Nesterov": {"color": "#30109E", "linestyle": "-."},
    "Adagrad": {"color": "#573600", "linestyle": ":"},
    "RMSprop": {"color": "#757800", "linestyle": (0, (5, 1, 1, 1, 1, 1))},
    "Adam": {"color": "#AA5A96", "linestyle": "-"},
}
OPTIMIZER_MARKERS = {"SGD": "o", "Momentum": "^", "Nesterov": "v", "Adagrad": "D", "RMSprop": "P", "Adam": "s"}

# Classes of a data set: class 0, class 1, ... in a scatter plot.
CLASS_COLOURS = [NEGATIVE, POSITIVE, "#00795A", "#B0427E", "#2A86BD", INK]
CLASS_MARKERS = ["o", "s", "^", "D", "v", "P"]

# What each of these colours is on a dark page. Orange stays orange and blue blue: only the lightness turns round.
DARK = {
    NEGATIVE: "#FF8A4C",
    POSITIVE: "#5CB3F0",
    ZERO: "#9E9E9E",
    INK: "#F0F0F0",
    "#00795A": "#3FBF95",
    "#B0427E": "#F08ABF",
    "#5E4FA2": "#A99BEA",
    "#8C510A": "#CF9350",
    "#6E6A00": "#C8C050",
    "#2E6B55": "#4C8C86",
    "#30109E": "#9D66F2",
    "#573600": "#A87A44",
    "#757800": "#C4C220",
    "#AA5A96": "#FF9CE8",
    "#2A86BD": "#8CCBF2",
}
PAPER, DARK_PAPER = "#FFFFFF", "#111111"

ORANGE_BLUE = LinearSegmentedColormap.from_list("orange_blue", [NEGATIVE, "#F7F7F7", POSITIVE])

COURSE_STYLE: Any = {  # matplotlib's rcParams
    "figure.figsize": PANEL,
    "figure.dpi": 110,  # the size on the page; figures.DPI says how sharp it is
    "figure.constrained_layout.use": True,
    "savefig.dpi": 110,
    "font.size": 9.5,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=CYCLE, linestyle=DASHES),
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "image.cmap": "viridis",
    "svg.hashsalt": "layerwise",  # the same figure gives the same file
}


def use_course_style() -> None:
    """Make every figure drawn from here on look like the course's, in a notebook sharply and with its takeaway."""
    mpl.rcParams.update(COURSE_STYLE)
    show_figures_well()


def sign_colour(value: float) -> str:
    """Return orange for a negative number, blue for a positive one, grey for zero.

    >>> sign_colour(-2.0) == NEGATIVE, sign_colour(0.0) == ZERO
    (True, True)
    """
    return ZERO if value == 0 else NEGATIVE if value < 0 else POSITIVE


def sign_marker(value: float) -> str:
    """Return the marker that says what sign_colour says: triangle down, triangle up, circle for zero.

    >>> sign_marker(-2.0), sign_marker(0.0), sign_marker(3.0)
    ('v', 'o', '^')
    """
    return "o" if value == 0 else "v" if value < 0 else "^"


def panels(columns: int, rows: int = 1, **options: Any) -> tuple[Figure, Any]:
    """Return a figure of `columns` by `rows` panels of the course's size, and its axes.

    options: passed to matplotlib's `plt.subplots` (sharex, sharey, ...).
    """
    from matplotlib import pyplot as plt

    return plt.subplots(rows, columns, figsize=(PANEL[0] * columns, PANEL[1] * rows), **options)


def band(
    axes: Axes,
    x: ArrayLike,
    runs: ArrayLike,
    label: str | None = None,
    quantiles: tuple[float, float] = (0.0, 1.0),
    **style: Any,
) -> Line2D:
    """Draw the median of several runs as a line, in a band from the lowest run to the highest; return the line.

    x: n places. runs: shape (runs, n), a row for each run. label: for a legend; label_end writes one beside the line.
    quantiles: where the band ends. style: the line's, passed to matplotlib's `plot`; the band has the line's colour.
    """
    x, runs = np.asarray(x), np.asarray(runs, dtype=float)
    if runs.shape[1:] != (x.size,):
        raise ValueError(f"runs must have shape (runs, {x.size}), a number for each x, got shape {runs.shape}")
    (line,) = axes.plot(x, np.median(runs, axis=0), label=label, **style)
    low, high = np.quantile(runs, quantiles, axis=0)
    axes.fill_between(x, low, high, color=line.get_color(), alpha=BAND_ALPHA)
    return line


def label_end(line: Line2D, text: str, offset: tuple[float, float] = (4, 0), **options: Any) -> None:
    """Write `text` beside the last point of `line`, in the line's colour: a direct label instead of a legend.

    offset: from the point, in points (1/72 in). options: passed to matplotlib's `annotate`.
    """
    axes = line.axes
    if not isinstance(axes, Axes):
        raise ValueError("line must be drawn in axes before it can be labelled")
    x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
    seen = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if len(seen) == 0:
        raise ValueError(f"line must have at least one finite point to be labelled {text!r}")
    style = {"color": line.get_color(), "va": "center", "ha": "left", "annotation_clip": False, **options}
    axes.annotate(text, (x[seen[-1]], y[seen[-1]]), xytext=offset, textcoords="offset points", **style)
