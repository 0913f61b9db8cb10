"""What a submission may use: processor time, wall time, and sandboxes that it may break.

Processor time is what counts for a cell or a case, so that a busy machine fails nobody; a submission that sleeps runs
out of wall time. Whoever speaks to the grader in the worker's place, kills the worker again and again, or returns more
than the grader can keep, is done.
"""

import os
from time import monotonic
from typing import NamedTuple

from ...sandbox.channel import SandboxError
from ...sandbox.limits import Limits
from ...sandbox.sandbox import Sandbox, SandboxFactory
from ...worker.drive import PATIENCE
from ...worker.observe import ErrorKind, Observation

_PARTS = 3  # a cell, or an exercise, gets at most a third of what is left: several that hang leave the others something
_BYTES_OF_A_VALUE, _BYTES_OF_AN_ERROR = 200, 1000  # names, and what Python needs for them
_INTERVAL = 0.25  # seconds between two readings of the processor time


def busy() -> float:
    """How many times as long everything takes because the machine has more to do than it can, at most PATIENCE."""
    return min(PATIENCE, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))


class Times(NamedTuple):
    """Seconds of processor time, and seconds on the clock."""

    limit: float
    wall: float


class Budget:
    """The sandboxes of one submission, one at a time, and what they have used together.

    over: why nothing more is run, or ""
    """

    def __init__(self, make_sandbox: SandboxFactory, limits: Limits) -> None:
        self._make_sandbox, self._limits = make_sandbox, limits
        self._looked: float | None = None  # at the clock, which stands still while no sandbox is open
        self._gone = 0.0  # seconds by the clock, fewer where others kept the machine busy
        self._warm = False  # whether a sandbox has been started: how long the first one takes is nobody's fault
        self._used = 0.0  # processor time of the sandboxes that are closed
        self._current = 0.0  # and of the one that is open, when it was last read
        self._read = 0.0
        self._sandbox: Sandbox | None = None
        self._killed = 0
        self._kept = 0  # bytes of results
        self.over = ""

    def open(self) -> Sandbox:
        """A fresh sandbox, in the place of the last one. Raises SandboxError when nothing is left to run it with.

        Raises GradingError when none can be started: then nothing is known of the submission, and nothing counts.
        """
        self.close()
        self.left()
        self._looked = monotonic() if self._warm else None
        self._sandbox = self._make_sandbox()
        self._sandbox.start()
        self._looked, self._warm = monotonic() if self._looked is None else self._looked, True
        return self._sandbox

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._look()
            sandbox, self._sandbox, self._looked = self._sandbox, None, None
            self._used += sandbox.processor_time()
            self._current = 0.0
            sandbox.close()

    def left(self) -> float:
        """Seconds. Raises SandboxError when there are none, or the run is over for another reason."""
        self._look()
        left = self._limits.submission_seconds - max(self._gone, self._used + self._running())
        if not self.over and left <= 0:
            self.over = f"the submission had used up its {self._limits.submission_seconds:g} s"
        if self.over:
            raise SandboxError(ErrorKind.NOT_RUN, f"not run: {self.over}")
        return left

    def _look(self) -> None:
        """At the clock."""
        if self._looked is not None:
            before, self._looked = self._looked, monotonic()
            self._gone += (self._looked - before) / busy()

    def _running(self) -> float:
        """Processor time of the sandbox that is open, read now and then: reading it is not free."""
        if self._sandbox is not None and monotonic() - self._read > _INTERVAL:
            self._current, self._read = self._sandbox.processor_time(), monotonic()
        return self._current

    def for_cell(self) -> Times:
        """What one cell may take."""
        return self._times(self._limits.cell_seconds, 1)

    def for_case(self, longest: float, cases: int = 1) -> Times:
        """What each of so many cases may take that are driven one after the other, at most `longest`."""
        return self._times(longest, cases)

    def _times(self, longest: float, count: int) -> Times:
        part = self.left() / _PARTS
        limit = min(longest, part)
        return Times(round(limit, 2), min(PATIENCE * limit, part / count))

    def keep(self, observation: Observation) -> Observation:
        """The observation, if there is room for it: all of them are kept until they are judged. Or SandboxError."""
        self._kept += _memory_of(observation)
        if self._kept > self._limits.results:
            most = self._limits.results >> 20
            raise SandboxError(ErrorKind.PROTOCOL, f"all results together are larger than {most} MB")
        return observation

    def count(self, failure: SandboxError) -> None:
        """Note how a sandbox ended. What hangs pays with its time."""
        if failure.kind is ErrorKind.STOPPED:
            self._killed += 1
        if failure.kind is ErrorKind.PROTOCOL:
            self.over = f"before it, {failure.message}"
        elif self._killed >= self._limits.kills:
            self.over = f"before it, {self._killed} sandboxes had been broken"


def _memory_of(observation: Observation) -> int:
    """Bytes, about."""
    held = [*observation.values.values(), *observation.inputs_after.values()]
    content = sum(len(value) if isinstance(value, str) else value.nbytes for value in held)
    return content + _BYTES_OF_A_VALUE * len(held) + _BYTES_OF_AN_ERROR * len(observation.errors)
