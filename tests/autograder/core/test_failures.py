"""What is said of the first case in which an aspect fails: the whole of it, for each kind of failure."""

import numpy as np
import pytest
from samples.relu_record import CASES, MIXED, RELU

from autograder.core.comparison import Comparison, comparison
from autograder.core.diagnose import unwritten
from autograder.core.judge import judge
from autograder.core.outcomes import Outcome
from autograder.core.record import INPUTS, WARNINGS, Aspect, Case, Exercise, call, leaves_inputs_alone
from autograder.core.report import Failure
from autograder.worker.observe import CaseError, ErrorKind, Observation, observe

ONE = Case("one", {"x": np.array([1.5, 2.0])})
X = ("x", "[1.5, 2.0]")


def doubled(x):
    return 2 * x


def failure_of(answer: Observation, *observations: str, probe=call) -> Failure:
    """What the only aspect, in the only case, says of an answer that should double its input."""
    exercise = Exercise(doubled, (Aspect("it", 1, (ONE,), observations),), (), probe=probe)
    compared = comparison(exercise)
    (aspect,) = judge(compared, compared.observed({ONE.name: answer}))
    return aspect.failure


def test_wrong_numbers_are_shown_beside_the_inputs_and_the_expected_ones():
    failure = failure_of(Observation(values={"output": np.array([3.0, 5.0])}))
    assert failure.case == "one"
    assert failure.message.startswith("1 of 2 values differs")
    assert failure.shown == (X, ("expected", "[3.0, 4.0]"), ("got", "[3.0, 5.0]"))
    assert (failure.line, failure.exception, failure.ours) == (None, "", False)


def test_one_value_of_several_is_named():
    def two(f, x):
        return {"first": f(x), "second": -f(x)}

    seen = Observation({"first": np.array([3.0, 4.0]), "second": np.array([3.0, -4.0])})
    failure = failure_of(seen, probe=two)
    assert failure.message.startswith("second: 1 of 2 values differs")
    assert failure.shown[1:] == (("expected", "[-3.0, -4.0]"), ("got", "[ 3.0, -4.0]"))


def test_a_warning_is_shown_with_the_inputs():
    seen = Observation({"output": np.array([3.0, 4.0])}, {}, ["overflow in exp", "another"])
    failure = failure_of(seen, WARNINGS)
    assert (failure.case, failure.shown) == ("one", (X,))
    assert failure.message == "a warning came with the numbers: overflow in exp"


def test_a_changed_input_is_shown_before_and_after():
    failure = failure_of(Observation({"output": np.zeros(2)}, {"x": np.array([0.0, 2.0])}), INPUTS)
    assert (failure.case, failure.shown) == ("one", (("x before", "[1.5, 2.0]"), ("x after", "[0.0, 2.0]")))
    assert "`x`" in failure.message


def test_an_input_that_did_not_come_back_counts_as_changed():
    failure = failure_of(Observation({"output": np.zeros(2)}), INPUTS)
    assert failure.shown == (("x before", "[1.5, 2.0]"), ("x after", "nan"))


def test_an_exception_is_shown_with_its_line_and_the_inputs():
    error = CaseError(ErrorKind.EXCEPTION, "ValueError: no", "ValueError", "doubled", 2, "raise ValueError('no')")
    line = ("doubled, line 2", "raise ValueError('no')")
    assert failure_of(Observation(error=error)) == Failure("one", "ValueError: no", (X,), line, "ValueError")


def test_an_error_without_a_line_of_the_learner_s_has_none_to_show():
    error = CaseError(ErrorKind.TIME, "took longer than 5 s")
    assert failure_of(Observation(error=error)) == Failure("one", "took longer than 5 s", (X,), ended="time")


def test_what_is_not_written_says_so_without_case_or_inputs():
    error = CaseError(ErrorKind.UNWRITTEN, "`doubled` is not written yet")
    assert failure_of(Observation(errors={"output": error})) == Failure(
        "", "`doubled` is not written yet", unwritten=True
    )


def test_an_aspect_that_waits_for_another_says_for_which():
    compared = comparison(RELU)
    values, _, alone = judge(compared, compared.observed({}))
    assert (alone.failure.case, alone.failure.waits) == (CASES[0].name, False)  # it failed by itself
    wrong = {case.name: observe((lambda x: -x, RELU.references[1]), RELU.probe, case.draw(0)) for case in CASES}
    values, _, alone = judge(compared, compared.observed(wrong))
    assert not values.passed
    assert (alone.failure.case, alone.failure.waits, alone.failure.shown) == ("", True, ())
    assert "values" in alone.failure.message


def test_every_aspect_of_an_unwritten_answer_fails_alike():
    for aspect in unwritten(RELU).aspects:
        assert (aspect.failure.case, aspect.failure.shown, aspect.passed) == ("", (), False)
        assert aspect.failure.message


def outcome(right, seen, *observations, probe=call, **aspect) -> Outcome:
    """What the only aspect says of an answer, where the reference was seen to give `right`."""
    compared = Comparison(Exercise(doubled, (Aspect("it", 1, (ONE,), observations, **aspect),), (), probe=probe))
    compared.reference = compared.observed({ONE.name: right} if right is not None else {})
    return compared.observed({ONE.name: seen}).outcome(compared.exercise.aspects[0], ONE)


FOUR = Observation({"output": np.array(4.0)})


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (None, "not observed"),
        (Observation(error=CaseError(ErrorKind.EXCEPTION, "ValueError: no")), "ValueError: no"),
        (Observation({"other": np.array(4.0)}), "`output`"),
        (Observation(), "values"),
    ],
)
def test_a_reference_without_something_to_compare_is_our_fault_and_says_what_is_lacking(right, said):
    names = () if right == Observation() else ("output",)
    told = outcome(right, FOUR, *names)
    assert (told.ours, told.holds) == (True, False)
    assert told.complaint.endswith(said) or said in told.complaint


def test_a_fault_of_ours_names_the_exception_in_what_we_derive():
    told = outcome(FOUR, FOUR, derive=lambda inputs, values: {"it": values["nothing"]})
    assert told.ours
    assert "KeyError: 'nothing'" in told.complaint


def test_what_an_answer_breaks_in_our_judging_is_told_by_its_exception():
    told = outcome(FOUR, Observation({"output": "text"}), verify=lambda inputs, values: values["output"] + 1)
    assert (told.ours, told.holds) == (False, False)
    assert "TypeError: " in told.complaint


def test_an_outcome_carries_its_error_and_the_two_values():
    error = CaseError(ErrorKind.EXCEPTION, "ValueError: no", "ValueError")
    assert outcome(FOUR, Observation(errors={"output": error})).error is error
    differs = outcome(FOUR, Observation({"output": np.array(5.0)}))
    assert (differs.observation, differs.path, differs.expected, differs.got) == ("output", "", 4.0, 5.0)
    before = Observation({"output": np.array(4.0)}, {"x": np.array(1.0)})
    after = Observation({"output": np.array(4.0)}, {"x": np.array(2.0)})
    changed = outcome(before, after, INPUTS)
    assert (changed.observation, changed.path, changed.expected, changed.got) == (INPUTS, "x", 1.0, 2.0)


def test_what_is_derived_and_what_is_verified_sees_the_case_s_inputs():
    given = []

    def derive(inputs, values):
        given.append(inputs)
        return {"it": values["output"]}

    assert outcome(FOUR, FOUR, derive=derive).holds
    outcome(FOUR, FOUR, verify=lambda inputs, values: given.append(inputs) or "")
    assert len(given) == 3  # of the reference, of the answer, and the verified one
    for inputs in given:
        np.testing.assert_array_equal(inputs["x"], [1.5, 2.0])


SAME, OTHER, NONE = Observation({"output": np.array(4.0)}), Observation({"output": np.array(5.0)}), None


@pytest.mark.parametrize(
    ("one", "other", "names", "same"),
    [
        (SAME, SAME, (), True),
        (SAME, OTHER, (), False),
        (NONE, SAME, (), False),
        (SAME, NONE, (), False),
        (NONE, NONE, (), False),
        (Observation(SAME.values, {}, ["a"]), Observation(SAME.values, {}, ["b"]), (WARNINGS,), True),
        (Observation(SAME.values, {}, ["a"]), SAME, (WARNINGS,), False),
        (SAME, Observation(SAME.values, {}, ["a"]), (WARNINGS,), False),
        (Observation(SAME.values, {"x": np.ones(2)}), Observation(SAME.values, {"x": np.ones(2)}), (INPUTS,), True),
        (Observation(SAME.values, {"x": np.ones(2)}), Observation(SAME.values, {"x": np.zeros(2)}), (INPUTS,), False),
    ],
)
def test_two_answers_are_the_same_to_an_aspect_where_it_sees_no_difference(one, other, names, same):
    compared = Comparison(Exercise(doubled, (Aspect("it", 1, (ONE,), names),), ()))
    one, other = (compared.observed({} if seen is None else {ONE.name: seen}) for seen in (one, other))
    assert compared.same_outcome(one, other, compared.exercise.aspects[0], ONE) is same


def test_the_aspect_that_leaves_inputs_alone_compares_them_and_nothing_else():
    aspect = leaves_inputs_alone(0.5, (MIXED,), requires="values")
    assert (aspect.points, aspect.cases, aspect.observations, aspect.requires) == (0.5, (MIXED,), (INPUTS,), "values")
    assert aspect.name == RELU.aspects[2].name


def test_numbers_without_a_warning_hold_where_warnings_are_looked_at():
    assert failure_of(Observation({"output": np.array([3.0, 4.0])}), WARNINGS) is None
    assert failure_of(Observation({"output": np.array([3.0, 4.0])}, {}, [""]), WARNINGS) is not None


def test_two_answers_that_ended_alike_in_one_value_may_differ_in_another():
    def two(f, x):
        return {"first": f(x), "second": f(x)}

    aspects = Aspect("first", 1, (ONE,), ("first",)), Aspect("second", 1, (ONE,), ("second",))
    compared = Comparison(Exercise(doubled, aspects, (), probe=two))
    error = CaseError(ErrorKind.EXCEPTION, "ValueError: no", "ValueError")
    values = {"first": np.ones(2), "second": np.ones(2)}
    one, other = Observation({"first": np.ones(2)}, errors={"second": error}), Observation(values)
    one, other = (compared.observed({ONE.name: seen}) for seen in (one, other))
    assert [compared.same_outcome(one, other, aspect, ONE) for aspect in aspects] == [True, False]
    assert [compared.same_outcome(other, one, aspect, ONE) for aspect in aspects] == [True, False]


def test_what_is_derived_to_tell_two_answers_apart_sees_the_inputs_and_their_errors():
    def derive(inputs, values):
        return {"sign": np.sign(values["output"] - inputs["x"])}

    compared = Comparison(Exercise(doubled, (Aspect("it", 1, (ONE,), ("output",), derive=derive),), ()))
    (aspect,) = compared.exercise.aspects
    error = CaseError(ErrorKind.EXCEPTION, "ValueError: no", "ValueError")
    seen = [Observation({"output": np.full(2, value)}) for value in (5.0, 7.0, 1.0)]
    five, seven, below, raised, again = (
        compared.observed({ONE.name: one}) for one in [*seen, *[Observation(errors={"output": error})] * 2]
    )
    assert compared.same_outcome(five, seven, aspect, ONE)
    assert not compared.same_outcome(five, below, aspect, ONE)
    assert not compared.same_outcome(five, raised, aspect, ONE)
    assert compared.same_outcome(raised, again, aspect, ONE)
