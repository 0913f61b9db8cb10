"""The race explorer: optimizers walk down a landscape, and everything about them can be turned while they do.

The page draws their ways across the landscape and the value at each step; beside each optimizer stand its learning
rate, whose code it runs, and where it is. The start is dragged on the picture, the steps are played and scrubbed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from .. import own
from ..widgets.canvas import PersistentFigure
from ..widgets.canvas_explorer import CanvasExplorer
from ..widgets.stage import Scene
from .grounds import OWN_FIELDS, Landscape, ground_of
from .model import FIRST, LIMITS, RUNNERS, RaceModel
from .race_stage import RaceStage, told_of, told_once
from .runners import Run
from .still import Still

NUMBERS = (*LIMITS, "x", "y", "x_low", "x_high", "y_low", "y_high")
SETTINGS = tuple(field.name for field in fields(RaceModel))

LEGEND = (
    "Lines join points of equal height; the ground is bluer where it is lower. + marks the lowest points, a dot each "
    "place after a step, the optimizer's own mark the last. Below, the value after each step; the dotted line is 1e-6. "
    "Weight decay is added to the gradient. A new landscape comes with its usual start and rates."
)


class RaceExplorer(CanvasExplorer[RaceModel]):
    """Let optimizers race down a landscape from a start of your choice, with every hyper-parameter in your hands.

    landscape: rosenbrock, bowl, saddle, wells, or "your own", by a formula. show: "all", or names of optimizers.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    stage = RaceStage
    _told: Landscape  # the one that the page has

    def __init__(
        self,
        landscape: str = "rosenbrock",
        show: str | Iterable[str] = FIRST,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        shown = show if isinstance(show, str) else tuple(show)
        model = RaceModel(show=shown)
        model = replace(model, **settled(model, {"landscape": landscape}))
        self._asked_for = ""  # the kind of the page's latest question, so that it knows which field was refused
        super().__init__(model, {}, LEGEND, on_goal)

    def set(self, **settings: Any) -> None:
        """Change settings by name: explorer.set(momentum=0.95). A new landscape brings its usual start and rates."""
        for name in settings:
            if name not in SETTINGS:
                raise ValueError(f"unknown setting {name!r}; the settings are {', '.join(SETTINGS)}")
        if isinstance(settings.get("show"), list):
            settings["show"] = tuple(settings["show"])
        self.model = replace(self.model, **settled(self.model, settings))
        self._show()

    def asked(self, message: dict[str, Any]) -> None:
        """Do what the page asks for. Its questions are named after the setting, so that none takes another's place."""
        self._asked_for = str(message.get("kind"))
        settings = message.get("settings")
        if self._asked_for == "usual":
            self.set(**self._usual())
        elif isinstance(settings, dict):
            self.set(**{name: read(name, value) for name, value in settings.items()})
        else:
            raise ValueError(f"the page asks for {self._asked_for!r}, which the race cannot do")

    def scene(self) -> Scene:
        """Return what the page has to draw, whole."""
        model = self.model
        return {
            "asked": self._asked_for,
            "settings": {name: getattr(model, name) for name in SETTINGS if name != "show"},
            "shown": list(model.shown),
            "sources": {name: list(own.sources(runner.part)) for name, runner in RUNNERS.items()},
            "runs": [told(name, model.run(name)) for name in model.shown],
        }

    def build(self) -> PersistentFigure:
        """Return the still's figure."""
        self._still = Still()
        return self._still.figure

    def draw(self) -> None:
        """Let the still follow the model."""
        self._still.show(self.model)

    def _frame(self) -> RaceStage:
        self._told = self.model.ground
        return RaceStage(self.scene, self.asked, once=told_once(), ground=told_of(self._told))

    def _renew(self) -> None:
        if self.model.ground is not self._told:
            self._told = self.model.ground
            self.picture.ground = told_of(self._told)
        super()._renew()

    def _usual(self) -> dict[str, Any]:
        """The settings that the landscape begins with: its start, its rates, and the usual hyper-parameters."""
        usual = {name: RaceModel.__dataclass_fields__[name].default for name in LIMITS}
        return {**usual, **self.model.ground.usual}


def told(name: str, found: Run) -> dict[str, Any]:
    """One optimizer's way, as the page gets it. What is farther than 1e30 goes beyond float32."""
    path, values = np.clip(found.path, -1e30, 1e30), np.clip(found.values, -1e30, 1e30)
    return {"name": name, "path": path, "values": values, "low": found.low_at, "error": found.error}


def settled(model: RaceModel, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with what another landscape brings along: its usual start and rates, unless they say otherwise.

    A landscape that only changed its formula or its limits keeps both, and the start as long as it is in the picture.
    """
    ground = ground_of(*(settings.get(name, getattr(model, name)) for name in ("landscape", *OWN_FIELDS)))
    if settings.get("landscape", model.landscape) != model.landscape:
        return {**ground.usual, **settings}
    inside = all(
        low <= getattr(model, name) <= high for name, (low, high) in (("x", ground.x_limits), ("y", ground.y_limits))
    )
    return settings if inside else {"x": ground.usual["x"], "y": ground.usual["y"], **settings}


def read(name: str, value: Any) -> Any:
    """A setting as the page sends it: a text where it was typed. Raises ValueError, in a sentence."""
    if name not in NUMBERS or not isinstance(value, str):
        return value
    text = value.strip().replace("−", "-").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        called = "the learning rate" if name.endswith("_lr") else name.replace("_", " ")
        raise ValueError(f"{called} needs a number such as 0.05, and {value[:30]!r} is none.") from None
