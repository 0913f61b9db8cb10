"""Sandboxes without a process: what happens in them is written down beforehand, and what was asked is written down."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.core.record import Exercise
from autograder.sandbox.channel import SandboxError
from autograder.sandbox.sandbox import CellResult, Drawn, Sandbox
from autograder.worker.observe import ErrorKind, Observation

Step = Any  # a reply, an exception to raise, or a function without arguments that gives one


class FakeSandboxes:
    """A sandbox factory. All its sandboxes play one script and share a clock.

    cells: by source, what running that cell brings: one step, or a list with one for each time, of which the last
        one stays. What is not mentioned goes well.
    names: by name, "missing", "unwritten" or "written" (if not mentioned), or an exception
    cases: by case, as for cells, an observation
    start: what starting brings, shrink: what making figures small does, as for cells
    asked: what was asked, in order: (number of the sandbox, what, of what)
    limits: the time limits of the cells and cases that were asked. walls: the same, by the clock
    inputs: those of the last probe
    now: the time. spent: processor time of all sandboxes
    """

    def __init__(
        self,
        cells: Mapping[str, Step] | None = None,
        names: Mapping[str, Step] | None = None,
        cases: Mapping[str, Step] | None = None,
        start: Step = None,
        shrink: Step = None,
    ) -> None:
        self.now = self.spent = 0.0
        self.asked: list[tuple[int, str, str]] = []
        self.limits: list[float] = []
        self.walls: list[float | None] = []
        self.inputs: Mapping[str, Any] = {}
        self.made: list[FakeSandbox] = []
        self.cells = dict(cells or {})
        self._steps = {"cell": self.cells, "names": dict(names or {}), "case": dict(cases or {}), "start": {"": start}}
        self._steps["shrink"] = {"": shrink}

    def __call__(self) -> "FakeSandbox":
        """One more sandbox."""
        self.made.append(FakeSandbox(self, len(self.made) + 1))
        return self.made[-1]

    def clock(self) -> float:
        """The time, which moves by `takes` alone."""
        return self.now

    def takes(self, seconds: float, step: Step = None) -> Callable[[], Step]:
        """A step that takes so long."""

        def later() -> Step:
            self.now += seconds
            return step

        return later

    def works(self, seconds: float, step: Step = None) -> Callable[[], Step]:
        """A step that takes so much processor time, in many threads: the clock stands still."""

        def later() -> Step:
            self.spent += seconds
            return step

        return later

    def play(self, kind: str, what: str, default: Step) -> Step:
        """The next step of the script for this, or what happens by default."""
        step = self._steps[kind].get(what)
        if isinstance(step, list):
            step = step.pop(0) if len(step) > 1 else step[0]
        if callable(step):
            step = step()
        if isinstance(step, BaseException):
            raise step
        return default if step is None else step


class FakeSandbox(Sandbox):
    """One sandbox. Once it has failed or was closed, nothing may be asked of it."""

    def __init__(self, script: FakeSandboxes, number: int) -> None:
        self._script, self.number = script, number
        self.state = "new"
        self._spent_before = script.spent

    def start(self) -> None:
        """As the script says."""
        assert self.state == "new"
        self.state = "running"
        self._play("start", "", True)

    def run_cell(self, source: str, limit: float, wall: float | None = None) -> CellResult:
        """As the script says, or an empty result."""
        self._script.limits.append(limit)
        self._script.walls.append(wall)
        result = self._play("cell", source, CellResult(""))
        assert isinstance(result, CellResult)
        return result

    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """As the script says, or all of them written."""
        return {name: self._play("names", name, "written") for name in names}

    def probe(
        self, exercise: Exercise, drawn: Sequence[Drawn], limit: float, wall: float | None = None
    ) -> Iterator[Observation]:
        """As the script says of each case with these inputs' `case`, or an observation with one value."""
        for _, inputs in drawn:
            self._script.limits.append(limit)
            self._script.walls.append(wall)
            self._script.inputs = inputs
            seen = self._play("case", str(inputs["case"]), Observation({"output": np.float64(self.number)}))
            assert isinstance(seen, Observation)
            yield seen

    def shrink(self, pictures: Sequence[np.ndarray], longest: int) -> list[np.ndarray]:
        """As the script says, or all of them as they are."""
        made: list[np.ndarray] = self._play("shrink", "", list(pictures))
        return made

    def processor_time(self) -> float:
        """What its steps have worked."""
        return self._script.spent - self._spent_before

    def close(self) -> None:
        """Closed for good."""
        self.state = "closed"

    def _play(self, kind: str, what: str, default: Step) -> Step:
        assert self.state == "running", f"{kind} {what!r} asked of a sandbox that is {self.state}"
        self._script.asked.append((self.number, kind, what))
        try:
            return self._script.play(kind, what, default)
        except BaseException:
            self.state = "failed"
            raise


def dies(kind: ErrorKind = ErrorKind.STOPPED, message: str = "it died") -> SandboxError:
    """A step that ends the sandbox."""
    return SandboxError(kind, message)
