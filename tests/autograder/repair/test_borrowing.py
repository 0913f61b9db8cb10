"""The first wrong value: found by lending an answer what a right program computes, and never by guessing an edit."""

import ast

import numpy as np
import pytest

from autograder.repair.borrowing import wrong_values
from autograder.repair.learner_source import source_of_answer
from autograder.repair.tracing import Program

from .test_search import notebook

rng = np.random.default_rng(0)
INPUTS = [rng.normal(size=(5, 6)), rng.normal(size=(4, 5)), rng.normal(size=(3, 8))]

RIGHT = """
    def standardized(x):
        mean = x.mean(axis=0)
        var = ((x - mean) ** 2).mean(axis=0)
        return (x - mean) / np.sqrt(var + 0.1)
"""


def program(cell, name):
    space = notebook(cell)
    return Program(source_of_answer((space[name],), (name,)), (space[name],))


def blame(cell, right=RIGHT, name="standardized", inputs=INPUTS, seconds=20.0, doubt=False):
    """What is to blame in a cell, as (line, text), with whether that is all."""
    expected = notebook(right)[name]

    def check(x):
        def holds(functions):
            try:
                return np.allclose(functions[0](np.array(x)), expected(np.array(x)))
            except Exception:
                return False

        return holds

    found = wrong_values(program(cell, name), [program(right, name)], [check(x) for x in inputs], seconds, doubt)
    return None if found is None else ([(s.node.lineno, ast.unparse(s.node)) for s in found.sites], found.whole)


def test_the_first_wrong_value_is_found_though_no_edit_would_be():
    cell = """
        def standardized(x):
            m = np.mean(x, axis=0)
            spread = np.median(np.abs(x - m), axis=0) ** 3
            return (x - m) / np.sqrt(spread + 0.1)
    """
    assert blame(cell) == ([(4, "np.median(np.abs(x - m), axis=0) ** 3")], True)


def test_the_innermost_wrong_value_is_meant():
    cell = """
        def standardized(x):
            mean = x.mean(axis=0)
            return (x - mean) / np.sqrt(x.var(axis=0) * 5 + 0.1)
    """
    sites, whole = blame(cell)
    assert whole
    assert sites == [(4, "x.var(axis=0) * 5")]


TWICE = """
    def doubled(x):
        half = x + 1
        return half + half
"""
EITHER = """
    def doubled(x):
        once = x + 1
        again = once - 1
        return once + again
"""


def test_of_two_lines_that_a_loan_would_put_right_both_are_told_where_there_is_doubt():
    few = [np.array([1.0, 3.0]), np.array([2.0, 7.0])]  # too few numbers to tell that `once - 1` is right: it is x
    sure, doubtful = (blame(EITHER, TWICE, "doubled", few, doubt=doubt) for doubt in (False, True))
    assert sure == ([(4, "once - 1")], True)
    assert doubtful == ([(4, "once - 1"), (5, "once + again")], True)


def test_two_wrong_values_are_both_found():
    cell = """
        def standardized(x):
            mean = np.median(x, axis=0) ** 3
            var = ((x - mean) ** 2).mean(axis=0)
            return np.tanh((x - mean) / np.sqrt(var + 0.1))
    """
    sites, whole = blame(cell)
    assert whole
    assert [line for line, _ in sites] == [3, 5]


def test_nothing_is_blamed_for_what_another_line_got_wrong():
    """A loan would mend the last line too, but what goes into it is not right."""
    cell = """
        def standardized(x):
            x = np.sort(x, axis=0)
            mean = x.mean(axis=0)
            return (x - mean) / np.sqrt(x.var(axis=0) + 0.1)
    """
    assert blame(cell) in (None, ([(3, "np.sort(x, axis=0)")], True))


def test_a_right_answer_and_a_search_without_time_blame_nothing():
    assert blame(RIGHT) is None
    cell = RIGHT.replace("- mean) /", "+ mean) /")
    assert blame(cell) is not None
    assert blame(cell, seconds=-1.0) is None


def test_an_answer_that_raises_or_never_ends_is_survived():
    assert blame("def standardized(x):\n    raise ValueError(x)") is None
    loop = "def standardized(x):\n    while x.mean() < 9:\n        y = x + 1\n    return y"
    assert blame(loop, inputs=INPUTS[:1]) in (None, ([(2, "x.mean() < 9")], True))


def test_how_often_a_steady_value_is_asked_for_does_not_matter():
    right = """
        def scaled(x):
            eps = float(x[0, 0])
            return np.stack([row * eps for row in x])
    """
    cell = """
        def scaled(x):
            eps = float(x[0, 0])
            return x * eps * 3
    """
    assert blame(cell, right, "scaled") == ([(4, "x * eps * 3")], True)


def test_a_coincidence_in_one_check_is_none_in_all():
    """In the first check the mean is 0, so that a loan of x mends what it does not mend in the others."""
    cell = """
        def standardized(x):
            mean = x.mean(axis=0)
            var = ((x + mean) ** 2).mean(axis=0)
            return (x - mean) / np.sqrt(var + 0.1)
    """
    centered = INPUTS[0] - INPUTS[0].mean(axis=0) + 0.05
    sites, _ = blame(cell, inputs=[centered, *INPUTS[1:]])
    assert sites == [(4, "x + mean")]


@pytest.mark.parametrize("by", [1, 2])
def test_a_room_full_of_zeros_is_not_lent_the_result(by):
    right = f"""
        def doubled(x):
            out = np.zeros(x.shape)
            for i in range(len(x)):
                out[i] = {by} * x[i]
            return out
    """
    wrong = right.replace(f"= {by} *", f"= {by + 1} *")
    sites, _ = blame(wrong, right, "doubled")
    assert [line for line, _ in sites] == [5]
