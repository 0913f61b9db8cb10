"""A session at the playground: what is trained, whether it runs, what can be undone, and what is looked at.

Training goes in slices of at most ten milliseconds on the kernel's event loop; what the page asks and what a cell does
comes between two of them. A part slower than a slice makes it one update long, and the page still gets its answers.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from .goal import Goal
from .parts import A_SLICE
from .quiet import quiet
from .run import Run
from .settings import STARTS_ANEW, Settings

MOST_UNDO = 40
TURNS = 6  # of the event loop between two slices: a message takes several to come through


@dataclass(frozen=True)
class _Moment:
    settings: Settings
    run: Run
    preset: str


@dataclass
class Session:
    """Trains `run`. trained: called after each slice. told: when training ends by itself, so the page hears of it."""

    settings: Settings
    aim: Goal
    preset: str = ""
    told: Callable[[], None] = lambda: None
    trained: Callable[[], None] = lambda: None
    running: bool = False
    fault: str = ""
    example: int = 0
    weight: tuple[int, int, int] = (0, 0, 0)

    run: Run = field(init=False)
    lock: Any = field(default_factory=threading.RLock, init=False, repr=False)
    _before: list[_Moment] = field(default_factory=list, init=False, repr=False)
    _task: Any = field(default=None, init=False, repr=False)
    _pace: tuple[float, float] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        with quiet():
            self.run = Run(self.settings)

    @property
    def target(self) -> Goal:
        """What to reach on the data that is chosen: the goal that it began with, as long as it is the same data."""
        chosen = Goal(self.settings)
        return self.aim if chosen.data == self.aim.data else chosen

    # ---- what the page and the notebook ask for

    def play(self) -> None:
        """Train from here on, in the background. It needs an event loop, which a notebook's kernel has."""
        if self.running:
            return
        self.remember()
        self.running, self.fault, self._pace = True, "", None
        self._task = asyncio.get_running_loop().create_task(self._train())

    def pause(self) -> None:
        """Stop before the next update."""
        self.running = False

    def step(self, whole: bool = False) -> None:
        """Make one update, or with `whole` as many as lead to the end of the epoch."""
        self.running = False
        self.remember()
        self.fault = ""
        with quiet():
            self._guarded(self.run.step)
            while whole and not self.fault and self.run.inside_epoch:
                self._guarded(self.run.step)

    def train(self, epochs: int) -> None:
        """Train here and now, to the end of so many epochs; what was done is undone as one."""
        self.running = False
        self.remember()
        self.fault = ""
        with quiet():
            end = self.run.epochs_done + epochs
            while self.run.epochs_done < end and not self.fault:
                self._guarded(self.run.step)

    def reset(self) -> None:
        """Start anew, with the same settings, and wait."""
        self.running = False
        self._start(self.settings)

    def undo(self) -> None:
        """Go back to before the latest step, edit or setting; the one before it the next time."""
        if not self._before:
            raise ValueError("there is nothing to undo yet")
        self.running = False
        moment = self._before.pop()
        self.settings, self.run, self.preset, self.fault = moment.settings, moment.run, moment.preset, ""

    def change(self, changes: Mapping[str, Any], preset: str = "") -> None:
        """Change settings by name. What makes it another network starts it anew; the rest takes hold as it trains."""
        new = self.settings.changed(changes)
        different = {name for name in changes if getattr(new, name) != getattr(self.settings, name)}
        if not different:
            self.preset = preset or self.preset
        elif different & STARTS_ANEW:
            self._start(new)
        else:
            if different - {"speed", "discretize"}:
                self.remember()
                self.fault = ""
            with quiet():
                self.run.set_training(new)
                if "points" in different:
                    self.run.set_points(new)
            self.settings = new
        if different - {"speed", "discretize"}:
            self.preset = preset

    def load(self, settings: Settings, preset: str = "") -> None:
        """Take other settings altogether, and start anew."""
        self.running = False
        self._start(settings)
        self.preset = preset

    def edit(self, layer: int, row: int, column: int, value: float) -> None:
        """Set one weight, or with column -1 a bias."""
        array = self.look_weight(layer, row, column)
        if not np.isfinite(value) or abs(value) > 1000:
            raise ValueError(f"a weight is a number between -1000 and 1000, got {value}")
        self.remember()
        self.fault = ""
        linear = self.run.network.layers[layer].linear
        array = np.array(array, dtype=float)
        array[(row,) if column < 0 else (row, column)] = value
        parameter = linear.bias if column < 0 else linear.weight
        parameter.data = array

    def look_weight(self, layer: int, row: int, column: int) -> Any:
        """Look at a weight, or with column -1 at a bias; return the array that it stands in."""
        layers = self.run.network.layers
        if not 0 <= layer < len(layers):
            raise ValueError(f"layer must be between 0 and {len(layers) - 1}, got {layer}")
        linear = layers[layer].linear
        array = (linear.bias if column < 0 else linear.weight).data
        if not 0 <= row < array.shape[0] or (column >= 0 and column >= array.shape[1]):
            raise ValueError(f"layer {layer} has no weight ({row}, {column}): it has {array.shape}")
        self.weight = layer, row, column
        return array

    def look(self, example: int) -> None:
        """Look at one of the points on its way through the network."""
        if not 0 <= example < len(self.run.points.x):
            raise ValueError(f"there are {len(self.run.points.x)} points, got number {example}")
        self.example = example

    # ---- training

    @property
    def pace(self) -> float | None:
        """Epochs a second since it was last begun."""
        if not self.running or self._pace is None:
            return None
        began, epoch = self._pace
        seconds = perf_counter() - began
        return (self.run.epoch - epoch) / seconds if seconds > 0.2 else None

    @property
    def undoable(self) -> int:
        """How often one can undo."""
        return len(self._before)

    def slice(self, seconds: float = A_SLICE) -> None:
        """Train for at most so long, or for one update if that takes longer."""
        with self.lock, quiet():
            end = perf_counter() + seconds
            due = self._due()
            while self.running and due > 0:
                self._guarded(self.run.step)
                due -= 1
                if perf_counter() >= end:
                    break

    def remember(self) -> None:
        """Keep this moment to go back to."""
        with quiet():
            run = self.run.copied()
        if run is not None:
            self._before = [*self._before[1 - MOST_UNDO :], _Moment(self.settings, run, self.preset)]

    def fail(self, sentence: str) -> None:
        """Stop, and say why."""
        self.running, self.fault = False, sentence

    def _start(self, settings: Settings) -> None:
        with quiet():
            run = Run(settings)
        self.remember()
        self.run, self.settings, self.fault, self._pace = run, settings, "", None
        if self.weight[0] >= len(run.network.layers) or not self._has(self.weight):
            self.weight = 0, 0, 0
        self.example = min(self.example, max(0, len(run.points.x) - 1))

    def _has(self, weight: tuple[int, int, int]) -> bool:
        layer, row, column = weight
        n_in, n_out = self.run.network.layers[layer].sizes
        return row < n_out and column < n_in

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ValueError as error:
            self.fail(str(error))
        except KeyboardInterrupt:
            self.fail("Stopped, because the kernel was interrupted.")

    def _due(self) -> float:
        """How many updates are due now, at the speed that is asked for."""
        if self._pace is None or self._pace[1] > self.run.epoch:
            self._pace = perf_counter(), self.run.epoch
        if not self.settings.speed:
            return np.inf
        began, epoch = self._pace
        behind = epoch + (perf_counter() - began) * self.settings.speed - self.run.epoch
        if behind > 1:  # slower than asked for: what was missed is not made up for
            self._pace = perf_counter(), self.run.epoch
        return min(behind, 1.0) * self.run.batches

    async def _train(self) -> None:
        task = self._task
        while self.running and self._task is task:
            self.slice()
            if self.running:
                self.trained()
            for _ in range(TURNS):
                await asyncio.sleep(0)
            if self.settings.speed:
                await asyncio.sleep(0.004)
        if self.fault and self._task is task:
            self.told()
