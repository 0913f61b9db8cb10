"""The edits of whole chapters, exercise by exercise, in one process or several, and what is said about them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from typing import TYPE_CHECKING

from .. import exercises
from .mutants import LEAST_SHARE, MutantResult, judge_mutants

if TYPE_CHECKING:
    from rich.table import Table


@dataclass
class ChapterMutants:
    """What became of the edits of a chapter's solutions."""

    stem: str
    results: list[MutantResult] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How many of the edits that make a difference cost marks; 1 where there are none."""
        different = sum(result.mutants - result.harmless - result.listed for result in self.results)
        return sum(result.rejected for result in self.results) / different if different else 1.0

    @property
    def problems(self) -> Iterator[str]:
        """What must be put right."""
        for result in self.results:
            if result.problem:
                yield f"{result.exercise}: {result.problem}"
            for change in result.stale:
                yield f"{result.exercise}: “No difference” lists `{change}`, and no edit of that text keeps full marks"
        if self.share < LEAST_SHARE:
            yield f"{self.stem}: {self.share:.1%} of the edits cost marks; {LEAST_SHARE:.0%} is the least"


def chapter_mutants(names: Iterable[tuple[str, str]], jobs: int = 1) -> Iterator[tuple[str, MutantResult]]:
    """The results of exercises, each named with its chapter, in their order. jobs: processes at a time."""
    names = list(names)
    with ExitStack() as stack:
        if jobs > 1:
            pool = stack.enter_context(ProcessPoolExecutor(jobs, get_context("spawn")))
            results: Iterable[MutantResult] = pool.map(_result, names)
        else:
            results = map(_result, names)
        for (stem, _), result in zip(names, results, strict=True):
            yield stem, result


def _result(name: tuple[str, str]) -> MutantResult:
    stem, exercise = name
    return judge_mutants(exercises.load(stem).exercise(exercise), exercises.source(stem).answer(exercise))


def unnoticed_lines(result: MutantResult) -> Iterator[str]:
    """The edits of an exercise that keep full marks: each line of the solution, and below it what it may become."""
    for (function, line, before), mutants in groupby(
        sorted(result.unnoticed, key=lambda mutant: (mutant.line, mutant.function, mutant.change.before)),
        key=lambda mutant: (mutant.function, mutant.line, mutant.change.before),
    ):
        yield f"{result.exercise}: {function}, line {line}: {before or '(a line more)'}"
        for mutant in mutants:
            yield f"    {mutant.kind}: `{mutant.change.text}`"


def mutant_table(chapter: ChapterMutants) -> "Table":
    """A chapter's exercises with their edits."""
    from rich.table import Table

    table = Table("exercise", title=chapter.stem, title_justify="left")
    headings = ("mutants", "rejected", "harmless", "listed", "unnoticed")
    for heading in headings:
        table.add_column(heading, justify="right")
    rows = [(r.exercise, (r.mutants, r.rejected, r.harmless, r.listed, len(r.unnoticed))) for r in chapter.results]
    for name, numbers in rows:
        table.add_row(name, *map(str, numbers))
    table.add_section()
    totals = [sum(numbers[at] for _, numbers in rows) for at in range(len(headings))]
    table.add_row(f"{len(rows)} exercises: {chapter.share:.1%}", *map(str, totals))
    return table


def chosen_exercises(stems: Sequence[str], only: Sequence[str]) -> list[tuple[str, str]]:
    """The exercises of chapters, each with its chapter; of those named, or all."""
    names = [(stem, exercise.name) for stem in stems for exercise in exercises.load(stem).exercises]
    return [(stem, name) for stem, name in names if not only or name in only]
