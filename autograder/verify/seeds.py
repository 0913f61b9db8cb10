"""A score is a property of the answer: the same under every seed, for each variant and for what is built on it.

The check has one seed, a grading run another. A wrong answer that some draws of a case let through gets the marks that
a right one gets, by luck; so does a right answer that calls a wrong one of the same learner's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .. import exercises
from ..core.answers import ChapterSource
from ..core.chapter_cells import cell_of, needs, without_magics
from ..core.comparison import Comparison
from ..core.forms import Form
from ..core.judge import judge
from ..core.record import NOTEBOOK_SEED, Chapter, Exercise, Function, Variant
from .exercise_jobs import Name
from .sample import EVERYTHING, Sample, titled

_LARGEST = 2**31


@dataclass(frozen=True)
class Scores:
    """The scores of one answer, seed by seed. answer: what it is, in words that begin with its exercise."""

    answer: str
    points: tuple[float, ...]

    @property
    def differ(self) -> bool:
        """Whether the seed decides."""
        return len(set(self.points)) > 1


@dataclass(frozen=True)
class SeedResult:
    """What the seed decided: for an exercise's variants, and for the solutions that call one of them."""

    exercise: str
    variants: tuple[Scores, ...]
    callers: tuple[Scores, ...]

    @property
    def differing(self) -> tuple[Scores, ...]:
        """The answers whose score depends on the seed."""
        return tuple(scores for scores in (*self.variants, *self.callers) if scores.differ)


def drawn_seeds(number: int, start: int) -> tuple[int, ...]:
    """The notebook's seed and `number` others, which follow from `start`."""
    return (NOTEBOOK_SEED, *map(int, np.random.default_rng(start).integers(1, _LARGEST, number)))


def score_under(name: Name, seeds: Sequence[int], sample: Sample = EVERYTHING) -> SeedResult:
    """Score every variant of an exercise under each seed, by itself and under each solution that calls it."""
    stem, asked = name
    chapter, source, sample = exercises.load(stem), exercises.source(stem), sample.of(stem)
    exercise = chapter.exercise(asked)
    compared = [Comparison(exercise, seed) for seed in seeds]
    variants = tuple(Scores(what, _points(compared, functions)) for what, functions in _alone(exercise, sample))
    callers: list[Scores] = []
    for caller in _callers(chapter, source, asked):
        compared = [Comparison(caller, seed) for seed in seeds]
        for what, functions in _called(source, exercise, caller, sample):
            callers.append(Scores(what, _points(compared, functions)))
    return SeedResult(asked, variants, tuple(callers))


def _alone(exercise: Exercise, sample: Sample) -> Iterator[tuple[str, tuple[Function, ...]]]:
    variants: tuple[Variant, ...] = (*exercise.misconceptions, *exercise.accepted)
    for variant in variants:
        forms = exercise.implementations(variant)
        for number, functions in enumerate(forms, 1):
            title = f"{exercise.name}: {titled(variant.name, number, len(forms))}"
            if sample.takes(title):
                yield title, functions


def _called(
    source: ChapterSource, exercise: Exercise, caller: Exercise, sample: Sample
) -> Iterator[tuple[str, tuple[Function, ...]]]:
    """The caller's own solution, with each mistake of an exercise in its cell."""
    solution = source.answer(exercise.name).text
    for mistake in exercise.misconceptions:
        for number, code in enumerate(mistake.forms, 1):
            title = f"{caller.name}, which calls {exercise.name}: {titled(mistake.name, number, len(mistake.forms))}"
            if not sample.takes(title):
                continue
            answer = source.answer(caller.name, {exercise.name: cell_of(solution, exercise, code)})
            form = Form(title, caller.functions, answer, ())
            yield title, tuple(form[name] for name in caller.functions)


def _callers(chapter: Chapter, source: ChapterSource, name: str) -> list[Exercise]:
    given = [without_magics(cell.text) for cell in source.given]
    solutions = {exercise.name: source.answer(exercise.name).text for exercise in chapter.exercises}
    needed = needs(given, solutions, chapter.exercises)
    return [exercise for exercise in chapter.exercises if name in needed[exercise.name]]


def _points(compared: Sequence[Comparison], functions: tuple[Function, ...]) -> tuple[float, ...]:
    return tuple(
        float(sum(aspect.points for aspect in judge(one, one.implementation(functions)) if aspect.passed))
        for one in compared
    )
