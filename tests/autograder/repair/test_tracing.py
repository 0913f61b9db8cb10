"""Watching a program: what its expressions give, and what would follow if one gave something else."""

import ast

import numpy as np
import pytest

from autograder.repair.learner_source import source_of_answer
from autograder.repair.tracing import Program, has_values, same_series, tells_much
from autograder.repair.trial_limits import TooLong

from .test_search import notebook


def program(cell, *wanted, **names):
    """A watched program of what a cell defines."""
    space = notebook(cell, **names)
    functions = tuple(space[name] for name in wanted)
    return Program(source_of_answer(functions, wanted), functions)


def given(watched, text):
    """What the site with this text gave."""
    (values,) = [
        series for site, series in watched.seen.items() if ast.unparse(watched.program.sites[site].node) == text
    ]
    return values


class Watched:
    def __init__(self, program, *arguments):
        self.program = program
        with program.watched() as self.seen:
            self.result = program.functions[0](*arguments)


SUM_OF_SQUARES = """
    def f(x):
        total = 0.0
        for value in x:
            total = total + value ** 2
        return total / len(x)
"""


def test_every_expression_is_noted_as_often_as_it_is_evaluated():
    watched = Watched(program(SUM_OF_SQUARES, "f"), [1.0, 2.0, 3.0])
    assert watched.result == 14 / 3
    assert given(watched, "value ** 2") == [1.0, 4.0, 9.0]
    assert given(watched, "total / len(x)") == [14 / 3]


def test_what_is_noted_stays_as_it_was():
    watched = Watched(program("def f(x):\n    y = x * 1.0\n    y[0] = 9\n    return y", "f"), np.array([1.0, 2.0]))
    (first,) = given(watched, "x * 1.0")
    assert first.tolist() == [1.0, 2.0]


def test_a_loan_stands_in_the_place_of_a_value_each_time():
    made = program(SUM_OF_SQUARES, "f")
    watched = Watched(made, [1.0, 2.0])
    square = next(number for number, series in watched.seen.items() if series == [1.0, 4.0])
    with made.lent({square: [10.0, 20.0]}):
        assert made.functions[0]([1.0, 2.0]) == 15.0
    assert made.functions[0]([1.0, 2.0]) == 2.5, "a loan is given back"


def test_a_loan_that_is_used_up_ends_the_run():
    made = program(SUM_OF_SQUARES, "f")
    watched = Watched(made, [1.0, 2.0])
    square = next(number for number, series in watched.seen.items() if series == [1.0, 4.0])
    with made.lent({square: [10.0]}), pytest.raises(TooLong):
        made.functions[0]([1.0, 2.0])


def test_the_notebooks_own_functions_are_left_alone():
    space = notebook(SUM_OF_SQUARES)
    before = space["f"]
    Program(source_of_answer((before,), ("f",)), (before,))
    assert space["f"] is before
    assert "__note__" not in space


def test_classes_are_watched_too():
    cell = """
        class Double:
            def __init__(self, by):
                super().__init__()
                self.by = by

            def forward(self, x):
                return x * self.by
    """
    made = program(cell, "Double")
    with made.watched() as seen:
        assert made.functions[0](2.0).forward(3.0) == 6.0
    assert [3.0 * 2.0] in seen.values()


def test_a_run_with_too_many_values_ends():
    made = program("def f(n):\n    for i in range(n):\n        x = i + 1\n    return x", "f")
    with made.watched(), pytest.raises(TooLong):
        made.functions[0](10_000)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([np.ones(3)], [np.ones(3) * (1 + 1e-12)], True),
        ([np.ones(3)], [np.ones((1, 3))], False),
        ([1.0, 2.0], [1.0], False),
        ([True], [1], False),
        ([(1, 2)], [[1, 2]], True),
        ([np.nan], [np.nan], True),
        (["a"], ["b"], False),
        ([np.ones(2)], ["a"], False),
        ([range(3)], [range(3)], True),
        ([range(3)], [range(4)], False),
    ],
)
def test_two_series_are_the_same_value_by_value(one, other, same):
    assert same_series(one, other) is same
    assert same_series(other, one) is same


def test_a_series_tells_much_with_enough_different_numbers():
    assert tells_much([np.array([1.0, 2.0, 3.0, 4.0])])
    assert tells_much([1.0, 2.0, 3.0, 4.0])
    assert not tells_much([np.ones(100)])
    assert not tells_much([3])
    assert not tells_much(["text"])


def test_an_object_is_no_value():
    made = program("def f(x):\n    return g(x)\n\ndef g(x):\n    return object", "f")
    with made.watched() as seen:
        made.functions[0](1)
    assert [has_values(series) for series in seen.values()] == [True, False, False]
