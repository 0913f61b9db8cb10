"""The convolution explorer: a kernel at work on an image, place by place; a trained network's maps; and pooling.

Three views of one image, each with its own figure: `show` says which.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from layerwise.arguments import one_of

from ..widgets.canvas import PersistentFigure
from ..widgets.controls import choice, slider, stops
from ..widgets.editors import ImageLoader, KernelEditor, PixelGrid
from ..widgets.explorer import Explorer
from .images import SIDE
from .model import (
    DIGIT,
    DRAWN,
    IMAGES,
    LARGEST,
    LEARNED,
    LOADED,
    MAPS,
    PADDINGS,
    POOLING,
    POOLS,
    PRESETS,
    SHIFTS,
    STRIDES,
    VIEWS,
    WINDOW,
    ConvolutionModel,
    preset,
)
from .views import MapView, PoolingView, WindowView

LEGENDS = {
    WINDOW: (
        "Left: the image, black is 0 and white is 1, its padding outside the dashed line; the frame is the window. "
        "Middle: the pixel under each number of the kernel, times that number; blue products are positive, orange ones "
        "negative. Right: the output, blue where positive, orange where negative, white at 0; the framed one is the "
        "sum of the nine. Rows and columns count from 0. The kernel's numbers may be fractions such as 1/9; a learned "
        "kernel comes without its bias."
    ),
    MAPS: (
        "From left to right: the image; the eight maps of the first layer, after ReLU; after max pooling, the sixteen "
        "maps of the second, after ReLU (dark is 0, bright is the layer's largest number); and the probability that "
        "the network gives each digit. It was trained with other digits of 8 × 8 pixels."
    ),
    POOLING: (
        "From left to right: the image moved to the right; the largest pixel of each window, of the image where it was "
        "and where it is now; the difference of these two (blue: brighter, orange: darker, white: the same); and the "
        "size of such differences for each shift, as a part of the size of what was there. At the left of a photograph "
        "its first column comes in again."
    ),
}


class ConvolutionExplorer(Explorer[ConvolutionModel]):
    """Edit a kernel, move its window over an image, look into a trained network, and shift what is pooled.

    image: digit, drawn, temple or flower. kernel: the name of a ready-made one, such as "blur" or "learned 1".
    show: "the window", "feature maps" or "pooling under shifts".
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        image: str = DIGIT,
        kernel: str = "blur",
        show: str = WINDOW,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        presets = {name: preset(name) for name in (*PRESETS, *LEARNED)}
        model = ConvolutionModel(show=show, image=image, kernel=presets[one_of(kernel, "kernel", presets)])
        self._complaint = ""
        controls = {
            "show": choice("show", list(VIEWS), show),
            "image": choice("image", list(IMAGES), image),
            "digit": slider("digit", model.digit, 0, 9),
            "loaded": ImageLoader(),
            "drawn": PixelGrid(SIDE, model.drawn),
            "kernel": KernelEditor(presets, model.kernel, LARGEST),
            "stride": stops("stride", model.stride, list(STRIDES)),
            "padding": stops("padding", model.padding, list(PADDINGS)),
            "row": slider("window at output row", model.row, 0, model.output_size[0] - 1),
            "column": slider("window at output column", model.column, 0, model.output_size[1] - 1),
            "pool": stops("pooling window", model.pool, list(POOLS)),
            "shift": stops("shift (pixels)", model.shift, list(SHIFTS)),
        }
        super().__init__(model, controls, LEGENDS[show], on_goal)
        for name in ("kernel", "loaded"):
            controls[name].observe(lambda change: self._complain(change["new"]), names="complaint")
        rows = (
            [controls[name] for name in ("show", "image", "digit", "loaded")],
            [controls["drawn"], controls["kernel"], ipywidgets.VBox(
                [controls[name] for name in ("stride", "padding", "row", "column", "pool", "shift")]
            )],
        )  # fmt: skip
        boxes = [ipywidgets.Box(row, layout={"flex_flow": "row wrap", "align_items": "flex-start"}) for row in rows]
        self.widget.children = (*boxes, self.picture, self.words)

    def _control_moved(self, name: str, value: Any) -> None:
        """What cannot be is said, and changes nothing. An image that has been loaded is shown at once."""
        if self._setting_controls:
            return
        try:
            if name == "loaded":
                self.set(loaded=value, image=LOADED)
            else:
                super()._control_moved(name, value)
        except ValueError as error:
            self._put_back(name)
            self._complain(str(error))

    def _put_back(self, name: str) -> None:
        self._setting_controls, before = True, self._setting_controls
        self.controls[name].value = getattr(self.model, name)
        self._setting_controls = before

    def _complain(self, complaint: str) -> None:
        self._complaint = complaint
        self._say()

    def _say(self) -> None:
        self._legend = LEGENDS[self.model.show]
        super()._say()

    def _fit_the_controls(self) -> None:
        """Show the controls that matter now; the window's sliders end where the output does."""
        model = self.model
        shown = {
            "digit": model.image == DIGIT,
            "drawn": model.image == DRAWN,
            **dict.fromkeys(("kernel", "stride", "padding", "row", "column"), model.show == WINDOW),
            **dict.fromkeys(("pool", "shift"), model.show == POOLING),
        }
        for name, seen in shown.items():
            self.controls[name].layout.display = None if seen else "none"
        self._setting_controls, before = True, self._setting_controls
        for name, places, place in zip(("row", "column"), model.output_size, model.place, strict=True):
            # In one message: a slider that learns its limits before its value would answer with a value of its own.
            with self.controls[name].hold_sync(), self.controls[name].hold_trait_notifications():
                self.controls[name].max, self.controls[name].value = max(places - 1, 1), place
        self._setting_controls = before

    def build(self) -> PersistentFigure:
        """Return new figures with every artist in them; `draw` chooses the one that is shown."""
        self._views: dict[str, WindowView | MapView | PoolingView] = {
            WINDOW: WindowView(),
            MAPS: MapView(),
            POOLING: PoolingView(),
        }
        return self._views[self.model.show].figure

    def draw(self) -> None:
        """Choose the figure and let it show the model."""
        self._complaint = ""
        view = self._views[self.model.show]
        view.draw(self.model)
        self.figure = view.figure
        self._fit_the_controls()
