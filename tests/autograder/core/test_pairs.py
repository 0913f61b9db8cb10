"""Two mistakes in one answer are named together, when nothing tells the answer from both of them."""

import math

import numpy as np
import pytest

from autograder import exercises
from autograder.core import pairs
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.pairs import explaining_pair
from autograder.core.report import State

RELU = exercises.find("relu")


def both(one, other):
    """The functions of an answer with two recorded mistakes."""
    first, second = (next(m for m in RELU.misconceptions if m.name == name) for name in (one, other))
    form = first.forms[0].together(second.forms[0])
    return tuple(form.get(name, reference) for name, reference in zip(RELU.functions, RELU.references, strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [("writes into its input", "slope 1 at zero"), ("the absolute value", "ignores the upstream gradient")],
)
def test_two_mistakes_at_once_are_named_together(one, other):
    report = check_functions(RELU, both(one, other))
    assert report.state is not State.RIGHT
    assert (report.diagnosis.name, report.diagnosis.another, report.diagnosis.misconception) == (one, other, True)
    for mistake in RELU.misconceptions:
        if mistake.name in (one, other):
            assert mistake.hint in report.diagnosis.hint
            assert mistake.second_hint in report.diagnosis.second_hint


def test_one_mistake_is_no_pair():
    mistake = RELU.misconceptions[0]
    (functions,) = RELU.implementations(mistake)
    assert (check_functions(RELU, functions).diagnosis.name, check_functions(RELU, functions).diagnosis.another) == (
        mistake.name,
        "",
    )


def test_what_no_pair_explains_is_not_named():
    compared = comparison(RELU)
    assert explaining_pair(compared, compared.implementation((np.exp, RELU.references[1]))) is None


def test_a_mistake_that_would_only_show_behind_an_error_is_not_named():
    """`sigmoid_backward` never gets as far as its own slope, so a mistake in the slope is a guess."""

    def sigmoid(x):
        e = math.exp(-abs(x))
        return np.where(x < 0, e, 1.0) / (1.0 + e)

    def sigmoid_backward(grad_output, x):
        y = sigmoid(x)
        return y * (1 - y) * grad_output

    report = check_functions(exercises.find("sigmoid"), (sigmoid, sigmoid_backward))
    assert report.diagnosis.name == "math.exp for a whole array"
    assert report.diagnosis.another == ""


def test_a_search_that_takes_too_long_names_nothing(monkeypatch):
    monkeypatch.setattr(pairs, "SECONDS", -1.0)
    compared = comparison(RELU)
    answer = compared.implementation(both("writes into its input", "slope 1 at zero"))
    assert explaining_pair(compared, answer) is None


def observed_elsewhere(compared, functions):
    answer = compared.implementation(functions)
    return compared.observed({case.name: answer.observation(case) for case in RELU.cases})


def test_a_pair_in_an_answer_observed_elsewhere_is_looked_for_among_the_likeliest(monkeypatch):
    """A class has thousands of answers: the rarest pairs are not tried on each of them."""
    compared = comparison(RELU)
    answer = observed_elsewhere(compared, both("writes into its input", "slope 1 at zero"))
    found = explaining_pair(compared, answer)
    assert [mistake.name for mistake in found] == ["writes into its input", "slope 1 at zero"]
    monkeypatch.setattr(pairs, "MOST_ELSEWHERE", 0)
    assert explaining_pair(compared, answer) is None
    assert explaining_pair(compared, compared.implementation(both("writes into its input", "slope 1 at zero")))


def test_a_pair_is_driven_once_however_many_answers_it_is_held_against():
    compared = comparison(RELU)
    forms = [mistake.forms[0] for mistake in RELU.misconceptions if mistake.name == "slope 1 at zero"]
    assert compared.together(*forms) is compared.together(*forms)
