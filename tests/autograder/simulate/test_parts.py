"""What a simulated student writes into a cell."""

import numpy as np
import pytest
from samples.small_chapter import STEM, small_checkout

from autograder import exercises
from autograder.simulate.parts import ChapterParts


@pytest.fixture
def parts(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch)
    chapter = exercises.load(STEM)
    solutions = {name: cell.text for name, cell in exercises.source(STEM).exercises.items()}
    return ChapterParts(chapter, None, {}, solutions)


def test_a_mistake_is_the_solution_with_its_diff_in_it(parts):
    exercise = parts.chapter.exercise("double")
    squares = next(mistake for mistake in exercise.misconceptions if mistake.name == "squares")
    cell = parts.variant(exercise, squares)
    assert "return x**secret\n" in cell and "return secret * x" not in cell
    assert cell.count("def double(") == 1


def test_another_way_stands_below_the_solution_under_the_right_name(parts):
    exercise = parts.chapter.exercise("double")
    cell = parts.variant(exercise, exercise.accepted[0])
    assert cell.startswith(parts.solutions["double"].rstrip())
    space = {"np": np}
    exec(cell, space)
    assert cell.endswith("double = adds\n") and space["double"](2) == 4
