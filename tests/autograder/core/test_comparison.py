"""Inputs are drawn once, implementations observed once a case, aspects judged once; nothing before it is asked for."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from samples.relu_record import DRAWN, MIXED, RELU, masks_by_the_gradient

import layerwise
from autograder import exercises
from autograder.core.comparison import Comparison, comparison
from autograder.core.diagnose import check_functions, indistinguishable, matching_failures, report
from autograder.core.judge import judge
from autograder.core.record import INPUTS, Aspect, Case, Exercise, Misconception
from autograder.worker.observe import CaseError, ErrorKind, Observation


@pytest.fixture
def draws(monkeypatch) -> Counter:
    """How often each case was drawn."""
    drawn = Counter()
    draw = Case.draw

    def counting(case, seed):
        drawn[case.name] += 1
        return draw(case, seed)

    monkeypatch.setattr(Case, "draw", counting)
    return drawn


def counted(exercise: Exercise) -> tuple[Exercise, Counter]:
    """The exercise, and how often the probe drove which functions."""
    driven = Counter()
    probe = exercise.probe

    def counting(*functions, **inputs):
        driven[functions[: len(exercise.functions)]] += 1
        return probe(*functions, **inputs)

    return replace(exercise, probe=counting), driven


def test_checking_a_wrong_augment_draws_each_case_once(draws):
    """Its cases serve many aspects, a dozen mistakes and more are compared with it, and some of its aspects fail."""
    exercise = exercises.find("augment")

    def copies_only(X, y, rng, copies=1, max_shift=1):
        return np.concatenate([X] * (1 + copies)), np.tile(y, 1 + copies)

    def split(X, y, val_rows, rng, copies=1, max_shift=1):
        return X, y, X, y

    comparison.cache_clear()
    assert check_functions(exercise, (copies_only, split)).state == "partly"
    assert set(draws) == {case.name for case in exercise.cases}
    assert set(draws.values()) == {1}
    assert check_functions(exercise, (copies_only, split)).state == "partly"
    assert set(draws.values()) == {1}  # and the next check draws nothing


def test_reference_and_answer_are_driven_once_a_case_whatever_is_asked():
    exercise, driven = counted(RELU)
    compared = Comparison(exercise)
    functions = (layerwise.relu, lambda grad_output, x: masks_by_the_gradient(grad_output, x))
    answer = compared.implementation(functions)
    for _ in range(2):
        report(compared, answer)
    assert driven[exercise.references] == len(exercise.cases)
    assert driven[functions] == len(exercise.cases)


def test_an_aspect_is_judged_once_a_case():
    asked = []

    def verify(inputs, values):
        asked.append(1)
        return "no"

    aspect = Aspect("never", 1, (MIXED,), observations=("output",), verify=verify)
    exercise = replace(RELU, aspects=(aspect,), misconceptions=())
    compared = Comparison(exercise)
    answer = compared.implementation(RELU.references)
    for _ in range(3):
        assert report(compared, answer).score == 0
    assert len(asked) == 1


def test_nothing_is_driven_before_it_is_asked_for():
    """A right answer needs no mistake, and a failing first case no second one."""
    exercise, driven = counted(replace(RELU, aspects=RELU.aspects[:2]))
    compared = Comparison(exercise)
    assert not driven
    report(compared, compared.implementation(exercise.references))
    assert set(driven) == {exercise.references}
    gone = (lambda x: x * np.nan, lambda grad_output, x: x * np.nan)
    judge(compared, compared.implementation(gone))
    assert driven[gone] == 1


def test_an_implementation_cannot_change_the_inputs_of_the_next():
    """The inputs are shared by all; what is driven gets copies."""
    compared = Comparison(RELU)
    before = compared.inputs(MIXED)["x"].copy()

    def spoils(x):
        x[:] = 7
        return x

    compared.implementation((spoils, spoils)).observation(MIXED)
    np.testing.assert_array_equal(compared.inputs(MIXED)["x"], before)


def test_the_comparison_of_an_exercise_is_kept_by_seed():
    assert comparison(RELU, 5) is comparison(RELU, 5)
    assert comparison(RELU, 5) is not comparison(RELU, 6)
    assert not np.array_equal(comparison(RELU, 5).inputs(DRAWN)["x"], comparison(RELU, 6).inputs(DRAWN)["x"])


def one_case(**fields) -> tuple[Comparison, Aspect, Case]:
    case = Case("one", {"x": np.array([1.0, 2.0])}, rtol=1e-6, atol=0.0)
    aspect = Aspect("aspect", 1, (case,), **fields)
    return Comparison(Exercise(np.copy, (aspect,), ())), aspect, case


def seen(compared: Comparison, case: Case, observation: Observation):
    return compared.observed({case.name: observation})


RAISED = CaseError(ErrorKind.EXCEPTION, "ValueError: shapes (2,) and (3,)", "ValueError", line="x + y")
OWN = replace(RAISED, message="ValueError: a", line="raise ValueError('a')")
NAMED = CaseError(ErrorKind.EXCEPTION, "NameError: name 'y' is not defined", "NameError", line="x + y")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"values": {"output": np.ones(2)}}, {"values": {"output": np.ones(2) + 1e-9}}, True),
        ({"values": {"output": np.ones(2)}}, {"values": {"output": np.ones(2) + 1e-3}}, False),
        ({"values": {"output": np.ones(2)}}, {}, False),
        ({"values": {}}, {"values": {}}, True),  # both lack it
        ({"error": RAISED}, {"error": replace(RAISED, message="ValueError: b")}, False),
        ({"error": RAISED}, {"error": replace(RAISED, message="ValueError: shapes (3,) and (2,)")}, True),
        ({"error": RAISED}, {"error": replace(RAISED, message="ValueError: shapes (9,) and (8,)")}, False),
        ({"error": OWN}, {"error": replace(OWN, message="ValueError: b")}, True),
        ({"error": OWN}, {"error": replace(OWN, exception="TypeError")}, False),
        ({"error": NAMED}, {"error": replace(NAMED, message="NameError: name 'z' is not defined")}, True),
        ({"error": RAISED}, {"values": {"output": np.ones(2)}}, False),
        ({"values": {"output": np.ones(2)}}, {"error": RAISED}, False),
        ({"error": CaseError(ErrorKind.VALUE, "a")}, {"error": CaseError(ErrorKind.VALUE, "a")}, True),
        ({"error": CaseError(ErrorKind.VALUE, "a")}, {"error": CaseError(ErrorKind.VALUE, "b")}, False),
        ({"error": CaseError(ErrorKind.VALUE, "a")}, {"error": CaseError(ErrorKind.MISSING, "a")}, False),
    ],
)
def test_two_outcomes_are_the_same_where_nothing_tells_them_apart(one, other, same):
    compared, aspect, case = one_case()
    first, second = (seen(compared, case, Observation(**fields)) for fields in (one, other))
    assert compared.same_outcome(first, second, aspect, case) is same
    assert compared.same_outcome(second, first, aspect, case) is same


def test_what_was_not_observed_is_like_nothing():
    compared, aspect, case = one_case()
    nothing = compared.observed({})
    assert not compared.same_outcome(nothing, nothing, aspect, case)


def test_with_a_verify_what_counts_is_whether_the_case_holds():
    compared, aspect, case = one_case(verify=lambda inputs, values: "" if values["output"][0] > 0 else "negative")
    positive, other, negative = (
        seen(compared, case, Observation(values={"output": np.array([value])})) for value in (1.0, 2.0, -1.0)
    )
    assert compared.same_outcome(positive, other, aspect, case)
    assert not compared.same_outcome(positive, negative, aspect, case)


def test_derived_values_are_compared_in_place_of_the_observed_ones():
    compared, aspect, case = one_case(derive=lambda inputs, values: {"sum": values["output"].sum()})
    one, moved, other = (
        seen(compared, case, Observation(values={"output": np.array(values)})) for values in ([1, 2], [2, 1], [2, 2])
    )
    assert compared.same_outcome(one, moved, aspect, case)
    assert not compared.same_outcome(one, other, aspect, case)
    unreadable = seen(compared, case, Observation(values={"output": "text"}))
    assert not compared.same_outcome(unreadable, unreadable, aspect, case)


def test_changed_inputs_are_compared_by_what_became_of_them():
    compared, aspect, case = one_case(observations=(INPUTS,))
    left, zeroed, halved = (
        seen(compared, case, Observation(inputs_after={"x": np.array(x)})) for x in ([1.0, 2.0], [0.0, 0.0], [0.5, 1.0])
    )
    assert compared.same_outcome(zeroed, zeroed, aspect, case)
    assert not compared.same_outcome(zeroed, halved, aspect, case)
    assert not compared.same_outcome(zeroed, left, aspect, case)


def shifted(x):
    return x + 1


def shifted_and_negative(x):
    return np.where(x > 0, x + 1, 7.0)


TWO_CASES = Exercise(
    np.copy,
    (
        Aspect("positive", 1, (Case("positive", {"x": np.array([1.0])}),)),
        Aspect("negative", 1, (Case("negative", {"x": np.array([-1.0])}),)),
    ),
    (Misconception("shifted where positive", (lambda x: np.where(x > 0, x + 1, x),), hint="h", second_hint="s"),),
)


def test_a_mistake_matches_an_answer_that_is_wrong_in_the_same_way_wherever_the_mistake_is():
    compared = Comparison(TWO_CASES)
    ((_, (mistake,)),) = compared.mistakes
    same, more, other = (compared.implementation((f,)) for f in (mistake_like, shifted_and_negative, np.negative))
    assert indistinguishable(compared, same, mistake)
    assert not indistinguishable(compared, more, mistake)
    assert matching_failures(compared, more, mistake) == 1
    assert matching_failures(compared, other, mistake) == 0


def mistake_like(x):
    return np.where(x > 0, x + 1, x)
