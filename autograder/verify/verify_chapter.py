"""Test the tests of one chapter: its record by itself, then its record against its notebook."""

from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from .. import exercises
from ..build.folders import Folders
from ..build.plan import plan, record_of, unreadable
from ..build.source import read
from ..core.errors import BuildError
from ..core.record import NOTEBOOK_SEED, Chapter, Exercise, Misconception
from . import as_written, behaviour, cells, course_rules, placeholders, text_rules
from . import record_rules as rules
from .calibration_rules import of_calibration
from .cost import of_cost, reference_seconds
from .example_rules import of_examples
from .in_edition import of_edition
from .promises import promises
from .rote import of_rote
from .sample import EVERYTHING, Sample, titled

SEEDS = (NOTEBOOK_SEED, 1, 2, 20_000_003)  # the notebook's, and some that a grading run might draw


@dataclass
class Row:
    """One line of the table: an exercise, how much of it was looked at, and how much of that held.

    forms: how many forms of the misconceptions, besides the first of each, get its name
    seconds: the processor time that the reference takes for all cases
    """

    exercise: str
    points: float
    cases: int
    accepted: int = 0
    of_accepted: int = 0
    caught: int = 0
    of_misconceptions: int = 0
    forms: int = 0
    of_forms: int = 0
    seconds: float = 0.0
    in_notebook: bool = False


@dataclass
class Result:
    """What there is to say about a chapter: sentences that begin with a name. Remarks are no faults."""

    stem: str
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(folders: Folders, stem: str, sample: Sample = EVERYTHING) -> Result:
    """Hold a chapter's record against itself and against its notebook. Never raises for what a record holds.

    sample: of the accepted ways, of the forms besides the first of each mistake and of the answers by rote; and the
        notebook's seed with one of the others, which take turns, in place of four
    """
    result, sample = Result(stem), sample.of(stem)
    others = SEEDS[1:]
    seeds = SEEDS if sample.one_in == 1 else (NOTEBOOK_SEED, others[sample.start % len(others)])
    result.problems += placeholders.of_chapter(folders, stem)
    if result.problems:
        return result
    try:
        chapter = record_of(stem)
    except BuildError as error:
        result.problems += error.problems
        return result
    except Exception as error:  # whatever a module raises when it is imported
        result.problems.append(f"{stem}: its record cannot be imported: {type(error).__name__}: {error}")
        return result
    if not chapter.exercises:
        result.problems.append(f"{stem}: asks for no exercise yet: autograder new exercise {stem} NAME")
    result.problems += [f"{stem}: {problem}" for problem in rules.of_written(chapter)]
    result.problems += unreadable(chapter)
    if result.problems:
        return result
    result.problems += [f"{stem}: {problem}" for problem in of_calibration(chapter)]
    sound = []
    for exercise in chapter.exercises:
        row, problems, runs = verify_exercise(exercise, seeds, sample)
        result.rows.append(row)
        answer = exercises.source(stem).answer(exercise.name)
        problems += [*(of_examples(exercise, answer) if runs else ())]
        module = exercises.module_of(stem, exercise.name)
        if module is not None and (words := module.with_suffix(".md")).is_file():
            problems += as_written.of_hints(exercise, words)
        result.problems += [f"{exercise.name}: {problem}" for problem in problems]
        sound += [exercise] if runs else []
    result.remarks += of_cost(stem, sum(row.seconds for row in result.rows))
    _against_notebook(result, folders, chapter, sound, seeds)
    if sample.takes(f"{stem}: in its edition"):
        result.problems += of_edition(chapter, sound)
    if text_rules.are_ours(folders):
        result.problems += _of_the_course(folders, chapter)
    return result


def verify_exercise(
    exercise: Exercise, seeds: tuple[int, ...] = SEEDS, sample: Sample = EVERYTHING
) -> tuple[Row, list[str], bool]:
    """An exercise by itself: its row, its problems, and whether answers can be judged with it at all."""
    row = Row(exercise.name, exercise.points, len(exercise.cases))
    ways = [way for way in exercise.accepted if sample.takes(f"{exercise.name}: {way.name!r}")]
    row.of_accepted, row.of_misconceptions = len(ways), len(exercise.misconceptions)
    problems = [*rules.of_ability(exercise), *rules.of_variants(exercise), *rules.of_left_alone(exercise)]
    blocking = list(rules.of_aspects(exercise)) or _first([list(rules.of_inputs(exercise, seed)) for seed in seeds])
    blocking = blocking or _first([behaviour.of_reference(exercise, seed) for seed in seeds])
    if blocking:
        return row, blocking + problems, False
    row.seconds = reference_seconds(exercise, seeds)
    problems += rules.of_drawn(exercise)
    problems += of_rote(exercise) if sample.takes(f"{exercise.name}: by rote") else ()
    for accepted in ways:
        trouble = _over(seeds, [behaviour.of_accepted(exercise, accepted, seed) for seed in seeds])
        row.accepted += not trouble
        problems += trouble
    for misconception in exercise.misconceptions:
        numbers = _taken(exercise, misconception, sample)
        by_seed = [behaviour.of_misconception(exercise, misconception, numbers, seed) for seed in seeds]
        trouble = _over(seeds, [next(filter(None, of_forms), "") for of_forms in by_seed])
        row.caught += not trouble
        problems += trouble
        row.of_forms += len(numbers) - 1
        row.forms += sum(not any(troubles) for troubles in list(zip(*by_seed, strict=True))[1:])
    return row, problems, True


def _taken(exercise: Exercise, misconception: Misconception, sample: Sample) -> list[int]:
    """The numbers of the forms to look at: the first always, which is how the mistake is known."""
    of = len(misconception.forms)
    others = range(2, of + 1)
    return [1, *(n for n in others if sample.takes(f"{exercise.name}: {titled(misconception.name, n, of)}"))]


def shared_names() -> list[str]:
    """Functions that two exercises of the course ask for."""
    chapters: list[Chapter] = []
    for stem in exercises.stems():
        try:
            chapters.append(exercises.load(stem))
        except Exception:
            continue
    return rules.names_across(chapters)


def _against_notebook(
    result: Result, folders: Folders, chapter: Chapter, sound: list[Exercise], seeds: tuple[int, ...]
) -> None:
    if result.stem not in folders.chapters():
        missing = folders.short(folders.source(result.stem))
        result.problems.append(f"{result.stem}: its record has no notebook: {missing} is missing")
        return
    try:
        planned = plan(folders, result.stem)
    except BuildError as error:
        result.problems += error.problems
        return
    result.problems += [problem for told in promises(planned.source, chapter) for problem in told.problems]
    released = nbformat.reads(planned.released[folders.released(result.stem)].decode(), as_version=4)
    result.problems += text_rules.given_away(planned.source, [cell.source for cell in released.cells])
    folder: Path = planned.source.path.parent
    solved, solved_problems = cells.names_of(planned.notebook, folder)
    blank, blank_problems = cells.names_of(released, folder)
    result.problems += [f"{result.stem}: {problem}" for problem in solved_problems]
    result.problems += [f"{result.stem} as learners get it: {problem}" for problem in blank_problems]
    rows = {row.exercise: row for row in result.rows}
    for exercise in sound:
        trouble = _over(seeds, [cells.of_solution(exercise, solved, seed) for seed in seeds])
        trouble += list(filter(None, [cells.of_starter(exercise, blank)]))
        rows[exercise.name].in_notebook = not trouble
        result.problems += [f"{exercise.name}: {problem}" for problem in trouble]


def _of_the_course(folders: Folders, chapter: Chapter) -> list[str]:
    """What this course asks of each of its chapters besides."""
    source = exercises.source(chapter.stem)
    text = read(folders.source(chapter.stem))
    return [
        *text_rules.of_text(text),
        *text_rules.of_chapter(text, source),
        *(f"{chapter.stem}: {problem}" for problem in as_written.of_model_answers(source)),
        *course_rules.of_rows(folders, chapter.stem),
        *course_rules.of_public_names(folders, chapter),
    ]


def _over(seeds: tuple[int, ...], troubles: list[str]) -> list[str]:
    """The first trouble, with the seeds that show one; most mistakes show under all of them."""
    hit = [seed for seed, trouble in zip(seeds, troubles, strict=True) if trouble]
    if not hit:
        return []
    where = "" if len(hit) == len(seeds) else f" (with seed {', '.join(map(str, hit))} only)"
    return [next(filter(None, troubles)) + where]


def _first(by_seed: list[list[str]]) -> list[str]:
    return next(filter(None, by_seed), [])
