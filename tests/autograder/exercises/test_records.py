"""What holds for every record; `autograder verify` holds the rest."""

import re

import pytest

from autograder import exercises
from autograder.worker.wire import pack

STEMS = {exercise: stem for stem in exercises.stems() for exercise in exercises.load(stem).exercises}
every_exercise = pytest.mark.parametrize("exercise", STEMS, ids=lambda exercise: exercise.name)


@every_exercise
def test_some_inputs_are_drawn_by_the_run_s_seed(exercise):
    """Every exercise has inputs that an answer cannot have seen."""
    assert any(pack(case.draw(0)) != pack(case.draw(1)) for case in exercise.cases)


@every_exercise
def test_every_hint_comes_back_as_it_is_written(exercise):
    """Backticks, asterisks, underscores: a card shows the author's characters, whatever Markdown makes of them."""
    path = exercises.module_of(STEMS[exercise], exercise.name).with_suffix(".md")
    mistakes = re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[0]  # other parts begin so
    written = {}
    for section in re.split(r"^## ", mistakes, flags=re.MULTILINE)[1:]:
        name, _, text = section.partition("\n")
        prose = [line for line in re.sub(r"```diff\n.*?```\n", "", text, flags=re.DOTALL).splitlines() if line]
        written[name] = tuple(
            " ".join(line.removeprefix("> ") for line in prose if line.startswith("> ") == second)
            for second in (False, True)
        )
    assert {m.name: (m.hint, m.second_hint) for m in exercise.misconceptions} == written


@every_exercise
def test_a_mistake_changes_nothing_but_the_functions_that_it_names(exercise):
    """What a diff leaves alone is the reference's, so that a verdict is about the mistake."""
    for mistake in exercise.misconceptions:
        for form, functions in zip(mistake.forms, exercise.implementations(mistake), strict=True):
            assert set(form) <= set(exercise.functions)
            for name, made, reference in zip(exercise.functions, functions, exercise.references, strict=True):
                assert (made is reference) == (name not in form), (mistake.name, name)
