"""Run a restored submission in sandboxes and collect what can be seen of it. Nothing is judged here.

An exercise is looked at where its check cell stands, so that no later cell can harm it. When a cell ends its sandbox
(an endless loop, a crash, a forged message), a fresh one runs the earlier cells again without it, and goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from ..core.cell_roles import Role
from ..core.record import Case, Chapter, Exercise
from ..sandbox.channel import SandboxError
from ..sandbox.limits import Limits
from ..sandbox.sandbox import CellResult, Sandbox, SandboxFactory, nothing_seen
from ..worker.observe import ErrorKind, Observation
from .notices import Notice
from .odd_characters import odd_characters
from .restore import MOST_NOTICES, Cell, Restored

_NOT_PYTHON = ("SyntaxError", "IndentationError", "TabError")


@dataclass
class Seen:
    """What a run brought to light.

    observations: by exercise, then by case. unwritten: exercises of which nothing but the starter is there.
    results: what each cell that was run printed, by its place in the restored notebook.
    """

    observations: dict[str, dict[str, Observation]] = field(default_factory=dict)
    unwritten: set[str] = field(default_factory=set)
    results: dict[int, CellResult] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


def run(restored: Restored, chapter: Chapter, seed: int, make_sandbox: SandboxFactory, limits: Limits) -> Seen:
    """Run every cell in order and drive each exercise with the cases of this seed.

    Raises GradingError when no sandbox can be started: then nothing is known of the submission, and nothing counts.
    """
    run = _Run(restored, chapter, seed, make_sandbox, limits)
    try:
        run.everything()
    finally:
        run.close()
    return run.seen


class _Run:
    def __init__(
        self, restored: Restored, chapter: Chapter, seed: int, make_sandbox: SandboxFactory, limits: Limits
    ) -> None:
        self.seen = Seen()
        self._cells, self._chapter, self._seed = restored.cells, chapter, seed
        self._make_sandbox, self._limits = make_sandbox, limits
        self._sandbox: Sandbox | None = None
        self._started = 0
        self._replayable: list[int] = []  # the cells that the current state is made of
        self._progress_since_failure = True  # whether anything has gone well since a sandbox died
        self._deadline = monotonic() + limits.submission_seconds

    def everything(self) -> None:
        """The cells one after the other, each check where it stands."""
        for position, cell in enumerate(self._cells):
            if cell.run:
                self._run_cell(position, cell)
            elif cell.exercise:
                self._observe_exercise(self._chapter.exercise(cell.exercise))

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _run_cell(self, position: int, cell: Cell) -> None:
        try:
            self.seen.results[position] = self._ready().run_cell(cell.source, self._time(self._limits.cell_seconds))
            self._progress_since_failure = True
            self._replayable.append(position)
            self._note_what_is_not_python(position, cell)
        except SandboxError as failure:
            self.seen.results[position] = CellResult("", f"This cell was ended: {failure.message}")
            self._discard_sandbox(failure, f"The cell {_title(cell, position)}")

    def _note_what_is_not_python(self, position: int, cell: Cell) -> None:
        """An answer that cannot even be read may be a whole one, but for a character that came from a page."""
        error = self.seen.results[position].error
        if cell.role is Role.EXERCISE and cell.changed and error.startswith(_NOT_PYTHON):
            odd = odd_characters(cell.source)
            self._tell(f"The cell {_title(cell, position)} is not Python: {error}{f'; it holds {odd}' if odd else ''}.")

    def _observe_exercise(self, exercise: Exercise) -> None:
        """Observe an exercise in all its cases, unless nothing was written."""
        seen: dict[str, Observation] = {}
        self.seen.observations[exercise.name] = seen
        try:
            states = self._ready().defined_names(exercise.functions)
            self._progress_since_failure = True
        except SandboxError as failure:
            # Looking runs nothing of the exercise's: it is an earlier cell that does harm.
            self._progress_since_failure = False
            self._discard_sandbox(failure, f"Looking for {exercise.name}")
            seen.update({case.name: nothing_seen(failure.kind, failure.message) for case in exercise.cases})
            return
        if "written" not in states.values():
            self._note_absence(exercise, states)
        else:
            seen.update(self._observed(exercise))

    def _note_absence(self, exercise: Exercise, states: dict[str, str]) -> None:
        """Nothing to observe: the starter as it was, or an answer that did not come as far as its definition."""
        reason = self._broken_answer(exercise)
        if reason and "missing" in states.values():
            message = f"{exercise.name} is not defined: {reason}"
            seen = {case.name: nothing_seen(ErrorKind.MISSING, message) for case in exercise.cases}
            self.seen.observations[exercise.name] = seen
        else:
            self.seen.unwritten.add(exercise.name)

    def _broken_answer(self, exercise: Exercise) -> str:
        """The error that stopped the exercise's own cell, "" when it was left alone or ran."""
        for position, cell in enumerate(self._cells):
            is_its_own = cell.role is Role.EXERCISE and cell.name == exercise.name
            if is_its_own and cell.changed and position in self.seen.results:
                return self.seen.results[position].error
        return ""

    def _observed(self, exercise: Exercise) -> Iterator[tuple[str, Observation]]:
        """Each case with what was seen of it. A case that ends its sandbox is followed by a fresh one for the rest."""
        left, failures = list(exercise.cases), 0
        while left and failures < self._limits.failures:
            try:
                drawn = [(case, case.draw(self._seed)) for case in left]
                for observation in self._ready().probe(exercise, drawn, self._time(exercise.time_limit)):
                    self._progress_since_failure = True
                    case = left.pop(0)
                    error = observation.error
                    if error is not None and error.kind in (ErrorKind.TIME, ErrorKind.STOPPED):
                        self._tell(f"{_calling(exercise, case)} did not end well: {error.message}.")
                    yield case.name, observation
            except SandboxError as failure:
                failures += 1
                case = left.pop(0)
                self._discard_sandbox(failure, _calling(exercise, case))
                yield case.name, nothing_seen(failure.kind, failure.message)
        for case in left:
            left_out = f"not tried: {failures} cases before it did not end well"
            yield case.name, nothing_seen(ErrorKind.NOT_RUN, left_out)

    def _ready(self) -> Sandbox:
        """The sandbox in the state that the cells so far have made. Raises SandboxError for no more of them."""
        while self._sandbox is None:
            self._time_left()
            if self._started > self._limits.restarts:
                used_up = f"not run: {self._limits.restarts} sandboxes before it had to be ended"
                raise SandboxError(ErrorKind.NOT_RUN, used_up)
            self._started += 1
            self._sandbox = self._make_sandbox()
            self._sandbox.start()
            self._replay(self._sandbox)
        return self._sandbox

    def _replay(self, sandbox: Sandbox) -> None:
        """Run the earlier cells once more. One that ends the sandbox now is left out, and the sandbox is given up."""
        for position in tuple(self._replayable):
            cell = self._cells[position]
            limit = self._time(self._limits.cell_seconds)
            try:
                sandbox.run_cell(cell.source, limit)
            except SandboxError as failure:  # it went well the first time
                self._replayable.remove(position)
                self._discard_sandbox(failure, f"The cell {_title(cell, position)}, run once more,")
                return

    def _time(self, limit: float) -> float:
        """The limit, or what is left of the submission's time. Raises SandboxError when nothing is."""
        return min(limit, self._time_left())

    def _time_left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            used_up = f"not run: the submission had used up its {self._limits.submission_seconds:g} s"
            raise SandboxError(ErrorKind.NOT_RUN, used_up)
        return left

    def _discard_sandbox(self, failure: SandboxError, what: str) -> None:
        """Give up a sandbox. When none has done anything well since the last one died, the last cell is to blame."""
        self.close()
        if failure.kind is ErrorKind.NOT_RUN:
            return
        self._tell(f"{what} was ended: {failure.message}.")
        if not self._progress_since_failure and self._replayable:
            position = self._replayable.pop()
            self._tell(f"The cell {_title(self._cells[position], position)} was left out: nothing went on after it.")
        self._progress_since_failure = False

    def _tell(self, text: str) -> None:
        if Notice(text) not in self.seen.notices and len(self.seen.notices) < MOST_NOTICES:
            self.seen.notices.append(Notice(text))


def _calling(exercise: Exercise, case: Case) -> str:
    return f"{exercise.name}, called with “{case.name}”,"


def _title(cell: Cell, position: int) -> str:
    return repr(cell.name) if cell.name else f"number {position + 1} (added)"
