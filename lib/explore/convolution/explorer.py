"""The convolution explorer: a kernel at work on an image, place by place; a trained network's maps; and pooling.

Three views of one image, each with a goal of its own. The page draws them and has the controls; what they show comes
from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from layerwise.arguments import one_of

from ..widgets.canvas import PersistentFigure
from ..widgets.canvas_explorer import CanvasExplorer
from ..widgets.editors import SHEET, SHEET_STYLE
from ..widgets.image_file import read_image
from ..widgets.stage import Scene, Stage, front
from .goals import MAPS, POOLING, WINDOW
from .model import DIGIT, LARGEST, LEARNED, LOADED, PRESETS, ConvolutionModel, preset
from .numbers import typed_kernel
from .scene import SETTINGS, scene
from .unit import Unit
from .views import MapView, PoolingView, WindowView

_HERE = Path(__file__).parent
_PAGE = ("heat", "panes", "window_view", "maps_view", "account", "pooling_view", "side", "convolution")

LEGENDS = {
    WINDOW: (
        "Image: black 0, white 1. Products and output: blue positive, orange negative. Rows and columns count from 0; "
        "a learned kernel comes without its bias."
    ),
    MAPS: (
        "Maps: dark 0, bright the largest number of the layer. The network was trained with other digits of 8 × 8 "
        "pixels, grey and black and white."
    ),
    POOLING: (
        "Lines on the image: the pooling windows. Difference: blue brighter, orange darker. Change: the size of the "
        "difference, as a part of the size of what was there."
    ),
}


class ConvolutionStage(Stage):
    """The page's half."""

    _esm = front(SHEET, *(_HERE / "page" / f"{name}.js" for name in _PAGE))
    _css = "\n".join([Stage._css, *(file.read_text("utf-8") for file in (SHEET_STYLE, _HERE / "page/convolution.css"))])


class ConvolutionExplorer(CanvasExplorer[ConvolutionModel]):
    """Edit a kernel, move its window over an image, look into a trained network, and shift what is pooled.

    image: digit, drawn, temple or flower. kernel: the name of a ready-made one, such as "blur" or "learned 1".
    show: "the window", "feature maps" or "pooling under shifts".
    on_goal: called once for each of the three goals, with its text, when it is reached.
    """

    stage: ClassVar[type[Stage]] = ConvolutionStage

    def __init__(
        self,
        image: str = DIGIT,
        kernel: str = "blur",
        show: str = WINDOW,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        one_of(kernel, "kernel", (*PRESETS, *LEARNED))
        self._views: dict[str, WindowView | MapView | PoolingView] = {}
        self._goals_reached: set[str] = set()
        self._turn = 0
        model = ConvolutionModel(show=show, image=image, kernel=preset(kernel))
        super().__init__(model, {}, LEGENDS[model.show], on_goal)

    def set(self, **settings: Any) -> None:
        """Change settings by name: explorer.set(stride=2). `loaded` is an image, (H, W) between 0 and 1."""
        known = (*SETTINGS, "kernel", "loaded")
        for name in settings:
            if name not in known:
                raise ValueError(f"unknown setting {name!r}; the settings are {', '.join(known)}")
        self.model = replace(self.model, **settings)
        self._show()

    def asked(self, message: dict[str, Any]) -> None:
        """Do what the page asks for: set, kernel (nine texts), preset (a name), load (a file's name and bytes)."""
        kind = message.get("kind")
        self._turn = message.get("turn", self._turn)  # said back, so that the page knows which kernel is meant
        if kind == "kernel":
            self.set(kernel=typed_kernel(message["texts"], self.model.kernel, LARGEST))
        elif kind == "preset":
            self.set(kernel=preset(message["name"]))
        elif kind == "load":
            content = b"".join(bytes(part) for part in message.get("buffers", ()))
            self.set(loaded=read_image(content, str(message.get("name", "the file"))), image=LOADED)
        else:
            as_tuples = {"drawn": tuple, "unit": lambda unit: unit and Unit(*unit)}
            settings = message.get("settings") or {}
            made = {name: as_tuples.get(name, lambda value: value)(value) for name, value in settings.items()}
            super().asked({**message, "settings": made} if settings else message)

    def scene(self) -> Scene:
        """Return what the page has to draw."""
        return {**scene(self.model), "turn": self._turn}

    def build(self) -> PersistentFigure:
        """Return the still of the view that is shown, with every artist in it."""
        kinds: dict[str, type[WindowView | MapView | PoolingView]] = {
            WINDOW: WindowView,
            MAPS: MapView,
            POOLING: PoolingView,
        }
        show = self.model.show
        if show not in self._views:
            self._views[show] = kinds[show]()
        return self._views[show].figure

    def draw(self) -> None:
        """Let the still show the model."""
        self.figure = self.build()
        self._views[self.model.show].draw(self.model)

    def _show(self) -> None:
        """Legend and goal are those of the view."""
        self._legend = LEGENDS[self.model.show]
        self.goal_reached = self.model.show in self._goals_reached
        super()._show()
        if self.goal_reached:
            self._goals_reached.add(self.model.show)
