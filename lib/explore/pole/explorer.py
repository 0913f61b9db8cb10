"""The pole explorer: the arrow keys on a slider push the cart, and an agent plays beside you.

Left, the track with your cart and pole, and the agent's behind it; right, how far both poles have leaned, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..own import OwnPartError
from ..style import INK, NEGATIVE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import slider
from ..widgets.explorer import Explorer
from .model import LONGEST, STARTS, PoleModel

FAR = 60  # pushes to one side that the slider has room for
LEGEND = (
    "Left: the track, 2.4 metres to each side; your cart is blue, the agent's a grey outline behind it. Right: the "
    "lean of your pole, blue, and of the agent's, grey and dashed, from the start on; the orange lines are twelve "
    "degrees. Put the focus on the slider “push”: the right arrow key pushes right, the left one left. “start” begins "
    "anew."
)


class PoleExplorer(Explorer[PoleModel]):
    """Hold the pole with the arrow keys, beside an agent that has learned to.

    start: which of twenty starts. hold: steps that a push lasts, 1 to 10. step: what computes a step; your own
    cartpole_step where it has passed, if none is given. on_goal: called once, with the goal's text, when it is
    reached.
    """

    def __init__(
        self,
        start: int = PoleModel.start,
        hold: int = PoleModel.hold,
        step: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = PoleModel(start, hold, (), step)
        controls = {
            "push": slider("push", 0, -FAR, FAR),
            "hold": slider("steps a push lasts", hold, 1, LONGEST),
            "start": slider("start", start, 1, STARTS),
        }
        self._at = 0  # of the push slider
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.6, 4.2], height=2.9)
        left, right = figure.axes
        with styled():
            left.set(xlim=(-3, 3), ylim=(-0.35, 1.45), yticks=[], xlabel="x (m)")
            left.axhline(0, color=INK, linewidth=0.8)
            for side in (-2.4, 2.4):
                left.axvline(side, color=NEGATIVE, linewidth=1.2)
            self._carts = [
                left.plot([], [], color=colour, linewidth=width, solid_capstyle="butt")[0]
                for colour, width in ((ZERO, 3), (POSITIVE, 9))
            ]
            self._poles = [
                left.plot([], [], color=colour, linewidth=width, linestyle=dash)[0]
                for colour, width, dash in ((ZERO, 1.5, "--"), (POSITIVE, 3.5, "-"))
            ]
            right.set(ylim=(-14, 14), yticks=[-12, 0, 12], ylabel="lean (degrees)", xlabel="step")
            for limit in (-12, 12):
                right.axhline(limit, color=NEGATIVE, linewidth=1.0)
            right.axhline(0, color=ZERO, linewidth=0.6)
            (self._agents,) = right.plot([], [], color=ZERO, linestyle="--", linewidth=1.2)
            (self._yours,) = right.plot([], [], color=POSITIVE, linewidth=1.5)
            self._titles = [heading(axes) for axes in figure.axes]
        self._room = 0
        figure.moving(*self._carts, *self._poles, self._agents, self._yours, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model = self.model
        room = 60 if model.steps <= 60 else 200 if model.steps <= 200 else 500
        if room != self._room:
            self.figure.axes[1].set_xlim(0, room)
            self.figure.redraw_all()
            self._room = room
        both = (model.agents[0], model.states)
        for states, cart, pole in zip(both, self._carts, self._poles, strict=True):
            x, _, theta, _ = states[-1]
            cart.set_data([x - 0.25, x + 0.25], [0, 0])
            pole.set_data([x, x + np.sin(theta)], [0.03, 0.03 + np.cos(theta)])
        for states, line in zip(both, (self._agents, self._yours), strict=True):
            line.set_data(np.arange(len(states)), np.degrees(states[:, 2]))
        self._titles[0].set_text(f"step {model.steps}" + (": over" if model.fallen else ""))
        self._titles[1].set_text("blue: you; grey: the agent")

    def set(self, **settings: Any) -> None:
        """Change settings by name, as the controls would; push=3 goes to 3 on the slider, push by push."""
        for name in settings:
            if name not in self.controls:
                raise ValueError(f"unknown setting {name!r}; the settings are {', '.join(self.controls)}")
        for name, value in settings.items():
            self.controls[name].value = value

    def _control_moved(self, name: str, value: Any) -> None:
        """As ever; but the push slider tells of pushes by how far it moves, and another start begins anew."""
        if self._setting_controls:
            return
        if name == "push":
            moved, self._at = value - self._at, value
            self._go_to({"pushes": self._pushed(int(moved > 0), abs(moved))})
        elif name == "start":
            self._setting_controls = True
            try:
                self.controls["push"].value = self._at = 0
            finally:
                self._setting_controls = False
            self._go_to({"start": value, "pushes": ()})
        else:
            self._go_to({name: value})

    def _pushed(self, action: int, times: int) -> tuple[tuple[int, int], ...]:
        """What has been pushed after so many pushes more; where the learner's step fails at one, that is told later."""
        try:
            return self.model.push(action, times).pushes
        except OwnPartError:
            return (*self.model.pushes, *[(action, self.model.hold)] * times)
