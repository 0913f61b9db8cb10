"""What the page draws of the model: what all views need, and what the shown one needs besides."""

from __future__ import annotations

from typing import Any

from ..widgets.stage import Scene
from .goals import MAPS, POOLING, VIEWS, WINDOW
from .images import SIDE
from .model import DRAWN, IMAGES, LEARNED, PADDINGS, PAPER, POOLS, PRESETS, SHIFTS, STRIDES, ConvolutionModel, preset
from .numbers import written
from .sentences import kernel_note, size_formula
from .unit import LAYERS, NAMES, account

OWN = "your own"
SETTINGS = (
    "show", "image", "digit", "drawn", "stride", "padding", "row", "column", "unit", "pool", "shift",
)  # fmt: skip


def scene(model: ConvolutionModel) -> Scene:
    """Return the settings, what can be chosen, and the numbers of the view that is shown."""
    views = {WINDOW: _window, MAPS: _maps, POOLING: _pooling}
    return {
        "settings": {name: getattr(model, name) for name in SETTINGS},
        "options": {
            "show": VIEWS,
            "image": IMAGES,
            "stride": STRIDES,
            "padding": PADDINGS,
            "pool": POOLS,
            "shift": SHIFTS,
            "kernel": (OWN, *PRESETS, *LEARNED),
        },
        "side": SIDE,
        "kernel": {
            "numbers": model.kernel,
            "texts": [written(number) for number in model.kernel],
            "preset": next((name for name in (*PRESETS, *LEARNED) if preset(name) == model.kernel), OWN),
            "note": kernel_note(model.kernel),
        },
        "pixels": model.pixels,
        "title": f"{model.image} {model.digit}" if model.image == "digit" else model.image,
        "drawable": model.image == DRAWN,
        **views[model.show](model),
    }


def _window(model: ConvolutionModel) -> dict[str, Any]:
    (H, W), (H_out, W_out) = model.pixels.shape, model.output_size
    return {
        "output": model.output,
        "whose": model.convolved.whose,
        "rows": size_formula(H, model.stride, model.padding, H_out),
        "columns": size_formula(W, model.stride, model.padding, W_out),
    }


def _maps(model: ConvolutionModel) -> dict[str, Any]:
    reading, unit = model.reading, model.chosen
    drawn: dict[str, Any] = {
        "layers": {name: getattr(reading, name) for name in LAYERS[:-1]},
        "names": NAMES,
        "probabilities": reading.probabilities,
        "readers": model.readers,
        "unit": unit,
    }
    if unit is not None:
        drawn["fields"] = unit.fields(reading)
        drawn["account"] = vars(account(unit, model.pixels, reading))
    return drawn


def _pooling(model: ConvolutionModel) -> dict[str, Any]:
    before, after = model.pooled(0), model.pooled(model.shift)
    mean_before, mean_after = model.averaged(0), model.averaged(model.shift)
    return {
        "shifted": model.shifted(model.shift),
        "largest": [before.value, after.value],
        "mean": [mean_before.value, mean_after.value],
        "changes": model.changes,
        "whose": {"largest": before.whose, "mean": mean_before.whose},
        "paper": PAPER if model.shifted(0).shape != model.pixels.shape else 0,
    }
