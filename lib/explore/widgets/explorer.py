"""What every explorer shares: controls, one picture, one sentence, a goal, and a still for static pages.

A control's change makes a new model, the view draws it into its persistent figure, and the PNG goes into one
picture, laid out for the page it is on. The notebook never redraws a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import ipywidgets

from ..own import LIBRARYS
from .canvas import PersistentFigure
from .live import one_of, show_live
from .picture import ANY_PAGE, Page, Picture
from .whose import follow, parts_of, whose_control
from .words import Words


class Model(Protocol):
    """A frozen dataclass: its fields are what the controls set, and what is set once."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def goal(self) -> str:
        """What the learner should try to reach, in one sentence."""

    @property
    def reached(self) -> bool:
        """Whether this setting reaches the goal."""

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""


M = TypeVar("M", bound=Model)


class Explorer(Generic[M]):
    """A widget over a model; subclasses make the figure in `build` and let it follow the model in `draw`.

    model: the setting to start from. controls: a widget for each field of the model that can be set.
    legend: what the marks in the picture mean, in words, shown under it.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    _complaint = ""  # what was wrong with the latest input, shown above the sentence

    def __init__(
        self,
        model: M,
        controls: dict[str, Any],
        legend: str,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        if on_goal is not None and not callable(on_goal):
            raise TypeError(f"on_goal must be a function of the goal's text, got {on_goal!r}")
        self.model = model
        self.controls = controls = controls | whose_control(model)
        self._not_shown: dict[str, Any] = {}  # settings at which a part of the learner's failed, and nothing was shown
        self.goal_reached = False
        self._on_goal = on_goal
        self._legend = legend
        self._page = ANY_PAGE
        self._setting_controls = False
        self.figure = self.build()
        self.picture = self._frame()
        self.words = Words()
        for name, control in controls.items():
            control.observe(lambda change, name=name: self._control_moved(name, change["new"]), names="value")
        self.widget = ipywidgets.VBox([self.picture, self.words])
        self.widget.add_class("layerwise-explorer")
        if controls:
            side = ipywidgets.VBox(self._side())
            side.add_class("layerwise-side")
            self.widget.children = (side, self.picture, self.words)
            self.widget.add_class("layerwise-beside")
        self._show_first()

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it; what they show is up to `draw`."""
        raise NotImplementedError(f"{type(self).__name__} must say what its figure is made of")

    def draw(self) -> None:
        """Change the figure's moving artists so that they show `self.model`."""
        raise NotImplementedError(f"{type(self).__name__} must say how its figure follows the model")

    def set(self, **settings: Any) -> None:
        """Change settings by name, as the controls would: explorer.set(x=1.0)."""
        for name in settings:
            if name not in self.controls:
                raise ValueError(f"unknown setting {name!r}; the settings are {', '.join(self.controls)}")
        model = replace(self.model, **self._not_shown | settings)
        self._setting_controls = True  # they report every change, and one drawing is enough
        try:
            for name in settings:
                if name != "whose":
                    self.controls[name].value = getattr(model, name)
        finally:
            self._setting_controls = False
        self._go_to(settings)

    def png(self) -> bytes:
        """Return the picture as it is now."""
        return bytes(self.picture.value)

    def _side(self) -> list[Any]:
        """Return what stands beside the picture, or above it where the page is narrow: boxes of controls."""
        return [together(self.controls.values())]

    def _frame(self) -> Any:
        """Return the widget that shows the picture."""
        return Picture(self._place)

    def _place(self, page: Page) -> None:
        """Draw the picture anew for the page that it is shown on."""
        self._page = page
        self._renew()

    def _renew(self) -> None:
        """Let the picture follow the model."""
        self.figure.fit(self._page)
        self.draw()
        self.figure.fit(self._page)  # drawing may have chosen another figure
        self.picture.show(self.figure.png(), self.model.sentence, self._page.density)

    def _control_moved(self, name: str, value: Any) -> None:
        if not self._setting_controls:
            self._go_to({name: value})

    def _go_to(self, settings: dict[str, Any]) -> None:
        """Show other settings. Where a part of the learner's fails at them, the picture stays, and it is said why."""
        before, model = self.model, replace(self.model, **self._not_shown | settings)
        self.model, self._complaint = model, ""
        try:
            self._show()
            self._not_shown = {}
        except Exception as error:
            self.model = before
            self._blame(model, error, "The picture is as it was; “whose” has the library's.")
            self._not_shown |= settings
            self._say()
            self._follow_parts(model)

    def _show_first(self) -> None:
        """Show the model; where a part of the learner's fails at once, with the library's."""
        try:
            self._show()
        except Exception as error:
            self._blame(self.model, error, "The library's is shown; mend yours, and run its check again.")
            self.model = replace(self.model, whose=LIBRARYS)
            self._show()

    def _blame(self, model: M, error: Exception, then: str) -> None:
        """Complain of the part of the learner's that failed; an error that is none of theirs goes on."""
        runs = parts_of(model)
        reason = "" if runs is None else runs.failure(error)
        if not reason:
            raise error
        self._complaint = f"{reason} {then}"

    def _follow_parts(self, model: M) -> None:
        """Let the control say whose parts the model runs, and offer what there is by now."""
        before, self._setting_controls = self._setting_controls, True
        try:
            follow(self.controls, model)
        finally:
            self._setting_controls = before

    def _show(self) -> None:
        """Draw the model, say it in words, and report the goal the first time it is reached."""
        runs = parts_of(self.model)
        if runs is not None and runs.own:
            _ = self.model.sentence, self.model.reached  # what fails, fails before anything is drawn
        self._follow_parts(self.model)
        self._renew()
        first_time = self.model.reached and not self.goal_reached
        self.goal_reached = self.goal_reached or self.model.reached
        self._say()
        if first_time and self._on_goal is not None:
            self._on_goal(self.model.goal)

    def _say(self) -> None:
        """Let the words follow the model, in one message."""
        with self.words.hold_sync():
            self.words.complaint, self.words.legend = self._complaint, self._legend + self._listed_parts()
            self.words.sentence = self.model.sentence
            self.words.goal, self.words.reached = self.model.goal, self.goal_reached

    def _listed_parts(self) -> str:
        """Which parts are whose, where the sentence only counts them."""
        runs = parts_of(self.model)
        return "" if runs is None else runs.listed

    def _ipython_display_(self) -> None:
        """Show the live widget, and where it cannot live the picture, its sentence and the goal."""
        then = f"Goal: {self.model.goal} Run this cell to play."
        show_live(self.widget, self.model.sentence, then, self.png(), self._legend + self._listed_parts())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give the same to a page that chooses among forms by itself."""
        return one_of(self.widget, self.model.sentence, self.png()).data


def together(controls: Iterable[Any]) -> ipywidgets.Box:
    """Return a box in which all sliders begin at one edge, in as many columns as there is room for."""
    box = ipywidgets.Box(list(controls))
    box.add_class("layerwise-controls")
    return box


class RefusingExplorer(Explorer[M]):
    """An explorer in which a text is typed: one that the model refuses changes nothing, and it is said why."""

    def _control_moved(self, name: str, value: Any) -> None:
        try:
            super()._control_moved(name, value)
        except ValueError as error:
            self._complaint = str(error)
            self._say()
