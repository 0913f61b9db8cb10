"""An answer, driven through its exercise in the learner's kernel, with what it prints caught case by case."""

import contextlib
import io
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..core.comparison import Comparison, Implementation, comparison
from ..core.diagnose import report, unwritten
from ..core.record import NOTEBOOK_SEED, Aspect, Case, Exercise, Function
from ..core.report import Report
from ..worker.observe import Observation, is_unwritten, observe
from .progress import data_dir
from .settings import read_settings

_SEED = "inputs_seed"  # the file with the learner's own


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


def check_seed(exercise: Exercise) -> int:
    """The seed of an exercise's cases in this notebook. Raises ValueError for settings that cannot be understood."""
    # The class edition has no reference to ask, only what it returned under the notebook's seed.
    if getattr(exercise, "stored", None) is not None or not read_settings().own_inputs:
        return NOTEBOOK_SEED
    return _own(data_dir() / _SEED)


def _own(path: Path) -> int:
    """The learner's seed, drawn when it is first asked for."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        seed = _drawn(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(seed), encoding="ascii")
    except OSError:
        pass  # it then holds for as long as the kernel runs
    return seed


@cache
def _drawn(path: Path) -> int:
    return 2 + secrets.randbelow(2**31)  # neither the notebook's own, nor the one beside it that confirms a repair
