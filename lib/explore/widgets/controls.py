"""The controls of the explorers: their labels are never clipped, and they answer while they are moved.

All of them work with the keyboard: Tab reaches a control, the arrow keys move it.
"""

from __future__ import annotations

import math
from typing import Any

import ipywidgets

_STYLE = {"description_width": "initial"}
_LAYOUT = {"width": "24em", "max_width": "100%", "margin": "2px 1.5em 2px 0"}


def slider(label: str, value: float, low: float, high: float, step: float = 1, digits: int = 1) -> Any:
    """Return a slider from low to high; whole numbers make an IntSlider. digits: behind the point, as shown."""
    whole = all(float(number).is_integer() for number in (low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    options: dict[str, Any] = {} if whole else {"readout_format": f".{digits}f"}
    return kind(
        value=value, min=low, max=high, step=step, description=label, tooltip=label, style=_STYLE, layout=_LAYOUT,
        **options,
    )  # fmt: skip


def log_slider(label: str, value: float, low: float, high: float) -> Any:
    """Return a slider on which twenty steps lead from a number to ten times it.

    value: on one of these steps, low * 10**(k / 20); the page moves any other to the nearest and says so.
    """
    return ipywidgets.FloatLogSlider(
        value=value, base=10, min=math.log10(low), max=math.log10(high), step=0.05, readout_format=".3g",
        description=label, tooltip=label, style=_STYLE, layout=_LAYOUT,
    )  # fmt: skip


def stops(label: str, value: Any, options: list[Any]) -> Any:
    """Return a slider that stops at the given values only."""
    return ipywidgets.SelectionSlider(
        value=value, options=options, description=label, tooltip=label, style=_STYLE, layout=_LAYOUT,
        continuous_update=True,
    )  # fmt: skip


def choice(label: str, options: list[str], value: str) -> Any:
    """Return a drop-down list."""
    layout = {**_LAYOUT, "width": "auto"}
    return ipywidgets.Dropdown(
        value=value, options=options, description=label, tooltip=label, style=_STYLE, layout=layout
    )


def line(label: str, value: str) -> Any:
    """Return a line of text, read when it is done: on Enter, or when the cursor leaves it."""
    return ipywidgets.Text(
        value=value, description=label, tooltip=label, continuous_update=False, style=_STYLE, layout=_LAYOUT
    )
