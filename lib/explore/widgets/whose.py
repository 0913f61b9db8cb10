"""The control that says whose functions an explorer runs: there where there is a choice.

A learner may pass a check while the explorer is on the page, so what can be chosen is looked at again at every event.
"""

from __future__ import annotations

from typing import Any

from ..own_parts import Parts, RunsParts
from .controls import choice


def parts_of(model: Any) -> Parts | None:
    """The parts that a model runs; None for one that runs nothing of the learner's."""
    return model.runs if isinstance(model, RunsParts) else None


def whose_control(model: Any) -> dict[str, Any]:
    """The control, by its name, for a model that runs parts of the learner's; nothing for any other."""
    if not isinstance(model, RunsParts):
        return {}
    options = list(model.runs.sources)
    controls = {"whose": choice("whose", options, options[0])}
    follow(controls, model)
    return controls


def follow(controls: dict[str, Any], model: Any) -> None:
    """Offer what there is, hide the control where there is no choice, and let it say what the model has."""
    if not isinstance(model, RunsParts):
        return
    control, options = controls["whose"], list(model.runs.sources)
    if list(control.options) != options:
        control.options = options
    asked = model.whose if model.whose in options else options[0]
    if control.value != asked:
        control.value = asked
    shown = None if len(options) > 1 else "none"
    if control.layout.display != shown:
        control.layout.display = shown
