"""Which exercises call which, and what a variant looks like in a cell."""

import numpy as np
import pytest
from samples.small_chapter import STEM, small_checkout

from autograder import exercises
from autograder.core.chapter_cells import cell_of, needs, without_magics


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch)
    return exercises.load(STEM)


@pytest.mark.parametrize(
    ("solution", "needed"),
    [
        ("def halve(x):\n    return x / 2\n", ()),
        ("def halve(x):\n    return double(x) / 4\n", ("double",)),
        ("class halve:\n    def forward(self, x):\n        return [double_backward(x, y) for y in x]\n", ("double",)),
        ("%time\ndef halve(x):\n    return helper(x)\n", ("double",)),
    ],
)
def test_an_exercise_needs_those_whose_functions_its_solution_calls(chapter, solution, needed):
    given = ["def helper(x):\n    return double(x)\n"]
    solutions = {"double": "def double(x):\n    return 2 * x\n", "halve": solution}
    assert needs(given, solutions, chapter.exercises) == {"double": (), "halve": needed}


def test_a_magic_is_no_python():
    assert without_magics("%matplotlib inline\nx = 1\n  !ls") == "pass\nx = 1\npass"


def test_a_form_is_the_cell_with_its_diff_in_it(chapter):
    exercise = chapter.exercise("double")
    squares = next(mistake for mistake in exercise.misconceptions if mistake.name == "squares")
    cell = cell_of("not used", exercise, squares.forms[0])
    assert "return x**secret\n" in cell and "return secret * x" not in cell


def test_code_stands_below_the_solution_under_the_right_name(chapter):
    exercise = chapter.exercise("double")
    solution = "def double(x):\n    return 3 * x\n\ndef double_backward(grad_output, x):\n    return grad_output\n"
    space = {"np": np}
    exec(cell_of(solution, exercise, exercise.accepted[0].code), space)
    assert (space["double"](2), space["double_backward"](5, 2)) == (4, 5)


@pytest.mark.usefixtures("chapter")
def test_an_answer_may_be_built_on_what_stands_in_another_cell():
    source = exercises.source(STEM)
    answer = source.answer("halve", {"double": "def double(x):\n    return 7 * x\n"})
    assert answer.lookup("double")(1) == 7
    assert source.answer("halve").lookup("double")(1) == 2
