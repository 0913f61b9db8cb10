from dataclasses import replace

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU, masks_by_the_gradient, pair

import layerwise
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.core.record import WARNINGS, Aspect, Case, Chapter, Exercise, Misconception, foreign_names
from autograder.worker.observe import Observation, observe

SEEDS = range(5)


def result(forward=layerwise.relu, backward=layerwise.relu_backward, seed=0):
    return check_functions(RELU, (forward, backward), seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_and_the_accepted_variants_get_everything(seed):
    for functions in (RELU.references, *(RELU.implementations(accepted)[0] for accepted in RELU.accepted)):
        report = check_functions(RELU, functions, seed)
        assert (report.state, report.score) == ("right", RELU.points)
        assert report.diagnosis is None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("index", range(len(RELU.misconceptions)))
def test_each_misconception_loses_marks_and_is_named(index, seed):
    misconception = RELU.misconceptions[index]
    report = check_functions(RELU, RELU.implementations(misconception)[0], seed)
    assert report.score < RELU.points
    assert (report.diagnosis.name, report.diagnosis.misconception) == (misconception.name, True)


def test_partial_credit_is_the_sum_of_the_aspects_that_hold():
    assert result(backward=masks_by_the_gradient).score == 1.0
    assert result(forward=lambda x: x).score == 1.0


def test_an_empty_answer_earns_nothing_even_for_leaving_its_input_alone():
    assert result(lambda x: None, lambda grad_output, x: None).score == 0
    assert result(lambda x: np.zeros_like(x), lambda grad_output, x: np.zeros_like(x)).score == 0


def test_an_exception_in_every_case_earns_nothing():
    def broken(*_):
        raise ValueError("no")

    report = result(broken, broken)
    assert (report.state, report.score) == ("wrong", 0)
    assert "ValueError: no" in report.aspects[0].failure.message


def test_a_case_that_was_not_observed_counts_as_failed():
    seen = {MIXED.name: observe(RELU.references, pair, MIXED.draw(0))}
    compared = comparison(RELU)
    assert [aspect.passed for aspect in judge(compared, compared.observed(seen))] == [False, False, False]


@pytest.mark.parametrize(
    "form", [np.float32, lambda a: a.tolist(), np.asfortranarray, lambda a: a[::1], lambda a: a[...]]
)
def test_single_precision_lists_views_and_other_layouts_lose_nothing(form):
    assert result(lambda x: form(np.maximum(x, 0))).state == "right"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (lambda x: -np.maximum(x, 0), "the sign is flipped"),
        (lambda x: np.maximum(x, 0).T, "transposed"),
        (lambda x: np.maximum(x, 0) * 4, "off by a constant factor"),
        (lambda x: np.maximum(x, 0) + 1, "off by a constant"),
        (lambda x: np.maximum(x, 0).ravel(), "the shape differs"),
        (lambda x: np.maximum(x, 0)[None], "the shape differs"),
        (lambda x: np.maximum(x, 0) / np.zeros_like(x), "nan or inf"),
        (lambda x: x, "gives the input back"),
        (lambda x: np.maximum(x, 0) + np.arange(x.size).reshape(x.shape), None),
    ],
)
def test_what_no_misconception_explains_is_compared_in_general(wrong, name):
    diagnosis = result(wrong).diagnosis
    assert (diagnosis and diagnosis.name) == name
    assert diagnosis is None or not diagnosis.misconception


def test_a_factor_that_is_a_side_of_the_array_is_named_as_such():
    record = Exercise(
        layerwise.tanh,
        (Aspect("values", 1, (Case("batch", lambda rng: {"x": rng.normal(size=(5, 3))}),)),),
        (),
    )
    diagnosis = check_functions(record, (lambda x: np.tanh(x) / 5,)).diagnosis
    assert "1/5, and axis 0 has length 5" in diagnosis.hint


def test_whole_number_results_are_recognised():
    few = Case("few", {"x": np.array([-150.0, 2.5, 3.75, -420.0])})
    record = Exercise(layerwise.leaky_relu, (Aspect("values", 1, (few,)),), ())
    assert (
        check_functions(record, (lambda x: np.trunc(layerwise.leaky_relu(x)),)).diagnosis.name == "whole numbers only"
    )


def test_a_warning_fails_the_aspect_that_looks_at_warnings_and_no_other():
    case = Case("extremes", {"x": np.array([-1000.0, 0.0])})
    aspects = (
        Aspect("values", 1, (case,)),
        Aspect("no warning", 1, (case,), observations=(WARNINGS,), requires="values"),
    )
    report = check_functions(Exercise(layerwise.sigmoid, aspects, ()), (lambda x: 1 / (1 + np.exp(-x)),))
    assert [aspect.passed for aspect in report.aspects] == [True, False]


def test_verify_judges_instead_of_the_reference():
    def positive(inputs, values):
        return "" if (values["output"] > 0).all() else "not positive"

    def negative(x):
        return -abs(x) - 1

    record = Exercise(
        layerwise.sigmoid,
        (Aspect("positive", 1, (Case("one", {"x": np.array([1.0, 2.0])}),), verify=positive),),
        (Misconception("negative", (negative,), "h", "m"),),
    )
    assert check_functions(record, (lambda x: x * 17,)).state == "right"
    report = check_functions(record, (lambda x: -x,))
    assert (report.aspects[0].failure.message, report.diagnosis.name) == ("not positive", "negative")


def test_cases_are_drawn_anew_for_each_seed_and_the_same_for_one():
    drawn = RELU.cases[1]
    assert not np.array_equal(drawn.draw(0)["x"], drawn.draw(1)["x"])
    np.testing.assert_array_equal(drawn.draw(3)["x"], drawn.draw(3)["x"])


def test_foreign_names_are_found():
    scale = 2

    def closed(x):
        return x * scale

    def foreign(x):
        return pytest.approx(x)

    def alone(x):
        def inner(a):
            return np.abs(a)

        return max(inner(y) for y in x)

    assert foreign_names(closed) == {"scale"}
    assert foreign_names(foreign) == {"pytest"}
    assert foreign_names(alone) == set()


def drawn(inputs, values):
    return {"kind": "rising" if (np.diff(values["output"]) > 0).all() else "not rising"}


RISES = Exercise(
    layerwise.relu,
    (Aspect("rises", 1, (Case("two", {"x": np.array([1.0, 2.0])}),), observations=("output",), derive=drawn),),
    (Misconception("falls", (lambda x: -x,), hint="It falls.", second_hint="Which sign?"),),
)


def test_what_is_read_out_of_the_values_is_compared_in_their_place():
    assert check_functions(RISES, (np.exp,)).state == "right"
    report = check_functions(RISES, (lambda x: np.exp(-x),))
    assert report.aspects[0].failure.message == "expected “rising”, got “not rising”"
    assert report.diagnosis.name == "falls"  # other numbers than the misconception's, and the same kind


@pytest.mark.parametrize("values", [{}, {"output": "a text"}, {"output": np.array(1.0)}])
@pytest.mark.parametrize("how", [{"derive": drawn}, {"verify": lambda inputs, values: drawn(inputs, values)["kind"]}])
def test_values_that_cannot_be_judged_cost_the_aspect_and_stop_nothing(values, how):
    rises = replace(RISES, aspects=(replace(RISES.aspects[0], **{"derive": None, **how}),))
    (aspect,) = judge(comparison(rises), comparison(rises).observed({"two": Observation(values=values)}))
    assert "cannot be judged" in aspect.failure.message


def test_a_mistake_is_not_driven_through_more_cases_than_it_takes_to_tell_it_from_the_answer():
    driven = []

    def listening(function, x):
        driven.append(function)
        return {"output": function(x)}

    def falls(x):
        return -x

    cases = tuple(Case(f"case {number}", {"x": np.array([1.0, 2.0 + number])}) for number in range(3))
    exercise = Exercise(
        layerwise.relu,
        (Aspect("values", 1, cases),),
        (Misconception("falls", (falls,), hint="", second_hint=""),),
        probe=listening,
    )
    assert check_functions(exercise, (lambda x: x * x,)).state == "wrong"
    assert driven.count(falls) == 1
    assert check_functions(exercise, (lambda x: 0 - x,)).diagnosis.name == "falls"
    assert driven.count(falls) == 3


def test_a_chapter_knows_its_exercises_by_name_and_says_which_there_are():
    chapter = Chapter("ch90_small", (RELU, RISES, Exercise(layerwise.tanh, (), ())))
    assert chapter.exercise("relu") is RELU
    assert chapter.exercise("tanh") is chapter.exercises[2]
    with pytest.raises(KeyError, match=r"ch90_small.*'softmax'.*'relu'.*'tanh'"):
        chapter.exercise("softmax")
