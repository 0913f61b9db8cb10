"""Give answers that nobody could name the name that an instructor gave their mistake in this class.

An answer has the mistake where the same change would make it right, or where it gives the same under this run's seed as
the answer that was named. That one is run for it in a sandbox of its own, as it was handed in: it is no code of ours.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ... import exercises
from ...core.chapter_cells import cell_of
from ...core.code_shape import smallest_change
from ...core.comparison import comparison
from ...core.diagnose import indistinguishable
from ...core.errors import GradingError
from ...core.record import Exercise
from ...core.released import Release
from ...core.report import Report
from ...sandbox.sandbox import SandboxFactory
from ...worker.observe import Observation
from ..handed_in import HandedIn
from ..job import Job, materials
from ..restore import Cell, restore
from ..running.run import Run
from .class_mistake import ClassMistake, waits_for_a_name, with_name

Observations = Mapping[str, Observation]


def recognised(
    job: Job,
    make_sandbox: SandboxFactory,
    seen: Mapping[str, Observations],
    cells: Iterable[Cell],
    reports: Mapping[str, Report],
) -> dict[str, Report]:
    """The reports that have a name now. seen: what the answers gave, by exercise and case"""
    known = {one.exercise for one in job.mistakes}
    found = {}
    sources = {cell.name: cell.source for cell in cells}
    chapter = materials(job.chapter, job.release, job.digest).chapter if known else None
    for name, report in reports.items():
        if chapter and name in known and name not in job.kept and waits_for_a_name(report):
            exercise = chapter.exercise(name)
            mistake = _found(job, make_sandbox, exercise, sources.get(name, ""), seen.get(name, {}))
            if mistake is not None:
                found[name] = with_name(report, mistake)
    return found


def change_of(stem: str, exercise: Exercise, code: str) -> str:
    """The smallest change of an answer that would make it one of the right ways that are recorded, or ""."""
    return smallest_change(code, _right_ways(stem, exercise))


@lru_cache(maxsize=64)
def _right_ways(stem: str, exercise: Exercise) -> tuple[str, ...]:
    solution = exercises.source(stem).answer(exercise.name).text
    return solution, *(cell_of(solution, exercise, way.code) for way in exercise.accepted)


def _found(
    job: Job, make_sandbox: SandboxFactory, exercise: Exercise, code: str, seen: Observations
) -> ClassMistake | None:
    own = [mistake for mistake in job.mistakes if mistake.exercise == exercise.name]
    change = change_of(job.chapter, exercise, code)
    by_change = next((mistake for mistake in own if change and change in mistake.changes), None)
    examples = (_Example(job, make_sandbox, mistake) for mistake in own)
    return by_change or next((one.mistake for one in examples if _gives_the_same(one, exercise, seen)), None)


def _gives_the_same(example: "_Example", exercise: Exercise, seen: Observations) -> bool:
    shown = _observed(example, exercise.name)
    compared = comparison(exercise, example.job.seed)
    try:
        return bool(shown) and indistinguishable(compared, compared.observed(seen), compared.observed(shown))
    except Exception:  # learners' numbers go deep into the comparison; then nothing is known
        return False


class _Example:
    """A run's mistake, equal for equal runs: a process looks at each once."""

    def __init__(self, job: Job, make_sandbox: SandboxFactory, mistake: ClassMistake) -> None:
        self.job, self.make_sandbox, self.mistake = job, make_sandbox, mistake
        self._key = job.chapter, job.digest, job.seed, job.isolation, job.limits, mistake

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Example) and self._key == other._key


@lru_cache(maxsize=256)
def _observed(example: _Example, name: str) -> Observations:
    """What the answer that was named gives under the run's seed; nothing where that cannot be seen."""
    job = example.job
    with_what = materials(job.chapter, job.release, job.digest)
    try:
        restored = restore(with_what.release, handed_in_again(with_what.release, dict(example.mistake.answers)))
        with Run(restored, with_what.chapter, job.seed, example.make_sandbox, job.limits) as run:
            return run.everything().observations.get(name, {})
    except GradingError:
        return {}


def handed_in_again(release: Release, answers: Mapping[str, str]) -> HandedIn:
    """The release's notebook with these answers, by exercise, as if it had been handed in."""
    notebook = copy.deepcopy(dict(release.notebook))
    for cell in notebook["cells"]:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        if name in answers:
            cell["source"] = answers[name]
    return HandedIn("named.ipynb", json.dumps(notebook).encode())
