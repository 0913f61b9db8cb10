"""What a record allows is enough: every right answer that it knows is right with its chapter's edition alone."""

import pytest

from autograder import exercises
from autograder.core.chapter_cells import cell_of, without_magics
from autograder.core.comparison import Comparison
from autograder.core.judge import judge
from autograder.sandbox import student_edition as module
from autograder.sandbox.limits import Limits
from autograder.sandbox.student_edition import student_edition
from autograder.sandbox.unisolated import Unisolated

SEED = 7


def lost(box, exercise):
    """The aspects that do not hold for what is defined in the sandbox."""
    drawn = [(case, case.draw(SEED)) for case in exercise.cases]
    seen = box.probe(exercise, drawn, limit=60, wall=240)
    compared = Comparison(exercise, SEED)
    answer = compared.observed({case.name: one for (case, _), one in zip(drawn, seen, strict=True)})
    return [aspect for aspect in judge(compared, answer) if not aspect.passed]


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.parametrize("stem", exercises.stems())
def test_every_right_answer_is_right_in_its_edition(stem, tmp_path, monkeypatch):
    """Set-up cells run to their end, answers find what they use, and probes what they drive them with."""
    monkeypatch.setattr(module, "_writable_cache", lambda: tmp_path)
    chapter, source = exercises.load(stem), exercises.source(stem)
    with Unisolated(student_edition(chapter), Limits(cell_seconds=60)) as box:
        for cell in source.cells:
            name = cell.options.get("exercise")
            if name is None:
                if "written" not in cell.options:
                    assert box.run_cell(without_magics(cell.text), 60).error == ""
                continue
            exercise, solution = chapter.exercise(name), source.answer(name).text
            for code in [*(cell_of(solution, exercise, way.code) for way in exercise.accepted), solution]:
                assert box.run_cell(code, 60).error == ""
                assert lost(box, exercise) == [], code
