"""The right ways of a record, as programs whose values can be seen."""

import numpy as np
import pytest

from autograder import exercises
from autograder.core.right_ways import near_programs, right_programs
from autograder.repair.tracing import FILE

EXERCISES = [exercise for stem in exercises.stems() for exercise in exercises.load(stem).exercises]


def test_every_recorded_way_is_a_program_and_the_solution_comes_first():
    (relu,) = (exercise for exercise in EXERCISES if exercise.name == "relu")
    programs = right_programs(relu)
    assert len(programs) == 1 + len(relu.accepted)
    assert programs[: len(near_programs(relu))] == near_programs(relu)
    assert len(near_programs(relu)) < len(programs)  # some are written apart from the solution


def test_the_values_of_a_way_that_is_written_apart_are_seen():
    (ensemble,) = (exercise for exercise in EXERCISES if exercise.name == "ensemble_predict")
    apart = right_programs(ensemble)[len(near_programs(ensemble)) :]
    X, weights = np.ones((2, 3)), np.arange(12.0).reshape(3, 4)
    for program in apart:
        with program.watched() as seen:
            program.functions[0]([lambda X: X @ weights], X)
        assert len(seen) > 5


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_what_is_not_the_librarys_in_a_way_is_watched(exercise):
    for program in right_programs(exercise):
        own = [function for function in program.functions if function not in exercise.references]
        assert own
        assert {_file(function) for function in own} == {FILE}


def _file(function):
    methods = vars(function).values() if isinstance(function, type) else [function]
    return next(method.__code__.co_filename for method in methods if hasattr(method, "__code__"))
