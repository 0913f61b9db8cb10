"""How long an explorer takes to answer one movement of a slider, against drawing the same picture from nothing.

An explorer on a canvas sends numbers instead of a picture; the page draws them. The other way is what a notebook with
inline figures does on every event: make a figure, fill it, save it with a tight bounding box.
`python benchmarks/explorer_event.py` prints milliseconds and the ratio for each explorer.
Networks are trained beforehand, so that only drawing is compared; what training adds on a first visit comes last.
Explorers that the page draws by itself are not here; explorer_latency.py measures both kinds, from key to picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg

from explore import (
    ActivationExplorer,
    BoundaryExplorer,
    CapacityExplorer,
    GraphExplorer,
    NormalizationExplorer,
    NormSignalExplorer,
    SignalExplorer,
    TransferExplorer,
)
from explore.boundary.model import training_run
from explore.capacity.model import WEIGHT_DECAYS, errors_at_the_end, run


def milliseconds(action: Callable[[Any], None], values: list[Any]) -> float:
    """Return the median time of action(value)."""
    times = []
    for value in values:
        start = perf_counter()
        action(value)
        times.append(1000 * (perf_counter() - start))
    return median(times)


def draw_from_nothing(explorer: Any) -> bytes:
    """Return the picture of the explorer's model, drawn as an inline figure would be."""
    explorer.figure = explorer.build()
    explorer.draw()
    figure = explorer.figure.figure
    for artist in figure.findobj(lambda artist: artist.get_animated()):
        artist.set_animated(False)
    FigureCanvasAgg(figure)  # matplotlib's own, which keeps no texts
    out = BytesIO()
    figure.savefig(out, format="png", bbox_inches="tight")
    return out.getvalue()


def compare(name: str, make: Callable[[], Any], control: str, values: list[Any]) -> float:
    """Print and return how many times faster the persistent figure answers."""
    explorer, inline = make(), make()

    def move(value: Any) -> None:
        explorer.set(**{control: value})

    def inline_move(value: Any) -> None:
        inline.model = replace(explorer.model, **{control: value})
        draw_from_nothing(inline)

    milliseconds(move, values)  # trains what has to be trained
    persistent, fresh = milliseconds(move, values), milliseconds(inline_move, values)
    ratio = fresh / persistent
    print(f"{name:20} persistent {persistent:6.1f} ms   from nothing {fresh:6.1f} ms   ratio {ratio:5.1f}")
    return ratio


def first_visits(name: str, explorer: Any, control: str, values: list[Any]) -> None:
    """Print the median time of an event whose setting has to be trained first."""

    def visit(value: Any) -> None:
        explorer.controls[control].value = value

    first = milliseconds(visit, values)
    print(f"{name:20} first visit of a setting, training included {first:6.1f} ms")


def neuron() -> GraphExplorer:
    """A graph of the usual size: twelve steps."""
    return GraphExplorer("sigmoid(w1 * x1 + w2 * x2 + b)", "w1 = 1, x1 = 3, w2 = 0.5, x2 = -1, b = -3")


def main() -> None:
    """Print one line for each explorer, and one for training."""
    inputs = [round(-3 + 0.2 * i, 1) for i in range(30)]
    units = list(range(1, 21))
    compare("ActivationExplorer", ActivationExplorer, "x", inputs)
    compare("BoundaryExplorer", BoundaryExplorer, "hidden_features", units)
    compare("CapacityExplorer", CapacityExplorer, "weight_decay", list(WEIGHT_DECAYS))
    compare("GraphExplorer", neuron, "step", list(range(12)))
    gains = [round(0.5 + 0.1 * i, 1) for i in range(20)]
    compare("SignalExplorer", lambda: SignalExplorer("keep 20 layers alive", "relu", depth=20), "gain", gains)
    compare("NormSignalExplorer", lambda: NormSignalExplorer(depth=20, batch_norm=True), "gain", gains)
    compare("NormalizationExplorer", NormalizationExplorer, "drag", inputs)
    compare("TransferExplorer", TransferExplorer, "depth", [0, 1, 2, 3, 4] * 4)

    training_run.cache_clear()
    first_visits("BoundaryExplorer", BoundaryExplorer(hidden_features=20), "hidden_features", units)
    run.cache_clear()
    errors_at_the_end.cache_clear()
    first_visits("CapacityExplorer", CapacityExplorer(), "weight_decay", list(WEIGHT_DECAYS[1:]))


if __name__ == "__main__":
    main()
