"""Docstring examples that lie, cannot be driven, or are judged by nothing."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.core.answers import Answer
from autograder.core.examples import with_examples
from autograder.core.record import Aspect, Case, Exercise
from autograder.verify.example_rules import of_examples


def double(x):
    return 2 * x


def pair(x):
    return x, 2 * x


def first(double, x):
    return {"output": double(x)}


CASE = Case("two", {"x": np.array([1.0, 3.0])})
EXERCISE = Exercise(reference=double, probe=first, aspects=(Aspect("values", 1, (CASE,)),))
LEARNED = replace(EXERCISE, aspects=(replace(EXERCISE.aspects[0], verify=lambda inputs, values: ""),))


def problems(call, shown, exercise=EXERCISE):
    text = (
        f'def {exercise.name}(x):\n    """What x becomes.\n\n    >>> {call}\n    {shown}\n    """\n    return 2 * x\n'
    )
    answer = Answer(text, "ch90_small.py", {}.__getitem__)
    return list(of_examples(with_examples(exercise, answer), answer))


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("double(np.array([1.0, 2.0]))", "array([2., 4.])"),
        ("double(1 / 3)", "0.666..."),
        ("double(0) == 0", "True"),
        ("double('a')", "'aa'"),
    ],
)
def test_an_example_that_tells_the_truth_is_no_problem(call, shown):
    assert problems(call, shown) == []


def test_the_parts_of_a_tuple_are_compared():
    exercise = Exercise(reference=pair, probe=first, aspects=(Aspect("values", 1, (CASE,)),))
    assert problems("pair(np.ones(1))", "(array([1.]), array([2.]))", exercise) == []
    assert "something other than is shown" in problems("pair(np.ones(1))", "(array([1.]), array([3.]))", exercise)[0]


@pytest.mark.parametrize("shown", ["array([2., 5.])", "array([[2., 4.]])", "4.0", "<array>", "'double'"])
def test_an_example_that_shows_something_else_is_reported(shown):
    [problem] = problems("double(np.array([1.0, 2.0]))", shown)
    expected = "has an example in a docstring that gives something other than is shown: double(np.array([1.0, 2.0]))"
    assert problem == expected


def test_an_example_that_needs_the_notebook_is_reported():
    [problem] = problems("double(from_another_cell)", "1")
    assert "cannot be driven by itself: double(from_another_cell): NameError" in problem


def test_where_no_value_is_the_only_right_one_a_case_has_the_example_s_inputs():
    assert problems("double(np.array([1.0, 3.0]))", "array([2., 6.])", LEARNED) == []
    [problem] = problems("double(np.array([1.0, 4.0]))", "array([2., 8.])", LEARNED)
    assert problem == "judges no case with the inputs of the docstring's example double(np.array([1.0, 4.0]))"
