"""Tries the edits of an answer, the likeliest first, and keeps those that make it right.

What an answer is held to are `checks`, known by number only: this package knows nothing of exercises. A trial of some
functions says of each check whether it holds, and is asked for as few as it takes.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from .candidates import edits_of, exchanges, sameness, twins
from .edit import Edit
from .learner_source import Definition, Source
from .trial_limits import TooLong
from .workshop import Functions, Workshop, reached_lines

Holds = Callable[[int], bool]
Trial = Callable[[Functions], Holds]

TWIN = 0.15  # how much dearer a step becomes by each twin
LIKELY = 1.3  # how dear an edit may be that is tried before those that are made of several
SLACK = 1.0  # how much dearer another repair may be and still be as likely
AFTER = 0.4  # seconds of processor time that the search goes on after a whole repair, for others as likely
MOST_PARTS = 3  # repairs of a part that are followed by a second edit


@dataclass(frozen=True, eq=False)
class Step:
    """An edit, and the definition in which it is made. `twins`: the same slip elsewhere, put right with it."""

    definition: Definition
    edit: Edit
    twins: tuple[Edit, ...] = ()

    @property
    def cost(self) -> float:
        """How far-fetched it is. A slip that somebody makes twice is one slip, made twice."""
        return self.edit.cost + TWIN * len(self.twins)

    @contextmanager
    def made(self) -> Iterator[None]:
        """The trees with this step."""
        with ExitStack() as made:
            for edit in (self.edit, *self.twins):
                made.enter_context(edit.made())
            yield


@dataclass(frozen=True, eq=False)
class Repair:
    """One edit or two. `whole`: with them everything holds; otherwise they mend some checks and break none."""

    steps: tuple[Step, ...]
    whole: bool
    mended: frozenset[int]

    @property
    def cost(self) -> float:
        """How far-fetched it is."""
        return sum(step.cost for step in self.steps)


def repairs(
    source: Source,
    functions: Functions,
    trial: Trial,
    confirm: Callable[[Functions], bool],
    failing: Sequence[int],
    passing: Sequence[int],
    seconds: float,
    lines: range | None = None,
) -> list[Repair]:
    """The smallest repairs, the likeliest first.

    failing: the most telling check first. confirm: whether functions that pass every check pass others as well; what
    fits by accident does not. seconds: of processor time. lines: where the answer is known to go wrong. Then one edit
    is looked for there, or another order of the parameters, with which every value would be another one.
    """
    deadline = time.process_time() + seconds
    try:
        workshop = Workshop(source, functions, deadline)
    except Exception:  # a decorator or a default that cannot run twice
        return []
    search = _Search(workshop, trial, confirm, deadline, lines)
    found = search.one_edit((), failing, passing)
    whole = [repair for repair in found if repair.whole]
    if whole or lines is not None:
        return whole
    parts = sorted(found, key=lambda repair: (-len(repair.mended), repair.cost))
    for part in parts[:MOST_PARTS]:
        second = search.second_edit(part, failing, passing)
        if second:
            return second
    return parts


class _Search:
    def __init__(
        self,
        workshop: Workshop,
        trial: Trial,
        confirm: Callable[[Functions], bool],
        deadline: float,
        lines: range | None = None,
    ) -> None:
        self._workshop, self._trial, self._confirm, self._deadline = workshop, trial, confirm, deadline
        self._lines = lines

    def one_edit(self, before: tuple[Step, ...], failing: Sequence[int], passing: Sequence[int]) -> list[Repair]:
        """Repairs by one more edit, as likely as the likeliest that is whole."""
        found: list[Repair] = []
        best = float("inf")
        for step in self._steps(before, failing):
            if time.process_time() > self._deadline or step.cost > best + SLACK:
                break
            repair = self._tried(before, step, failing, passing)
            if repair is not None:
                found.append(repair)
                if repair.whole and best == float("inf"):
                    self._deadline = min(self._deadline, time.process_time() + AFTER)
                best = min(best, step.cost) if repair.whole else best
        return found

    def second_edit(self, part: Repair, failing: Sequence[int], passing: Sequence[int]) -> list[Repair]:
        """Whole repairs by a part and one more edit."""
        with ExitStack() as made:
            for step in part.steps:
                made.enter_context(step.made())
            changed = [step.definition for step in part.steps]
            holds = self._holds(changed)
            if holds is None:
                return []
            left = [check for check in failing if not holds(check)]
            mended = [check for check in failing if check not in left]
            return [repair for repair in self.one_edit(part.steps, left, [*mended, *passing]) if repair.whole]

    def _steps(self, before: tuple[Step, ...], failing: Sequence[int]) -> Iterator[Step]:
        """Every step once: the likely edits, then the others among those that are made of several."""
        reached = self._reached([step.definition for step in before], failing)
        edits = {definition: edits_of(definition, reached) for definition in self._workshop.definitions}
        seen: set[tuple[object, ...]] = set()
        singles = [Step(definition, edit) for definition, found in edits.items() for edit in found]
        for step in sorted(filter(self._is_likely, singles), key=lambda step: step.cost):
            if step.cost > LIKELY:
                break
            yield from self._new(step, seen)
        steps = [step for step in singles if step.cost > LIKELY]
        for definition, found in edits.items():
            together = [*twins(found), *exchanges(definition, reached)]
            steps += [Step(definition, first, tuple(others)) for first, *others in together]
        for step in sorted(filter(self._is_likely, steps), key=lambda step: step.cost):
            yield from self._new(step, seen)

    def _new(self, step: Step, seen: set[tuple[object, ...]]) -> Iterator[Step]:
        """The step, unless another rule had the same idea."""
        key = tuple(part for edit in (step.edit, *step.twins) for part in sameness(edit))
        if key not in seen:
            seen.add(key)
            yield step

    def _is_likely(self, step: Step) -> bool:
        """Whether an edit stands where the answer goes wrong."""
        edit = step.edit
        return self._lines is None or edit.kind == "parameters" or getattr(edit.at, "lineno", 0) in self._lines

    def _reached(self, changed: Sequence[Definition], failing: Sequence[int]) -> set[int] | None:
        """The lines that run on the way to the first failing check; None where nothing can be seen."""

        def run() -> None:
            holds = self._holds(changed)
            if holds is not None and failing:
                with self._workshop.trial(), suppress(TooLong):
                    holds(failing[0])

        return reached_lines(run) or None

    def _tried(
        self, before: tuple[Step, ...], step: Step, failing: Sequence[int], passing: Sequence[int]
    ) -> Repair | None:
        with step.made(), suppress(TooLong):
            changed = [*(earlier.definition for earlier in before), step.definition]
            holds = self._holds(changed)
            if holds is None or not failing:
                return None
            with self._workshop.trial():
                if not holds(failing[0]):
                    return None
                mended = frozenset(filter(holds, failing))
                if not all(map(holds, passing)):
                    return None
                whole = len(mended) == len(failing)
                if whole and not self._confirm(self._workshop.functions(changed)):
                    return None
            return Repair((*before, step), whole, mended)
        return None

    def _holds(self, changed: Sequence[Definition]) -> Holds | None:
        try:
            with self._workshop.trial():
                return self._trial(self._workshop.functions(changed))
        except (Exception, TooLong):  # a tree that is no Python, or takes too long to set up
            return None
