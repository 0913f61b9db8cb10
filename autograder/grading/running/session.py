"""The sandbox that a submission's cells are run in, one cell after the other.

When a cell ends its sandbox (an endless loop, a crash, a forged message), a fresh one runs the earlier cells again
without it, and goes on. When the sandbox ends and nothing has gone well since the last one did, the last cell of the
state is what does harm, and is left out too.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...sandbox.channel import SandboxError
from ...sandbox.sandbox import CellResult, Sandbox
from ...worker.observe import ErrorKind
from ..restore import Cell
from .budget import Budget


class Session:
    """The state that the cells so far have made.

    tell: is called with what the instructor should know
    """

    def __init__(self, cells: Sequence[Cell], budget: Budget, tell: Callable[[str], None]) -> None:
        self._cells, self._budget, self._tell = cells, budget, tell
        self._sandbox: Sandbox | None = None
        self._replayable: list[int] = []  # the cells that the state is made of, by their place
        self._progress_since_failure = True

    def run_cell(self, position: int) -> CellResult:
        """Run the cell at this place; one that ends the sandbox has no result but that."""
        try:
            result = self.ready().run_cell(self._cells[position].source, *self._budget.for_cell())
        except SandboxError as failure:
            self.discard(failure, f"The cell {title(self._cells, position)}")
            return CellResult("", f"This cell was ended: {failure.message}")
        self.went_well()
        self._replayable.append(position)
        return result

    def ready(self) -> Sandbox:
        """The sandbox in the state that the cells so far have made. Raises SandboxError for no more of them."""
        while self._sandbox is None:
            self._sandbox = self._budget.open()
            self._replay(self._sandbox)
        return self._sandbox

    def end(self) -> None:
        """End the sandbox: what has been seen is judged now, and that takes nobody's time."""
        self._sandbox = None
        self._budget.close()

    def went_well(self) -> None:
        """Something that a sandbox was asked has been answered."""
        self._progress_since_failure = True

    def looked_up(self) -> None:
        """Only names are looked up: when that fails, it is an earlier cell that does harm."""
        self._progress_since_failure = False

    def discard(self, failure: SandboxError, what: str) -> None:
        """Give up a sandbox that has ended over this."""
        self.end()
        if failure.kind is ErrorKind.NOT_RUN:
            return
        self._budget.count(failure)
        last_words = " Nothing was run after it." if self._budget.over else ""
        self._tell(f"{what} was ended: {failure.message}.{last_words}")
        if not self._progress_since_failure and self._replayable and not last_words:
            position = self._replayable.pop()
            self._tell(f"The cell {title(self._cells, position)} was left out: nothing went on after it.")
        self._progress_since_failure = False

    @contextlib.contextmanager
    def copy(self, end: int, right: Mapping[int, str]) -> Iterator[Sandbox]:
        """A sandbox of its own with the state before the place `end`, closed afterwards. It ends the session's own.

        right: code that is run at these places, for answers that are wrong. What any cell prints is dropped.
        Raises SandboxError when the cells, run once more, end it or have no time left.
        """
        self._sandbox = None
        sandbox = self._budget.open()
        try:
            for position in range(end):
                source = right.get(position, self._cells[position].source)
                if position in right or position in self._replayable:
                    sandbox.run_cell(source, *self._budget.for_cell())
            yield sandbox
        finally:
            self._budget.close()

    def _replay(self, sandbox: Sandbox) -> None:
        """Run the earlier cells once more. One that ends the sandbox now is left out, and the sandbox is given up."""
        for position in tuple(self._replayable):
            times = self._budget.for_cell()
            try:
                sandbox.run_cell(self._cells[position].source, *times)
            except SandboxError as failure:  # it went well the first time
                self._replayable.remove(position)
                self.discard(failure, f"The cell {title(self._cells, position)}, run once more,")
                return


def title(cells: Sequence[Cell], position: int) -> str:
    """What a cell is called in a notice."""
    name = cells[position].name
    return repr(name) if name else f"number {position + 1} (added)"
