"""The examples in docstrings: read as they stand there, and driven as cases."""

import numpy as np
import pytest

from autograder.core.answers import Answer
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.examples import examples, home_of, with_examples
from autograder.core.judge import judge
from autograder.core.record import Aspect, Case, Exercise, OwnCase, leaves_inputs_alone, source_of

CELL = '''
def double(x):
    """Twice x.

    >>> three = np.array([1.0, 2.0, 1.5])
    >>> double(
    ...     three
    ... )  # by hand
    array([2., 4., 3.])
    >>> double(2.0)
    4.0

    >>> unused = 1
    """
    return 2 * x


def double_backward(grad_output, x):
    """Its gradient.

    >>> double_backward(1.0, 3.0).round(4), 7
    (2.0, 7)
    """
    return 2 * grad_output


def helper():
    """Not asked for.

    >>> helper()
    1
    """
    return 1
'''


def double(x):
    return 2 * x


def double_backward(grad_output, x):
    return 2 * grad_output


def both(forward, backward, x):
    return {"output": lambda: forward(x), "grad": lambda: backward(x, x)}


CASES = (Case("seven", {"x": np.array([7.0, 8.0])}),)
PLAIN = Exercise(
    reference=(double, double_backward),
    probe=both,
    aspects=(
        Aspect("values", 2, CASES, ("output",)),
        Aspect("both", 1, CASES),
        Aspect("gradient", 1, CASES, ("grad",)),
        leaves_inputs_alone(0.5, CASES, requires="values"),
    ),
)


def answer(text=CELL):
    return Answer(text, "ch90_small.py", {}.__getitem__)


EXERCISE = with_examples(PLAIN, answer())


def test_each_line_that_gives_a_value_is_an_example_with_what_stands_above_it():
    first, second, third, fourth = examples(answer())
    assert (first.function, first.call, first.shown) == ("double", "double(three)", "array([2., 4., 3.])")
    assert first.before == second.before == ("three = np.array([1.0, 2.0, 1.5])",)
    assert (second.call, second.shown) == ("double(2.0)", "4.0")
    assert (third.function, third.shown) == ("double_backward", "(2.0, 7)")
    assert fourth.function == "helper"


def test_an_example_is_a_case_of_the_aspect_that_is_about_its_function():
    homes = {
        case.name: aspect.name for aspect in EXERCISE.aspects for case in aspect.cases if isinstance(case, OwnCase)
    }
    assert homes == {
        "the docstring's double(three)": "values",
        "the docstring's double(2.0)": "values",
        "the docstring's double_backward(1.0, 3.0).round(4), 7": "gradient",
    }
    assert EXERCISE.points == PLAIN.points


def test_the_reference_passes_the_examples():
    assert all(result.passed for result in judge(comparison(EXERCISE), comparison(EXERCISE).reference))


def odd_at_two(x):
    return 2 * x if np.ndim(x) else 5.0


def test_what_only_an_example_shows_costs_its_aspect():
    found = check_functions(EXERCISE, (odd_at_two, double_backward))
    failed = {aspect.name: aspect.failure for aspect in found.aspects if not aspect.passed}
    assert failed["values"].case == "the docstring's double(2.0)"
    assert "got 5" in failed["values"].message
    assert set(failed) == {"values", "leaves its input alone"}


def wrong_gradient(grad_output, x):
    return 3 * grad_output


def test_what_a_case_shows_costs_no_more_for_an_example():
    found = check_functions(EXERCISE, (odd_at_two, wrong_gradient))
    assert [aspect.name for aspect in found.aspects if not aspect.passed] == ["both", "gradient"]


def lists(x):
    return (2 * np.asarray(x)).tolist()


def rounded_by_python(grad_output, x):
    return float(2 * grad_output) if np.ndim(grad_output) == 0 else [2 * g for g in grad_output]


def test_a_list_and_a_number_of_python_s_own_are_as_right_as_ever():
    assert check_functions(EXERCISE, (lists, rounded_by_python)).score == EXERCISE.points


def test_an_example_has_no_one_right_value_where_its_aspect_does_not_compare():
    learned = Aspect("learns", 1, CASES, ("output",), verify=lambda inputs, values: "")
    exercise = Exercise(reference=double, probe=lambda double, x: {"output": double(x)}, aspects=(learned,))
    assert with_examples(exercise, answer()).cases == exercise.cases


@pytest.mark.parametrize(
    "exercise", [Exercise(double, aspects=()), Exercise(lists, aspects=(Aspect("values", 1, CASES),))]
)
def test_what_the_exercise_does_not_ask_for_has_no_home(exercise):
    example = next(iter(examples(answer())))
    assert home_of(exercise, example) is None
    assert with_examples(exercise, answer()) is exercise


def test_a_probe_is_code_that_can_be_sent():
    [first, *_] = examples(answer())
    source = source_of(first.probe(("double", "double_backward")))
    assert source == (
        "def example(double, double_backward):\n"
        "    three = np.array([1.0, 2.0, 1.5])\n"
        "    output = double(three)\n"
        "    return {'output': output}\n"
    )
