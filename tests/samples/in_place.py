"""A sandbox that is none: cells run in this process, so that a test of what is done with results starts nothing.

What a submission may do is tested with real sandboxes.
"""

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.core.record import Exercise
from autograder.sandbox.sandbox import CellResult, Drawn, Sandbox
from autograder.worker.observe import Observation, is_unwritten, observe
from autograder.worker.shrink import shrink
from autograder.worker.worker import Missing


class InPlace(Sandbox):
    """For a test's own submissions alone."""

    def start(self) -> None:
        """An empty namespace."""
        self._names: dict[str, Any] = {"__name__": "__main__"}

    def run_cell(self, source: str, limit: float, wall: float | None = None) -> CellResult:
        """Run it; there is no limit."""
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(source, "<cell>", "exec"), self._names)  # a test's own cell
        except Exception as error:
            return CellResult(printed.getvalue(), f"{type(error).__name__}: {error}")
        return CellResult(printed.getvalue())

    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """As the worker says it."""
        return {name: self._state(name) for name in names}

    def probe(
        self, exercise: Exercise, drawn: Sequence[Drawn], limit: float, wall: float | None = None
    ) -> Iterator[Observation]:
        """As the worker does it, in the same process."""
        functions = [self._names.get(name, Missing(name)) for name in exercise.functions]
        for case, inputs in drawn:
            yield observe(functions, exercise.probe_of(case), inputs)

    def shrink(self, pictures: Sequence[np.ndarray], longest: int) -> list[np.ndarray]:
        """As the worker does it."""
        return shrink(pictures, longest)

    def processor_time(self) -> float:
        """It is not looked at."""
        return 0.0

    def close(self) -> None:
        """Nothing runs in it."""

    def _state(self, name: str) -> str:
        if name not in self._names:
            return "missing"
        return "unwritten" if is_unwritten(self._names[name]) else "written"
