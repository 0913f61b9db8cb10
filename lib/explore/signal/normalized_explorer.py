"""The signal explorer with batch normalization on and off: the same picture, one more switch."""

from __future__ import annotations

from collections.abc import Callable

from layerwise.functional.activation_table import ACTIVATIONS

from ..widgets.controls import choice, log_slider, slider, stops
from ..widgets.explorer import Explorer
from .explorer import LEGEND, SignalExplorer
from .model import HIGHEST_GAIN, LAST_SEED, LOWEST_GAIN, MOST_LAYERS, WIDTHS
from .normalized_model import NormSignalModel


class NormSignalExplorer(SignalExplorer):
    """Watch signal and gradient through a deep network, with and without batch normalization.

    activation, depth, width, gain, seed: as in SignalExplorer. batch_norm: whether it is on at first.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        activation: str = "relu",
        depth: int = 6,
        width: int = 100,
        gain: float = 1.0,
        seed: int = 0,
        batch_norm: bool = False,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = NormSignalModel(activation, depth, width, gain, seed, batch_norm)
        controls = {
            "batch_norm": stops("batch norm", batch_norm, [("off", False), ("on", True)]),
            "activation": choice("activation", list(ACTIVATIONS), activation),
            "depth": slider("layers", depth, 1, MOST_LAYERS),
            "width": stops("units in a layer", width, list(WIDTHS)),
            "gain": log_slider("gain", gain, LOWEST_GAIN, HIGHEST_GAIN),
            "seed": slider("seed", seed, 0, LAST_SEED),
        }
        Explorer.__init__(self, model, controls, LEGEND, on_goal)  # SignalExplorer's would make its own controls

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        super().draw()
        switch = "on" if vars(self.model)["batch_norm"] else "off"
        self._titles[2].set_text(f"{self.model.named}, batch norm {switch}")
