"""What a record allows is enough: every right answer is right with the chapter's student edition alone.

Whoever forgets a name in ALLOWS finds out here, and not when a class is graded.
"""

from collections.abc import Iterator, Sequence

from ..core.chapter_cells import cell_of, without_magics
from ..core.comparison import Comparison
from ..core.errors import RecordError
from ..core.judge import judge
from ..core.record import NOTEBOOK_SEED, Chapter, Exercise
from ..exercises import source as source_of
from ..sandbox.limits import Limits
from ..sandbox.sandbox import WorkerSandbox
from ..sandbox.student_edition import student_edition
from ..sandbox.unisolated import Unisolated

_SECONDS = 60.0  # for a cell, on a busy machine
_WALL = 240.0


def of_edition(chapter: Chapter, sound: Sequence[Exercise]) -> Iterator[str]:
    """What does not run, or loses marks, where there is nothing of layerwise but what the chapter allows.

    sound: the exercises whose reference can be judged at all
    """
    source = source_of(chapter.stem)
    try:
        edition = student_edition(chapter)
    except RecordError as error:
        yield from error.problems
        return
    with Unisolated(edition, Limits(cell_seconds=_SECONDS)) as box:
        for cell in source.cells:
            name = cell.options.get("exercise")
            if name is None:
                ended = "" if "written" in cell.options else box.run_cell(without_magics(cell.text), _SECONDS).error
                if ended:
                    yield f"{chapter.stem}: a set-up cell does not run where answers are graded: {_last(ended)}"
                continue
            solution = source.answer(name).text
            exercise = next((one for one in sound if one.name == name), None)
            ways = [(f"{w.name!r}", cell_of(solution, exercise, w.code)) for w in exercise.accepted] if exercise else []
            for what, code in [*ways, ("its solution", solution)]:
                ended = box.run_cell(code, _SECONDS).error
                lost = _last(ended) if ended else _lost(box, exercise) if exercise else ""
                if lost:
                    yield f"{name}: {what} is not right where answers are graded, with what ALLOWS names: {lost}"


def _lost(box: WorkerSandbox, exercise: Exercise) -> str:
    """The first aspect that does not hold for what is defined in the sandbox, or ""."""
    drawn = [(case, case.draw(NOTEBOOK_SEED)) for case in exercise.cases]
    seen = box.probe(exercise, drawn, limit=_SECONDS, wall=_WALL)
    compared = Comparison(exercise, NOTEBOOK_SEED)
    answer = compared.observed({case.name: one for (case, _), one in zip(drawn, seen, strict=True)})
    failures = [aspect for aspect in judge(compared, answer) if aspect.failure is not None]
    return next((f"{one.name}: {one.failure.message}" for one in failures if one.failure is not None), "")


def _last(error: str) -> str:
    """The line of a traceback that says what happened."""
    return next((line for line in reversed(error.splitlines()) if line.strip()), "")
