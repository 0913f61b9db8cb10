"""Run a restored submission in sandboxes and collect what can be seen of it. Nothing is judged here.

An exercise is looked at where its check cell stands, so that no later cell can harm it. Every case has an equal share
of the submission's time at first. What fails by time alone is tried once more when everything has been seen: alone, in
a fresh sandbox, and with all the time that its exercise allows.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Self

from ...core.cell_roles import Role
from ...core.comparison import comparison
from ...core.record import Case, Chapter, Exercise
from ...sandbox.channel import SandboxError
from ...sandbox.limits import Limits
from ...sandbox.sandbox import CellResult, Drawn, SandboxFactory, nothing_seen
from ...worker.observe import ErrorKind, Observation
from ..notices import Notice
from ..odd_characters import odd_characters
from ..restore import MOST_NOTICES, Cell, Restored
from .budget import Budget, Times
from .session import Session, title

_NOT_PYTHON = ("SyntaxError", "IndentationError", "TabError")
_NOTHING: Mapping[int, str] = MappingProxyType({})

Observations = dict[str, Observation]  # by case


@dataclass
class Seen:
    """What a run brought to light.

    observations: by exercise, then by case. unwritten: exercises of which nothing but the starter is there.
    results: what each cell that was run printed, by its place in the restored notebook.
    """

    observations: dict[str, Observations] = field(default_factory=dict)
    unwritten: set[str] = field(default_factory=set)
    results: dict[int, CellResult] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


class Run:
    """One submission in its sandboxes, with the cases of one seed. Leaving the context ends the last sandbox.

    Raises GradingError when no sandbox can be started: then nothing is known of the submission, and nothing counts.
    """

    def __init__(
        self, restored: Restored, chapter: Chapter, seed: int, make_sandbox: SandboxFactory, limits: Limits
    ) -> None:
        self._cells, self._chapter, self._seed, self._limits = restored.cells, chapter, seed, limits
        self._seen = Seen()
        self._budget = Budget(make_sandbox, limits)
        self._session = Session(self._cells, self._budget, self._tell)
        self._checks = {cell.exercise: position for position, cell in enumerate(self._cells) if cell.exercise}
        cases = sum(len(chapter.exercise(name).cases) for name in self._checks)
        self._share = limits.submission_seconds / max(cases, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._budget.close()

    def everything(self) -> Seen:
        """The cells one after the other, each check where it stands; then what had too little time."""
        for position, cell in enumerate(self._cells):
            if cell.run:
                self._seen.results[position] = self._session.run_cell(position)
                self._note_what_is_not_python(position, cell)
            elif cell.exercise:
                self._observe(self._chapter.exercise(cell.exercise))
        for name, observations in self._seen.observations.items():
            self._try_once_more(self._chapter.exercise(name), observations)
        self._session.end()
        return self._seen

    def drive_again(self, exercise: Exercise, right: Mapping[str, str]) -> Observations:
        """An exercise once more, in a sandbox of its own, with right answers in the place of some earlier ones.

        right: by exercise, code that is run where the exercise was checked. What could not be seen is left out.
        """
        places = {self._checks[name]: source for name, source in right.items()}
        seen: Observations = {}
        drawn = self._drawn(exercise)
        try:
            with self._session.copy(self._checks[exercise.name], places) as sandbox:
                times = self._budget.for_case(exercise.time_limit, len(drawn))
                found = sandbox.probe(exercise, drawn, *times)
                for (case, _), observation in zip(drawn, found, strict=True):
                    seen[case.name] = self._budget.keep(observation)
                    self._budget.left()
        except SandboxError as failure:
            self._budget.count(failure)
            self._tell(f"{exercise.name}, driven once more with right answers before it, was ended: {failure.message}.")
        return seen

    def _note_what_is_not_python(self, position: int, cell: Cell) -> None:
        """An answer that cannot even be read may be a whole one, but for a character that came from a page."""
        error = self._seen.results[position].error
        if cell.role is Role.EXERCISE and cell.changed and error.startswith(_NOT_PYTHON):
            odd = odd_characters(cell.source)
            name = title(self._cells, position)
            self._tell(f"The cell {name} is not Python: {error}{f'; it holds {odd}' if odd else ''}.")

    def _observe(self, exercise: Exercise) -> None:
        """Observe an exercise in all its cases, unless nothing was written."""
        try:
            states = self._session.ready().defined_names(exercise.functions)
            self._session.went_well()
        except SandboxError as failure:
            self._session.looked_up()
            self._session.discard(failure, f"Looking for {exercise.name}")
            self._nothing_seen(exercise, failure.kind, failure.message)
            return
        if "written" in states.values():
            self._seen.observations[exercise.name] = self._observed(exercise)
        else:
            self._note_absence(exercise, states)

    def _note_absence(self, exercise: Exercise, states: Mapping[str, str]) -> None:
        """Nothing to observe: the starter as it was, or an answer that did not come as far as its definition."""
        reason = self._broken_answer(exercise)
        if reason and "missing" in states.values():
            self._nothing_seen(exercise, ErrorKind.MISSING, f"{exercise.name} is not defined: {reason}")
        else:
            self._seen.observations[exercise.name] = {}
            self._seen.unwritten.add(exercise.name)

    def _nothing_seen(self, exercise: Exercise, kind: ErrorKind, message: str) -> None:
        self._seen.observations[exercise.name] = {case.name: nothing_seen(kind, message) for case in exercise.cases}

    def _broken_answer(self, exercise: Exercise) -> str:
        """The error that stopped the exercise's own cell, "" when it was left alone or ran."""
        for position, cell in enumerate(self._cells):
            is_its_own = cell.role is Role.EXERCISE and cell.name == exercise.name
            if is_its_own and cell.changed and position in self._seen.results:
                return self._seen.results[position].error
        return ""

    def _observed(self, exercise: Exercise) -> Observations:
        """What is seen in each case. One that ends its sandbox has the others go on in the next."""
        seen: Observations = {}
        waiting = self._drawn(exercise)
        while waiting:
            try:
                found = self._session.ready().probe(exercise, waiting, *self._first_times(exercise, len(waiting)))
                for (case, _), observation in zip(tuple(waiting), found, strict=True):
                    seen[case.name] = self._budget.keep(observation)
                    waiting = waiting[1:]
                    self._session.went_well()
                    self._note_what_ended(exercise, case, ErrorKind.STOPPED, observation)
                    self._budget.left()
            except SandboxError as failure:
                self._session.discard(failure, _called(exercise, waiting[0][0]) if waiting else exercise.name)
                if waiting:
                    seen[waiting[0][0].name] = nothing_seen(failure.kind, failure.message)
                    waiting = waiting[1:]
        return seen

    def _drawn(self, exercise: Exercise) -> Sequence[Drawn]:
        inputs = comparison(exercise, self._seed).inputs  # drawn once for all submissions
        return [(case, inputs(case)) for case in shuffled(exercise, self._seed)]

    def _first_times(self, exercise: Exercise, cases: int) -> Times:
        return self._budget.for_case(min(exercise.time_limit, self._share), cases)

    def _try_once_more(self, exercise: Exercise, observations: Observations) -> None:
        """The cases that ran out of time, each by itself, until some have done so again."""
        failures = 0
        for case in exercise.cases:
            if not _ran_out_of_time(observations.get(case.name)):
                continue
            if failures < self._limits.retries:
                observations[case.name] = self._alone(exercise, case) or observations[case.name]
                failures += _ran_out_of_time(observations[case.name])
            self._note_what_ended(exercise, case, ErrorKind.TIME, observations[case.name])

    def _alone(self, exercise: Exercise, case: Case) -> Observation | None:
        """What is seen of one case in a sandbox of its own; None if nothing is."""
        try:
            with self._session.copy(self._checks[exercise.name], _NOTHING) as sandbox:
                times = self._budget.for_case(exercise.time_limit)
                return next(sandbox.probe(exercise, [(case, case.draw(self._seed))], *times), None)
        except SandboxError as failure:
            self._budget.count(failure)
            return None

    def _note_what_ended(self, exercise: Exercise, case: Case, kind: ErrorKind, observation: Observation) -> None:
        if observation.error is not None and observation.error.kind is kind:
            self._tell(f"{_called(exercise, case)} did not end well: {observation.error.message}.")

    def _tell(self, text: str) -> None:
        if Notice(text) not in self._seen.notices and len(self._seen.notices) < MOST_NOTICES:
            self._seen.notices.append(Notice(text))


def shuffled(exercise: Exercise, seed: int) -> list[Case]:
    """The cases in an order that cannot be known before: which one comes n-th tells an answer nothing."""
    cases = list(exercise.cases)
    random.Random(f"{seed} {exercise.name}").shuffle(cases)
    return cases


def _called(exercise: Exercise, case: Case) -> str:
    return f"{exercise.name}, called with “{case.name}”,"


def _ran_out_of_time(observation: Observation | None) -> bool:
    return observation is not None and observation.error is not None and observation.error.kind is ErrorKind.TIME
