"""The first picture of the course: press play, and one of two networks bends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ..style import CLASS_COLOURS, CLASS_MARKERS, NEGATIVE, POSITIVE
from ..widgets.canvas import PersistentFigure
from ..widgets.canvas_explorer import CanvasExplorer
from ..widgets.controls import choice
from ..widgets.stage import Scene, Stage, front
from .model import EVERY, POINTS, REACH, BendModel, Course

_HERE = Path(__file__).parent
_LEGEND = "Each point wants the ground of its own colour. Space plays, the arrow keys go step by step."
_GROUND = LinearSegmentedColormap.from_list("ground", [NEGATIVE, "#ffffff", POSITIVE])


class BendStage(Stage):
    """The page's half: two planes that it paints, a button and a slider for the steps."""

    _esm = front(_HERE / "bend.js")
    _css = Stage._css + (_HERE / "bend.css").read_text(encoding="utf-8")


class BendExplorer(CanvasExplorer[BendModel]):
    """One network twice, without a bend and with the learner's relu, from the first step of training to the last.

    points: "rings" or "corners". on_goal: called with the goal's text once it is the learner's relu.
    """

    stage = BendStage

    def __init__(self, points: str = "rings", on_goal: Callable[[str], None] | None = None) -> None:
        controls = {"points": choice("points", list(POINTS), points)}
        super().__init__(BendModel(points), controls, _LEGEND, on_goal)

    def scene(self) -> Scene:
        """Both networks, frame by frame, and the points."""
        X, y = self.model.data
        sides = (self.model.straight, "without a bend"), (self.model.bent, f"with {self.model.runs.whose}")
        return {
            "name": self.model.points,
            "points": X,
            "classes": y.astype(float),
            "reach": REACH,
            "every": EVERY,
            "sides": [{"title": title, "frames": course.frames, "right": course.right} for course, title in sides],
        }

    def build(self) -> PersistentFigure:
        """Two square panels."""
        return PersistentFigure([3.2, 3.2], height=3.0)

    def draw(self) -> None:
        """The last frame of both."""
        for axes, side in zip(self.figure.axes, self.scene()["sides"], strict=True):
            axes.clear()
            course = Course(side["frames"], side["right"])
            limits = (-REACH, REACH, -REACH, REACH)
            sure = np.clip(np.abs(course.frames[-1]) / 4, 0.2, 1) * np.sign(course.frames[-1])
            axes.imshow(sure, origin="lower", extent=limits, cmap=_GROUND, vmin=-1, vmax=1, alpha=0.6)
            for label, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS, strict=True)):
                X = self.model.data[0][self.model.data[1] == label]
                axes.plot(*X.T, marker, color=colour, markersize=3, linestyle="")
            axes.set_title(f"{side['title']}: {course.right[-1]:.0%} right", fontsize=10)
            axes.set(xticks=[], yticks=[], xlim=limits[:2], ylim=limits[2:])
        self.figure.redraw_all()
