"""The end of a run on one screen: who has what, who needs a look, and which mistakes the class makes."""

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from ..core.report import State
from ..notebook.card_parts import amount
from ..sandbox.unisolated import WARNING
from .autograded import strip_control
from .job import Isolation
from .lateness.hand_in_time import span
from .result import ClassResult, Row

_MOST_ROWS = 30  # a larger class is shown as a distribution, and by name only where somebody must look
_MOST_LOOKS = 10  # of a larger class, and as many who could not be graded
_MOST_MISTAKES = 6
_MARKS = {"right": "●", "partly": "◐", "wrong": "○", "unwritten": "·", "unjudged": "–"}


def print_summary(console: Console, outcome: ClassResult) -> None:
    """Print everything there is to say about a run."""
    if outcome.isolation is Isolation.NONE:
        console.print(Text(WARNING, style="bold white on red"))
    if outcome.rows:
        console.print(Group(_scores(outcome), _exercises(outcome), _mistakes(outcome), *_notices(outcome)))
    if outcome.failed:
        console.print(_failed(outcome))
    for name in outcome.invalid_folders:
        console.print(Text(f"skipped the folder {name!r}: its name cannot be a student's", style="yellow"))
    if outcome.loose:
        names = ", ".join(map(str, outcome.loose[:_MOST_LOOKS])) + (", …" if len(outcome.loose) > _MOST_LOOKS else "")
        told = f"not looked at: {names}; autograder collect {outcome.chapter} says whose they are"
        console.print(Text(strip_control(told), style="yellow"), soft_wrap=True)
    console.print(Text(_closing(outcome)))


def _closing(outcome: ClassResult) -> str:
    before = len(outcome.rows) - outcome.fresh
    parts = [
        f"{outcome.fresh} graded",
        f"{before} up to date" if before else "",
        f"{len(outcome.failed)} not graded" if outcome.failed else "",
        f"{outcome.by_hand} with a written answer to grade by hand" if outcome.by_hand else "",
        f"seed {outcome.seed}" if outcome.fresh else "",
    ]
    return ", ".join(filter(None, parts))


def _scores(outcome: ClassResult) -> Group:
    everybody = sorted(outcome.rows.items())
    exercises = len(outcome.states)
    table = Table(title=f"{outcome.chapter}: {len(everybody)} submissions", title_justify="left", box=None)
    # In a narrow terminal the last column gives way: who has which score must be readable in any.
    table.add_column("student", no_wrap=True, min_width=min(24, max(map(len, outcome.rows))), max_width=24)
    table.add_column("score", justify="right", no_wrap=True, min_width=len("100.5 of 100.5"))
    table.add_column("exercises", no_wrap=True, min_width=max(exercises, len("exercises")))
    table.add_column("look", no_wrap=True, overflow="ellipsis", max_width=60)
    large = len(everybody) > _MOST_ROWS
    shown = [one for one in everybody if one[1].look][:_MOST_LOOKS] if large else everybody
    for student, row in shown:
        marks = "".join(_MARKS[state] for state in row.states)
        score = f"{amount(row.score)} of {amount(row.points)}"
        table.add_row(Text(student), score, marks, Text(_look(row), style="yellow"))
    scores = sorted(row.score for row in outcome.rows.values())
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    spread = f"median {amount(middle)}, from {amount(scores[0])} to {amount(scores[-1])}"
    legend = Text(f"{spread}      ● right  ◐ partly  ○ wrong  · unwritten", style="italic")
    notes = [legend]
    if outcome.written_points:
        there = max((row.points for row in outcome.rows.values()), default=0.0)
        whole = f"{amount(there)} points for exercises, {amount(outcome.written_points)} for written answers"
        notes.append(Text(f"{whole}: {amount(there + outcome.written_points)} in the gradebook", style="italic"))
    late = [row.late for row in outcome.rows.values() if row.late.seconds]
    if not late:
        return Group(table, *notes)
    cost = amount(sum(one.penalty for one in late))
    told = f"{len(late)} late, which costs {cost} points together; the scores above are those before"
    return Group(table, *notes, Text(told, style="italic"))


def _look(row: Row) -> str:
    """Why somebody should look, after how late it was and what that costs."""
    cost = f", -{amount(row.late.penalty)}" if row.late.penalty else ""
    late = f"late by {span(row.late.seconds)}{cost}" if row.late.seconds else ""
    return "; ".join(filter(None, (late, strip_control(row.look))))


def _exercises(outcome: ClassResult) -> Table:
    """How the class fared with each exercise, in percent of the submissions."""
    table = Table(title="\nby exercise, percent", title_justify="left", box=None)
    table.add_column("exercise", no_wrap=True, max_width=32)
    shown = [state for state in State if state is not State.UNJUDGED or any(c[state] for c in outcome.states.values())]
    for state in shown:
        table.add_column(state.value, justify="right")
    for exercise, counts in outcome.states.items():
        table.add_row(Text(exercise), *(f"{100 * counts[state] / counts.total():.0f}" for state in shown))
    return table


def _mistakes(outcome: ClassResult) -> Table:
    table = Table(title="\nmost common mistakes", title_justify="left", box=None, show_header=False)
    for (exercise, mistake), count in outcome.mistakes.most_common(_MOST_MISTAKES):
        table.add_row(f"{count} ×", Text(exercise), Text(strip_control(mistake)))
    if not outcome.mistakes:
        table.add_row("none that has a name")
    return table


def _failed(outcome: ClassResult) -> Table:
    """Who was not graded, and why."""
    table = Table(title="\nNOT GRADED", title_justify="left", title_style="bold red", box=None, show_header=False)
    table.add_column(no_wrap=True, max_width=24)
    table.add_column(overflow="fold")
    failed = sorted(outcome.failed.items())
    for student, reason in failed[:_MOST_LOOKS]:
        table.add_row(Text(student), Text(strip_control(reason), style="bold red"))
    if len(failed) > _MOST_LOOKS:
        table.add_row("", f"and {len(failed) - _MOST_LOOKS} more")
    return table


def _notices(outcome: ClassResult) -> list[Text]:
    said = [f"{outcome.looks} need a look"] if outcome.looks else []
    said += [f"{outcome.lesser} lesser notices"] if outcome.lesser else []
    return (
        [Text(f"\n{' and '.join(said)}: all of them stand in journal/{outcome.chapter}/", style="yellow")]
        if said
        else []
    )
