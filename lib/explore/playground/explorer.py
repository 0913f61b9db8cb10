"""The playground as a widget: the page draws the scene and asks; a session in the kernel trains.

What the page can ask is in docs/playground.md.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from ..widgets.canvas import PersistentFigure
from ..widgets.canvas_explorer import CanvasExplorer
from ..widgets.stage import Scene, Stage, front
from .goal import Goal
from .links import from_link
from .page import files, style
from .points import added, erased
from .presets import preset as preset_of
from .printed import Still
from .quiet import quiet
from .scenery import Scenery
from .session import Session
from .settings import Settings

MOST_TIMES = 1000
A_FRAME = 1 / 30  # seconds from one picture that is sent while it trains to the next
MOST_AHEAD = 20
UNSEEN = 60.0  # seconds without a question after which nobody looks: a page that was closed trains for nothing


class PlaygroundStage(Stage):
    """The playground in the page."""

    _esm = front(*files())
    _css = Stage._css + style()


class PlaygroundModel(Session):
    """A session with what every explorer's model says of itself."""

    @property
    def goal(self) -> str:
        """What the learner should try to reach."""
        return self.target.text

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        return Scenery(self).words()[0]

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return Scenery(self).words()[1]


class PlaygroundExplorer(CanvasExplorer[PlaygroundModel]):
    """Train a network of your own parts, watch each of its units, and touch every number of it.

    preset: settings to begin with, a name in explore.playground.presets.PRESETS. link: settings as the page gives
    them, "#dataset=xor&…", instead. on_goal: called once, with the goal's text, when the goal is reached.
    """

    stage = PlaygroundStage
    _next_frame = False
    _reached: frozenset[Any] = frozenset()  # the data on which the goal has been reached
    _ahead, _sent, _heard = 0, 0.0, 0.0  # how many pictures the page still waits for; the last one, the last question

    def __init__(
        self,
        preset: str = "circles",
        link: str = "",
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        begin = preset_of(preset)
        settings = from_link(link) if link else begin.settings
        aim = Goal(settings, 0.95 if link else begin.enough)
        model = PlaygroundModel(settings, aim, "" if link else preset)
        self._scenery = Scenery(model)
        super().__init__(model, {}, "", on_goal)
        self.words.layout.display = "none"  # the page says it, beside the picture
        model.told, model.trained = self._show, self._send_ahead

    # ---- for the notebook

    def set(self, **settings: Any) -> None:
        """Change settings by name: explorer.set(lr=0.1, layers=[8, 8])."""
        with self.model.lock:
            self.model.change(settings)
        self._show()

    def train(self, epochs: int) -> None:
        """Train here and now, so many epochs."""
        with self.model.lock:
            self.model.train(epochs)
        self._show()

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self.model.settings

    # ---- for the page

    def scene(self) -> Scene:
        """Return what the page has to draw, whole; the goal is noted when it is reached."""
        scene = self._scenery.scene(words=not self._next_frame)
        scene["reached"] = self._note_goal(scene["reached"])
        return scene

    def asked(self, message: dict[str, Any]) -> None:
        """Do what the page asks for. Raises ValueError."""
        kind = message.get("kind")
        self._next_frame, self._heard = kind == "frame", perf_counter()
        if self._next_frame:
            self._ahead = min(int(message.get("ahead", 0)), MOST_AHEAD)
        if kind not in _ANSWERS:
            raise ValueError(f"the page asks for {kind!r}; the playground can {', '.join(_ANSWERS)}")
        try:
            with self.model.lock:
                _ANSWERS[kind](self.model, message)
        except (KeyError, TypeError) as error:
            raise ValueError(f"the page asks for {kind!r} without what is needed: {error}") from None

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        self._still = Still()
        return self._still.figure

    def draw(self) -> None:
        """Change the figure so that it shows the session."""
        with self.model.lock, quiet():
            self._still.draw(self.model.run, self._scenery.maps())

    def _frame(self) -> Stage:
        return self.stage(self.scene, self.asked)

    def _show(self) -> None:
        self._next_frame = False
        self._renew()
        self._say()

    def _send_ahead(self) -> None:
        """Send a picture that was not asked for one by one: each question makes a notebook redraw its toolbar."""
        now = perf_counter()
        if now - self._heard > UNSEEN:
            self.model.pause()
        if self._ahead <= 0 or now - self._sent < A_FRAME:
            return
        self._ahead, self._sent, self._next_frame = self._ahead - 1, now, True
        self.picture.show()

    def _note_goal(self, reached: bool) -> bool:
        """Remember a goal that is reached; the one that it began with is told. Return whether this one ever was."""
        target = self.model.target
        if reached and target.data not in self._reached:
            self._reached |= {target.data}
            if target is self.model.aim:
                self.goal_reached = True
                if self._on_goal is not None:
                    self._on_goal(target.text)
        return target.data in self._reached


def _step(session: Session, message: dict[str, Any]) -> None:
    times = min(int(message.get("times", 1)), MOST_TIMES)
    for _ in range(times):
        if not session.fault or _ == 0:
            session.step(bool(message.get("whole", False)))


def _edit(session: Session, message: dict[str, Any]) -> None:
    layer, row, column = (int(message[name]) for name in ("layer", "row", "column"))
    session.edit(layer, row, column, float(message["value"]))


def _look_weight(session: Session, message: dict[str, Any]) -> None:
    session.look_weight(*(int(message[name]) for name in ("layer", "row", "column")))


def _point(session: Session, message: dict[str, Any]) -> None:
    point = [message["x1"], message["x2"], message["target"], message.get("test", False)]
    session.change({"points": added(session.settings, [point])})


def _erase(session: Session, message: dict[str, Any]) -> None:
    session.change(erased(session.settings, session.run.points, float(message["x1"]), float(message["x2"])))


def _preset(session: Session, message: dict[str, Any]) -> None:
    found = preset_of(message["name"])
    session.load(found.settings, found.name)


_ANSWERS: dict[Any, Callable[[Session, dict[str, Any]], None]] = {
    "frame": lambda session, message: None,
    "play": lambda session, message: session.play(),
    "pause": lambda session, message: session.pause(),
    "step": _step,
    "reset": lambda session, message: session.reset(),
    "undo": lambda session, message: session.undo(),
    "settings": lambda session, message: session.change(message["settings"]),
    "set": lambda session, message: session.change(message["settings"]),
    "edit": _edit,
    "point": _point,
    "add": lambda session, message: session.change({"points": added(session.settings, message["points"])}),
    "points": lambda session, message: session.change({"points": message["points"]}),
    "erase": _erase,
    "preset": _preset,
    "link": lambda session, message: session.load(from_link(message["text"])),
    "look": lambda session, message: session.look(int(message["example"])),
    "look_weight": _look_weight,
}
