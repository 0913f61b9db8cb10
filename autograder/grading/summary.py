"""The end of a run on one screen: who has what, who needs a look, and which mistakes the class makes."""

from collections import Counter

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from ..sandbox.unisolated import WARNING
from .autograded import strip_control
from .grade import Graded
from .grade_class import ClassResult
from .job import Isolation

_MOST_ROWS = 30  # a larger class is shown as a distribution, and by name only where somebody must look
_MOST_MISTAKES = 6
_MARKS = {"right": "●", "partly": "◐", "wrong": "○", "unwritten": "·", "unjudged": "–"}


def print_summary(console: Console, outcome: ClassResult) -> None:
    """Print everything there is to say about a run."""
    if outcome.isolation is Isolation.NONE:
        console.print(Text(WARNING, style="bold white on red"))
    if outcome.graded:
        console.print(Group(_scores(outcome), _mistakes(outcome), *_notices(outcome)))
    for student, reason in outcome.failed.items():
        console.print(Text(f"NOT GRADED  {student}: {strip_control(reason)}", style="bold red"))
    for name in outcome.invalid_folders:
        console.print(Text(f"skipped the folder {name!r}: its name cannot be a student's", style="yellow"))
    console.print(Text(_closing(outcome)))


def needs_review(graded: Graded) -> bool:
    """Whether somebody should open the submission, beside grading its written answers."""
    return any(notice.needs_review for notice in graded.notices)


def _closing(outcome: ClassResult) -> str:
    by_hand = sum(any(graded.answered.values()) for graded in outcome.graded.values())
    parts = [
        f"{len(outcome.graded)} graded",
        f"{len(outcome.failed)} not graded" if outcome.failed else "",
        f"{by_hand} with a written answer to grade by hand" if by_hand else "",
        f"seed {outcome.seed}",
    ]
    return ", ".join(filter(None, parts))


def _scores(outcome: ClassResult) -> Table:
    names = list(next(iter(outcome.graded.values())).reports)
    table = Table(title=f"{outcome.chapter}: {len(outcome.graded)} submissions", title_justify="left", box=None)
    # In a narrow terminal the last column gives way: who has which score must be readable in any.
    table.add_column("student", no_wrap=True, min_width=min(24, max(map(len, outcome.graded))), max_width=24)
    table.add_column("score", justify="right", no_wrap=True, min_width=len("100.5 of 100.5"))
    table.add_column("exercises", no_wrap=True, min_width=max(len(names), len("exercises")))
    table.add_column("look", no_wrap=True, overflow="ellipsis", max_width=60)
    everybody = sorted(outcome.graded.items())
    shown = everybody if len(everybody) <= _MOST_ROWS else [(s, g) for s, g in everybody if needs_review(g)]
    for student, graded in shown[:_MOST_ROWS]:
        marks = "".join(_MARKS[graded.reports[name].state] for name in names)
        first = next((strip_control(notice.text) for notice in graded.notices if notice.needs_review), "")
        score = f"{graded.score:g} of {graded.points:g}"
        table.add_row(Text(student), score, marks, Text(first, style="yellow"))
    scores = sorted(graded.score for graded in outcome.graded.values())
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    table.caption = (
        f"median {middle:g}, from {scores[0]:g} to {scores[-1]:g}      ● right  ◐ partly  ○ wrong  · unwritten"
    )
    table.caption_justify = "left"
    return table


def _mistakes(outcome: ClassResult) -> Table:
    found = Counter(
        (name, report.diagnosis.name)
        for graded in outcome.graded.values()
        for name, report in graded.reports.items()
        if report.diagnosis is not None
    )
    table = Table(title="\nmost common mistakes", title_justify="left", box=None, show_header=False)
    for (exercise, mistake), count in found.most_common(_MOST_MISTAKES):
        table.add_row(f"{count} ×", Text(exercise), Text(strip_control(mistake)))
    if not found:
        table.add_row("none that has a name")
    return table


def _notices(outcome: ClassResult) -> list[Text]:
    looks = sum(map(needs_review, outcome.graded.values()))
    minor = sum(not notice.needs_review for graded in outcome.graded.values() for notice in graded.notices)
    said = [f"{looks} need a look"] if looks else []
    said += [f"{minor} lesser notices"] if minor else []
    return (
        [Text(f"\n{' and '.join(said)}: all of them stand in journal/{outcome.chapter}/", style="yellow")]
        if said
        else []
    )
