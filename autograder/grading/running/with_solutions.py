"""Which failing exercises of a submission are driven once more, with right answers in the place of earlier ones.

It is the one time that a solution is in a sandbox. So it is given only where its exercise has been observed and has
failed, in a sandbox of its own, of which nothing is kept but whether an aspect holds.
"""

from collections.abc import Mapping, Sequence

from ... import exercises
from ...core.cell_roles import Role
from ...core.chapter_cells import needs, without_magics
from ...core.comparison import comparison
from ...core.follow_through import better_of, to_replace
from ...core.record import Chapter, Exercise
from ...core.report import Report
from ...worker.observe import Observation
from ..restore import Cell
from .run import Run

_LONGEST = 100_000  # characters of a cell that are looked through for what it calls


def follow_through(
    run: Run,
    judged: Sequence[Exercise],
    chapter: Chapter,
    cells: Sequence[Cell],
    seed: int,
    reports: Mapping[str, Report],
) -> dict[str, Report]:
    """The reports, of which some are better now.

    judged: those that may become better, in the chapter's order; the others were judged in an earlier run
    """
    found = dict(reports)
    if not any(to_replace(found[exercise.name], found, found) for exercise in judged):
        return found
    solutions = {one.name: exercises.source(chapter.stem).answer(one.name).text for one in chapter.exercises}
    called, solution_calls = called_by(cells, chapter), _called_by_solutions(cells, solutions, chapter)
    for exercise in judged:
        wrong = to_replace(found[exercise.name], called[exercise.name], found)
        # A solution calls others in turn, which may be wrong and nothing to the learner's own answer.
        wider = {*wrong, *(name for one in wrong for name in solution_calls[one])}
        replaced = to_replace(found[exercise.name], (one.name for one in chapter.exercises if one.name in wider), found)
        if replaced:
            seen = run.drive_again(exercise, {name: solutions[name] for name in replaced})
            found[exercise.name] = _better(found[exercise.name], exercise, seed, seen, replaced)
    return found


def called_by(cells: Sequence[Cell], chapter: Chapter) -> Mapping[str, tuple[str, ...]]:
    """For each exercise, the earlier exercises that the submission's answer to it calls, however indirectly."""
    given = [_readable(cell.source) for cell in cells if cell.run and cell.role in (Role.SETUP, Role.ADDED)]
    answers = {cell.name: _readable(cell.source) for cell in cells if cell.run and cell.role is Role.EXERCISE}
    # Its own names are among what it calls: then an answer that stands in an added cell is found.
    own = {one.name: "\n".join([answers.get(one.name, ""), *one.functions]) for one in chapter.exercises}
    return needs(given, own, chapter.exercises)


def _called_by_solutions(
    cells: Sequence[Cell], solutions: Mapping[str, str], chapter: Chapter
) -> Mapping[str, tuple[str, ...]]:
    given = [without_magics(cell.source) for cell in cells if cell.role is Role.SETUP]
    return needs(given, solutions, chapter.exercises)


def _readable(source: str) -> str:
    """A cell as Python has it, or "" if it is none."""
    plain = without_magics(source)
    try:
        compile(plain[:_LONGEST], "<cell>", "exec")
    except Exception:  # whatever a learner's text makes the compiler trip over
        return ""
    return plain if len(plain) <= _LONGEST else ""


def _better(
    report: Report, exercise: Exercise, seed: int, seen: Mapping[str, Observation], replaced: tuple[str, ...]
) -> Report:
    compared = comparison(exercise, seed)
    try:
        return better_of(report, compared, compared.observed(seen), replaced)
    except Exception:  # a learner's numbers: what was judged before stays
        return report
