"""The edits of whole chapters, exercise by exercise, and what is said about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from .. import exercises
from ..build.progress_bar import progress_bar
from .exercise_jobs import Name, each
from .mutants import LEAST_SHARE, MutantResult, judge_mutants

if TYPE_CHECKING:
    from rich.console import Console
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


def run_mutants(console: "Console", names: Sequence[Name], jobs: int = 1) -> list[str]:
    """Judge the edits of exercises, show what was found as it is found, and return what must be put right."""
    problems: list[str] = []
    with progress_bar(console) as bar:
        task = bar.add_task("", total=len(names))
        results = zip(names, each(_result, names, jobs), strict=True)
        for stem, of_chapter in groupby(results, key=lambda pair: pair[0][0]):
            bar.update(task, description=stem)
            chapter = ChapterMutants(stem)
            for _, result in of_chapter:
                bar.advance(task)
                chapter.results.append(result)
                for line in unnoticed_lines(result):
                    console.print(line, markup=False)
            console.print(_table(chapter))
            problems += chapter.problems
    return problems


def _result(name: Name) -> MutantResult:
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


def _table(chapter: ChapterMutants) -> "Table":
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
