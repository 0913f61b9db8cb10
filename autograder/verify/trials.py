"""Edited solutions driven with an exercise's cases, as few of them and in as little time as it takes."""

import contextlib
import io
import time
from collections import Counter

from ..core.comparison import comparison
from ..core.record import Case, Exercise, Function
from ..repair.edit import Edit
from ..repair.learner_source import Definition
from ..repair.trial_limits import TooLong
from ..repair.workshop import Workshop
from .sameness import Watcher, watching

_LEAST_SECONDS, _PATIENCE = 0.1, 20  # of processor time for a case, or so many times what it takes with the solution
_MORE_SEEDS = (1, 2)  # besides the run's own, for what is said to be the same always


class Trials:
    """Asks the cases about edited functions, first the one that has rejected the most in the least time."""

    def __init__(self, exercise: Exercise, seed: int, workshop: Workshop, watcher: Watcher) -> None:
        self._exercise, self._seed, self._workshop, self._watcher = exercise, seed, workshop, watcher
        self._compared = comparison(exercise, seed)
        self._rejected: Counter[Case] = Counter()
        self._seconds: dict[Case, float] = {}
        solution = self._compared.implementation(workshop.functions())
        for case in exercise.cases:
            self._compared.reference.observation(case)
            start = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()):
                solution.observation(case)
            self._seconds[case] = time.process_time() - start + 1e-4

    def solution_is_right(self) -> bool:
        """Whether the solution itself gets full marks."""
        return not self._notice(self._workshop.functions())

    def notice_edit(self, definition: Definition) -> bool:
        """Whether a definition as it is now costs marks, be it that it is no Python or takes too long."""
        try:
            return self._notice(self._functions(definition))
        except Exception:
            return True

    def never_change(self, edit: Edit, definition: Definition) -> bool:
        """Whether what an edit puts around an expression changes nothing whenever a case comes by."""
        watch = watching(edit, definition)
        if watch is None:
            return False
        self._watcher.begin()
        with watch.made():
            functions = self._functions(definition)
            for seed in (self._seed, *_MORE_SEEDS):
                solution = comparison(self._exercise, seed).implementation(functions)
                with contextlib.redirect_stdout(io.StringIO()):
                    for case in self._exercise.cases:
                        solution.observation(case)
        return self._watcher.always_same

    def _functions(self, definition: Definition) -> tuple[Function, ...]:
        """The exercise's functions with a definition as it is now; what stands below may be a subclass of it."""
        at = self._workshop.definitions.index(definition)
        return self._workshop.functions(self._workshop.definitions[at:])

    def _notice(self, functions: tuple[Function, ...]) -> bool:
        candidate = self._compared.implementation(functions)
        for case in sorted(self._seconds, key=lambda case: self._seconds[case] / (1 + self._rejected[case])):
            aspects = [aspect for aspect in self._exercise.aspects if case in aspect.cases]
            try:
                with self._workshop.trial(max(_LEAST_SECONDS, _PATIENCE * self._seconds[case])):
                    failed = not all(candidate.outcome(aspect, case).holds for aspect in aspects)
            except (Exception, TooLong):
                failed = True
            if failed:
                self._rejected[case] += 1
                return True
        return False
