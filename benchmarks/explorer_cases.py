"""What `explorer_latency.py` measures: each explorer, what is moved in it, and the notebook in which that is done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

BASELINE = """
import os
from dataclasses import replace
from io import BytesIO

import ipywidgets
from IPython.display import Image, display
from matplotlib.backends.backend_agg import FigureCanvasAgg

import explore


def inline(explorer, field, values):
    \"\"\"The usual pattern: on every event a figure from nothing, saved with a tight bounding box.\"\"\"

    def show(place):
        explorer.model = replace(explorer.model, **{field: values[place]})
        explorer.figure = explorer.build()
        explorer.draw()
        figure, out = explorer.figure.figure, BytesIO()
        FigureCanvasAgg(figure)  # matplotlib's own, which keeps no texts
        for artist in figure.findobj(lambda artist: artist.get_animated()):
            artist.set_animated(False)
        figure.savefig(out, format="png", bbox_inches="tight")
        display(Image(out.getvalue()))

    slider = ipywidgets.IntSlider(len(values) // 2, 0, len(values) - 1)
    return ipywidgets.VBox([slider, ipywidgets.interactive_output(show, {"place": slider})])


print(os.getpid())
"""

MEMORY = """
import psutil
from benchmarks.explorer_cases import CASES
import explore

case = CASES[{name!r}]
explorer, values = eval(case.make), eval(case.values)
size = lambda: psutil.Process().memory_info().rss / 2**20
for event in range({events}):
    explorer.set(**{{case.field: values[event % len(values)]}})
    if event == {events} // 4:
        before = size()
print(before, size())
"""


@dataclass(frozen=True)
class Case:
    """An explorer and what is moved. make, values: Python. label: of its slider, "" where it is moved on a canvas.

    at_once: the page has all numbers already, so that the first frame is the picture. keys: pressed in turn.
    """

    make: str
    label: str
    field: str
    values: str
    at_once: bool = False
    keys: tuple[str, str] = ("ArrowRight", "ArrowLeft")

    @property
    def on_canvas(self) -> bool:
        """Whether the page draws it."""
        return not self.label


TWENTIETHS = "[round(0.05 * k, 2) for k in range(21)]"
TENTHS = "[round(0.1 * k, 1) for k in range(-30, 30)]"
CASES = {
    "race": Case(
        "explore.RaceExplorer()", "", "x", "[round(-1.9 + 0.0019 * k, 4) for k in range(2000)]",
        keys=("ArrowRight", "ArrowUp"),  # so that no start comes twice
    ),
    "convolution": Case("explore.ConvolutionExplorer()", "", "row", "[0, 1, 2, 3, 4, 5]", at_once=True),
    "activation": Case("explore.ActivationExplorer()", "input x", "x", TENTHS),
    "boundary": Case("explore.BoundaryExplorer()", "hidden units", "hidden_features", "list(range(1, 21))"),
    "capacity": Case("explore.CapacityExplorer()", "hidden units", "units", "[1, 2, 3, 5, 8, 12, 20, 30, 60]"),
    "graph": Case(
        "explore.GraphExplorer('sigmoid(w1 * x1 + w2 * x2 + b)', 'w1 = 1, x1 = 3, w2 = 0.5, x2 = -1, b = -3')",
        "step", "step", "list(range(13))",
    ),
    "signal": Case("explore.SignalExplorer()", "layers", "depth", "list(range(1, 21))"),
    "normalization": Case("explore.NormalizationExplorer()", "centre of x", "centre", TENTHS),
    "norm-signal": Case("explore.NormSignalExplorer()", "gain", "gain", "[10 ** (k / 20) for k in range(-20, 21)]"),
    "transfer": Case("explore.TransferExplorer()", "frozen blocks", "depth", "[0, 1, 2, 3, 4]"),
    "sequential": Case("explore.SequentialExplorer()", "hidden layers", "depth", "[0, 1, 2, 3]"),
    "architecture": Case("explore.ArchitectureExplorer()", "blocks in a stage", "blocks", "[1, 2, 3, 4, 5, 6]"),
    "detection": Case("explore.DetectionExplorer()", "IoU threshold", "iou_threshold", TWENTIETHS),
    "gates": Case("explore.GatesExplorer()", "word", "word", "list(range(1, 17))"),
    "attention": Case("explore.AttentionExplorer()", "place that looks", "place", "list(range(1, 11))"),
    "caption": Case("explore.CaptionExplorer()", "word", "word", "[1, 2, 3, 4, 5, 6]"),
    "dream": Case("explore.DreamExplorer()", "digit", "digit", "list(range(10))"),
    "ring": Case("explore.RingExplorer()", "draws", "seed", "[0, 1, 2, 3, 4]"),
    "pole": Case("explore.PoleExplorer()", "start", "start", "list(range(1, 21))"),
    "rank": Case("explore.RankExplorer()", "patterns", "k", "list(range(1, 60))"),
    "perceptron": Case("explore.PerceptronExplorer()", "angle of line 1", "angle1", "list(range(0, 180, 5))"),
    "code": Case("explore.CodeExplorer()", "bits for A", "a", "[1.0, 2.0, 3.0, 4.0]"),
    "search": Case("explore.SearchExplorer()", "dig at x", "x", "[round(0.05 * k, 2) for k in range(21)]"),
}  # fmt: skip


def notebook(case: Case) -> str:
    """One notebook: the explorer, and the baseline below it."""
    cells = [
        BASELINE,
        f"explorer = {case.make}\nvalues = {case.values}\nfor value in values[:40]:\n"
        f"    explorer.set(**{{{case.field!r}: value}})  # what has to be trained is trained before\n"
        f"explorer.set(**{{{case.field!r}: values[len(values) // 2]}})\nexplorer",
        f"inline({case.make}, {case.field!r}, values)",
    ]
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": kernel},
            "cells": [{**code, "id": f"cell{place}", "source": source} for place, source in enumerate(cells)],
        }
    )
