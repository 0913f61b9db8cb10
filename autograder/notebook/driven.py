"""An answer, driven through its exercise in the learner's kernel, with what it prints caught case by case."""

import contextlib
import io
from collections.abc import Mapping
from typing import NamedTuple

from ..core.comparison import Comparison, Implementation, comparison
from ..core.diagnose import report, unwritten
from ..core.record import Aspect, Case, Exercise, Function
from ..core.report import Report
from ..worker.observe import Observation, is_unwritten, observe
from .own_inputs import check_seed


class Driven(NamedTuple):
    """What was seen of an answer.

    printed: what it printed in each case that has been driven, by the case's name
    """

    comparison: Comparison
    answer: Implementation
    report: Report
    printed: Mapping[str, str]

    @property
    def failing(self) -> tuple[Aspect, Case] | None:
        """The case that the card shows open: the first that fails by itself, and not for want of a function."""
        aspects = {aspect.name: aspect for aspect in self.comparison.exercise.aspects}
        for result in self.report.aspects:
            failure = result.failure
            if failure is not None and failure.case and not failure.ours:
                aspect = aspects[result.name]
                return aspect, next(case for case in aspect.cases if case.name == failure.case)
        return None


def drive(exercise: Exercise, functions: tuple[Function, ...]) -> Driven:
    """Check an answer. It is seen with the notebook's seed, or the learner's own, on copies of the inputs."""
    compared, printed = comparison(exercise, check_seed(exercise)), dict[str, str]()

    def seen(case: Case) -> Observation:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            observation = observe(functions, exercise.probe_of(case), compared.inputs(case))
        printed[case.name] = said.getvalue()
        return observation

    answer = Implementation(compared, seen, functions)
    told = unwritten(exercise) if all(map(is_unwritten, functions)) else report(compared, answer)
    return Driven(compared, answer, told, printed)
