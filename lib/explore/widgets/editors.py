"""Controls of the convolution explorer: a kernel to type, a sheet of pixels to click, a file to load.

Each has a `value` to observe, as every control has. Tab goes from number to number and from pixel to pixel; Space or
Enter turns a pixel over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets

from ..style import INK, ZERO
from .controls import choice
from .image_file import ImageError, read_image

OWN = "your own"
_COLOURS = {0: INK, 1: "#FFFFFF"}  # as in the picture
_NAMES = {0: "black", 1: "white"}


class NumberError(ValueError):
    """A text that is no number, or one that is too large."""


def number(text: str, largest: float) -> float:
    """Return the number that `text` means: 2, -0.5, 1e-3 or a fraction such as 1/9; a comma counts as a point.

    >>> number(" -1/4 ", largest=10), number("0,5", largest=10)
    (-0.25, 0.5)
    """
    above, slash, below = text.replace(",", ".").replace("−", "-").partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except ZeroDivisionError:
        raise NumberError(f"“{text}” divides by 0") from None
    except ValueError:
        what = f"“{text}” is not a number" if text.strip() else "a number is missing"
        raise NumberError(f"{what}: write one such as 2, -0.5 or 1/9") from None
    if not math.isfinite(value) or abs(value) > largest:
        raise NumberError(f"“{text}” is too large: write a number from {-largest:g} to {largest:g}")
    return value


class KernelEditor(ipywidgets.VBox):
    """Nine numbers to type, and a list of ready-made kernels.

    value: nine numbers, row by row. complaint: what is wrong with what has been typed, or ""; until it is mended, value
    stays what it was.
    """

    value: Any = traitlets.Tuple()
    complaint: Any = traitlets.Unicode("")

    def __init__(self, presets: Mapping[str, tuple[float, ...]], value: tuple[float, ...], largest: float) -> None:
        self._presets, self._largest, self._writing = dict(presets), largest, False
        narrow = {"width": "4.6em", "margin": "1px"}
        self.fields = [
            ipywidgets.Text(
                continuous_update=False, layout=narrow, tooltip=f"kernel, row {place // 3}, column {place % 3}"
            )
            for place in range(9)
        ]
        self.preset = choice("kernel", [OWN, *presets], OWN)
        rows = [ipywidgets.HBox(self.fields[start : start + 3]) for start in (0, 3, 6)]
        super().__init__([self.preset, *rows], layout={"margin": "2px 1.5em 2px 0"})
        self.value = value
        self._write()
        for field in self.fields:
            field.observe(self._typed, names="value")
        self.preset.observe(self._chosen, names="value")
        self.observe(self._write, names="value")

    def _typed(self, _: Any = None) -> None:
        """Read all nine: what was wrong in another field may have been mended."""
        if self._writing:
            return
        numbers = []
        for place, field in enumerate(self.fields):
            try:
                numbers.append(number(field.value, self._largest))
            except NumberError as error:
                self.complaint = f"Kernel, row {place // 3}, column {place % 3}: {error}. The kernel is as it was."
                return
        self.complaint = ""
        if all(written(new) == written(old) for new, old in zip(numbers, self.value, strict=True)):
            numbers = list(self.value)  # 0.111 stands for a ninth that was rounded for the eye
        self.value = tuple(numbers)
        self._write()

    def _chosen(self, change: Any) -> None:
        if not self._writing and change["new"] in self._presets:
            self.complaint = ""
            self.value = self._presets[change["new"]]
            self._write()

    def _write(self, _: Any = None) -> None:
        """Let fields and list say what the value is."""
        self._writing, before = True, self._writing
        try:
            for field, new in zip(self.fields, self.value, strict=True):
                field.value = written(new)
            self.preset.value = next((name for name, kernel in self._presets.items() if kernel == self.value), OWN)
        finally:
            self._writing = before
        self.complaint = ""


def written(value: float) -> str:
    """Return a kernel's number as its field shows it: ninths as fractions.

    >>> written(1 / 9), written(-2.0), written(0.25)
    ('1/9', '-2', '0.25')
    """
    ninths = value * 9
    if ninths and abs(ninths - round(ninths)) < 1e-9 and abs(value - round(value)) > 1e-9 and round(ninths) % 3:
        return f"{round(ninths)}/9"
    return f"{value:.4g}"


class PixelGrid(ipywidgets.VBox):
    """A square sheet of pixels; a click turns one over, and a button clears all.

    value: 0 or 1 for each pixel, row by row.
    """

    value: Any = traitlets.Tuple()

    def __init__(self, side: int, value: tuple[int, ...]) -> None:
        layout = ipywidgets.Layout(width="24px", height="24px", margin="0.5px", padding="0", border=f"1px solid {ZERO}")
        self._styles = [ipywidgets.ButtonStyle(button_color=_COLOURS[pixel]) for pixel in (0, 1)]
        self.pixels = [ipywidgets.Button(layout=layout, style=self._styles[0]) for _ in range(side * side)]
        for place, pixel in enumerate(self.pixels):
            pixel.on_click(lambda _, place=place: self._turn(place))
        self.clear = ipywidgets.Button(description="clear", tooltip="clear the drawing", layout={"width": "7em"})
        self.clear.on_click(lambda _: setattr(self, "value", (0,) * side * side))
        self._side = side
        rows = [ipywidgets.HBox(self.pixels[start : start + side]) for start in range(0, side * side, side)]
        super().__init__([*rows, self.clear], layout={"margin": "2px 1.5em 2px 0"})
        self._shown: tuple[int, ...] = (-1,) * side * side
        self.observe(self._show, names="value")
        self.value = value

    def _turn(self, place: int) -> None:
        self.value = (*self.value[:place], 1 - self.value[place], *self.value[place + 1 :])

    def _show(self, _: Any = None) -> None:
        """Give each pixel that has changed its colour, and the name that is read out."""
        for place, (pixel, new, old) in enumerate(zip(self.pixels, self.value, self._shown, strict=True)):
            if new != old:
                pixel.style = self._styles[new]
                pixel.tooltip = f"row {place // self._side}, column {place % self._side}: {_NAMES[new]}"
        self._shown = self.value


class ImageLoader(ipywidgets.HBox):
    """A button that loads a PNG or JPEG file.

    value: its brightness between 0 and 1, (H, W), or None before there is one. complaint: what is wrong with the file
    that was chosen last, or ""; value stays what it was.
    """

    value: Any = traitlets.Any(None, allow_none=True)
    complaint: Any = traitlets.Unicode("")

    def __init__(self) -> None:
        self.upload = ipywidgets.FileUpload(
            accept=".png,.jpg,.jpeg", multiple=False, description="load an image, up to 5 MB", layout={"width": "auto"},
            tooltip="load a PNG or JPEG image from your computer, up to 5 MB",
        )  # fmt: skip
        self.upload.observe(self._chosen, names="value")
        super().__init__([self.upload])

    def _chosen(self, change: Any) -> None:
        if not change["new"]:
            return
        file = change["new"][0]
        self.upload.value = ()  # so that the same file can be chosen again
        self.complaint = ""
        try:
            self.value = read_image(bytes(file["content"]), str(file["name"]))
        except ImageError as error:
            self.complaint = str(error)
