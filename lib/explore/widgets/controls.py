"""The controls of the explorers: a slider that can also be typed into, a list, and a line of text.

They are the browser's own elements, so every one has a name, is one tab stop, and does by keyboard what it does by
mouse; ipywidgets' sliders have no name, and some show a number that can be typed over and is not heard. The page sends
which stop was chosen, the newest one only while the kernel is still busy with the last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .stage import front

_HERE = Path(__file__).parent
_TICKS = 20  # of a logarithmic slider, from a number to ten times it


class Control(anywidget.AnyWidget):
    """One control with its label. value: what is chosen, to observe. description: the label."""

    _esm = front(_HERE / "controls.js")
    _css = (_HERE / "controls.css").read_text(encoding="utf-8")
    kind: Any = traitlets.Unicode("").tag(sync=True)
    description: Any = traitlets.Unicode("").tag(sync=True)
    disabled: Any = traitlets.Bool(False).tag(sync=True)
    value: Any = traitlets.Any()
    text: Any = traitlets.Unicode("").tag(sync=True)  # the value as the page shows it

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._answer)
        self.observe(self._tell, names="value")
        self._tell()

    def _tell(self, _: Any = None) -> None:
        """Let the page show the value."""
        self.text = str(self.value)

    def _chosen(self, content: dict[str, Any]) -> Any:
        """Return the value that the page asks for."""
        return str(content["text"])

    def _answer(self, _: Any, content: dict[str, Any], __: Any) -> None:
        try:
            if content.get("kind") == "set":
                self.value = self._chosen(content)
        finally:  # whatever came of it, the page need not wait any longer
            self.send({"answers": content.get("serial"), "complaint": "", "scene": {}})


class Chooser(Control):
    """A control with a place for each value that can be chosen. options: values, or pairs of a text and a value."""

    options: Any = traitlets.Any(())
    texts: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    numbers: Any = traitlets.List().tag(sync=True)  # what a typed number is held against; None for what is none
    place: Any = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._values: list[Any] = []
        super().__init__(**traits)
        self._lay_out()
        self.observe(self._lay_out, names="options")

    def _lay_out(self, _: Any = None) -> None:
        """Take the options as they are now; a value that has gone gives way to the first."""
        pairs = [option if isinstance(option, tuple) else (str(option), option) for option in self.options]
        self._values = [value for _, value in pairs]
        with self.hold_sync():
            self.texts = [text for text, _ in pairs]
            self.numbers = [float(value) if _is_number(value) else None for value in self._values]
            if self.value not in self._values:
                self.value = self._values[0]
            self._tell()

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal: Any) -> Any:
        if self._values and proposal["value"] not in self._values:
            raise traitlets.TraitError(f"{self.description}: {proposal['value']!r} is none of {self._values}")
        return proposal["value"]

    def _tell(self, _: Any = None) -> None:
        if self._values:
            with self.hold_sync():
                self.place = self._values.index(self.value)
                self.text = self.texts[self.place]

    def _chosen(self, content: dict[str, Any]) -> Any:
        return self._values[min(max(int(content["place"]), 0), len(self._values) - 1)]


class Slider(Chooser):
    """A slider from min to max in steps. digits: behind the point, as shown; None for whole numbers."""

    min: Any = traitlets.Float()
    max: Any = traitlets.Float()
    step: Any = traitlets.Float(1.0)
    digits: Any = traitlets.Int(None, allow_none=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.observe(self._lay_out, names=["min", "max", "step"])

    def _lay_out(self, _: Any = None) -> None:
        count = max(round((self.max - self.min) / self.step), 1)
        self._values = [self._number(min(self.min + place * self.step, self.max)) for place in range(count + 1)]
        with self.hold_sync():
            self.texts = [self._written(value) for value in self._values]
            self.numbers = [float(value) for value in self._values]
            self.value = min(max(self.value, self.min), self.max)
            self._tell()

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal: Any) -> Any:
        """A program may set what lies between two stops."""
        return self._number(min(max(proposal["value"], self.min), self.max))

    def _tell(self, _: Any = None) -> None:
        if self._values:
            with self.hold_sync():
                self.place = min(range(len(self._values)), key=lambda place: abs(self._values[place] - self.value))
                self.text = self._written(self.value)

    def _number(self, value: float) -> float:
        return round(value) if self.digits is None else round(float(value), 10)

    def _written(self, value: float) -> str:
        return str(value) if self.digits is None else f"{value + 0.0:.{self.digits}f}"


class LogSlider(Slider):
    """A slider on which twenty steps lead from a number to ten times it. min, max: the powers of ten at its ends."""

    def _lay_out(self, _: Any = None) -> None:
        count = max(round((self.max - self.min) * _TICKS), 1)
        self._values = [10 ** (self.min + place / _TICKS) for place in range(count + 1)]
        with self.hold_sync():
            self.texts = [self._written(value) for value in self._values]
            self.numbers = list(self._values)
            self._tell()

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal: Any) -> Any:
        return min(max(float(proposal["value"]), 10**self.min), 10**self.max)

    def _written(self, value: float) -> str:
        return f"{value:.3g}"


def slider(label: str, value: float, low: float, high: float, step: float = 1, digits: int = 1) -> Any:
    """Return a slider from low to high; whole numbers stay whole. digits: behind the point, as shown."""
    whole = all(float(number).is_integer() for number in (low, high, step))
    return Slider(
        kind="slider", description=label, tooltip=label, min=low, max=high, step=step,
        digits=None if whole else digits, value=value,
    )  # fmt: skip


def log_slider(label: str, value: float, low: float, high: float) -> Any:
    """Return a slider on which twenty steps lead from a number to ten times it, low * 10**(k / 20)."""
    return LogSlider(
        kind="slider", description=label, tooltip=label, min=math.log10(low), max=math.log10(high), digits=3,
        value=value,
    )  # fmt: skip


def stops(label: str, value: Any, options: Sequence[Any]) -> Any:
    """Return a slider that stops at the given values only; each may be a pair of a text and a value."""
    return Chooser(kind="slider", description=label, tooltip=label, options=list(options), value=value)


def choice(label: str, options: Sequence[Any], value: Any) -> Any:
    """Return a drop-down list."""
    return Chooser(kind="list", description=label, tooltip=label, options=list(options), value=value)


def line(label: str, value: str) -> Any:
    """Return a line of text, read when it is done: on Enter, or when the cursor leaves it."""
    return Control(kind="line", description=label, tooltip=label, value=value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
