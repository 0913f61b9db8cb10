"""The scores of whole chapters under several seeds, and what is said about those that differ."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from ..build.progress_bar import progress_bar
from .exercise_jobs import Name, each
from .sample import Sample
from .seeds import SeedResult, drawn_seeds, score_under

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def run_seeds(console: "Console", names: Sequence[Name], number: int, sample: Sample, jobs: int = 1) -> list[str]:
    """Score exercises under so many seeds, show how many scores there are, and return those that the seed decides."""
    seeds = drawn_seeds(number, sample.start)
    console.print(f"seeds {', '.join(map(str, seeds))}; again with --seeds {number} {sample.options}", markup=False)
    problems: list[str] = []
    with progress_bar(console) as bar:
        task = bar.add_task("", total=len(names))
        results = zip(names, each(partial(score_under, seeds=seeds, sample=sample), names, jobs), strict=True)
        for stem, of_chapter in groupby(results, key=lambda pair: pair[0][0]):
            bar.update(task, description=stem)
            found = []
            for _, result in of_chapter:
                bar.advance(task)
                found.append(result)
                problems += [
                    f"{scores.answer}: {', '.join(f'{points:g}' for points in scores.points)} points, by the seed"
                    for scores in result.differing
                ]
            console.print(_table(stem, found))
    return problems


def _table(stem: str, results: Sequence[SeedResult]) -> "Table":
    from rich.table import Table

    table = Table("exercise", title=stem, title_justify="left")
    for heading in ("variants", "called by others", "by the seed"):
        table.add_column(heading, justify="right")
    rows = [(result.exercise, (len(result.variants), len(result.callers), len(result.differing))) for result in results]
    for name, numbers in rows:
        table.add_row(name, *map(str, numbers))
    table.add_section()
    table.add_row(f"{len(rows)} exercises", *(str(sum(numbers[at] for _, numbers in rows)) for at in range(3)))
    return table
