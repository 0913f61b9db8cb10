"""The report's figures: the distribution of scores, and how each exercise went. SVG, so that a page can hold them."""

import io
import re
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...core.report import State
from ...notebook.card_parts import amount
from .facts import ExerciseFacts

# Blue to orange, as on a card, with a grey for what was left empty; told apart by lightness alone as well.
COLOURS = {State.RIGHT: "#0b62a4", State.PARTLY: "#9cc4e4", State.WRONG: "#c8590a", State.UNWRITTEN: "#c9c9c9"}
_BINS = 10


def scores_figure(totals: Sequence[float], most: float) -> str:
    """How many have how much of the points."""
    figure = Figure(figsize=(6.4, 2.4), layout="constrained")
    axes = figure.add_subplot()
    axes.hist(totals, bins=_BINS, range=(0, max(most, *totals, 1e-9)), color=COLOURS[State.RIGHT], edgecolor="white")
    axes.set(xlabel=f"points, of {amount(most)}", ylabel="students")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    return _svg(figure, "Distribution of the scores")


def exercises_figure(exercises: Sequence[ExerciseFacts]) -> str:
    """A bar an exercise: right, in part, wrong, not written."""
    figure = Figure(figsize=(6.4, 0.5 + 0.32 * max(len(exercises), 1)), layout="constrained")
    axes = figure.add_subplot()
    left = [0.0] * len(exercises)
    names = [one.name for one in exercises]
    for state, colour in COLOURS.items():
        widths = [float(len(one.states.get(state, ()))) for one in exercises]
        axes.barh(names, widths, left=left, color=colour, label=state.value, edgecolor="white")
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.invert_yaxis()
    axes.set(xlabel="students")
    axes.legend(ncols=len(COLOURS), frameon=False, loc="lower left", bbox_to_anchor=(0, 1))
    return _svg(figure, "How each exercise went")


def _svg(figure: Figure, says: str) -> str:
    """The same bytes for the same figure, and a name for those who listen."""
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "layerwise", "svg.fonttype": "none", "font.size": 9}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": says})
    text = out.getvalue()
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{says}" ', text[text.index("<svg ") :], count=1)
