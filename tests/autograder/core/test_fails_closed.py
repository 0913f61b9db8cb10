"""Without a reference to compare with, nothing holds: in the notebook, in the grader and in `verify`."""

from dataclasses import replace

import numpy as np
import pytest
from samples.relu_record import RELU

from autograder import exercises
from autograder.core.diagnose import check_functions, check_observations
from autograder.core.record import Aspect, Case, Exercise
from autograder.core.report import State
from autograder.notebook.card import text_card
from autograder.notebook.html_card import html_card
from autograder.verify.verify_chapter import verify_exercise
from autograder.worker.observe import CaseError, ErrorKind, Observation

EVERY = [pytest.param(e, id=e.name) for stem in exercises.stems() for e in exercises.load(stem).exercises]


def _raising(reference):
    """A reference of the same name that does what an emptied library does."""

    def emptied(*_, **__):
        raise NotImplementedError("this is what the exercise asks you to write")

    emptied.__name__ = reference.__name__
    return emptied


def without_reference(exercise: Exercise) -> Exercise:
    return replace(exercise, reference=tuple(map(_raising, exercise.references)))


@pytest.mark.parametrize("exercise", EVERY)
def test_a_reference_that_raises_earns_nobody_a_point(exercise):
    """Whatever the answer is, also the right one, and also one that raises in the same way."""
    broken = without_reference(exercise)
    for functions in (exercise.references, broken.references):
        found = check_functions(broken, functions)
        assert (found.state, found.score, found.diagnosis) == (State.UNJUDGED, 0, None)
        assert all(aspect.failure is not None for aspect in found.aspects)


@pytest.mark.parametrize("exercise", EVERY)
def test_verify_says_that_a_reference_raises(exercise):
    _, problems, sound = verify_exercise(without_reference(exercise), seeds=(0,))
    assert not sound
    assert any("NotImplementedError" in problem for problem in problems)


@pytest.mark.parametrize(
    "observations",
    [
        {},
        {"other": np.ones(3)},
    ],
)
def test_a_reference_that_lacks_a_value_earns_nobody_a_point(observations):
    """An expected observation without values is compared with nothing; zeros once passed for a sigmoid."""
    case = Case("one", {"x": np.ones(3)})
    exercise = Exercise(
        reference=lambda x: x,
        probe=lambda function, x: observations,
        aspects=(Aspect("values", 1.0, (case,), ("output",)),),
        misconceptions=(),
    )
    found = check_observations(exercise, {case.name: Observation(values={"output": np.zeros(3)})}, 0)
    assert (found.state, found.score) == (State.UNJUDGED, 0)


def test_what_cannot_be_derived_from_the_reference_earns_nobody_a_point():
    case = Case("one", {"x": np.ones(3)})
    exercise = Exercise(
        reference=np.copy,
        aspects=(Aspect("sum", 1.0, (case,), derive=lambda inputs, values: {"sum": values["nothing"]}),),
        misconceptions=(),
    )
    seen = Observation(values={"output": np.zeros(3), "nothing": np.ones(1)})
    found = check_observations(exercise, {case.name: seen}, 0)
    assert (found.state, found.score) == (State.UNJUDGED, 0)


def test_one_half_that_cannot_be_judged_leaves_the_other_its_points():
    """The aspects whose reference has its values are compared as ever; the answer as a whole is not judged."""
    broken = replace(RELU, reference=(RELU.references[0], _raising(RELU.references[1])))
    found = check_functions(broken, RELU.references)
    assert [aspect.passed for aspect in found.aspects] == [True, False, True]
    assert found.state is State.UNJUDGED


def test_the_card_says_whose_fault_it_is():
    found = check_functions(without_reference(RELU), RELU.references)
    for card in (text_card(found), html_card(found)):
        assert "a fault of the course" in card
        assert "NotImplementedError" in card
        assert "of 2 points" not in card


def test_an_exception_of_ours_is_not_held_against_an_answer_with_the_same_one():
    """That both failed alike is no agreement."""
    case = Case("one", {"x": np.ones(3)})
    exercise = replace(without_reference(RELU), aspects=(Aspect("values", 1.0, (case,), ("output",)),))
    raised = CaseError(ErrorKind.EXCEPTION, "NotImplementedError: this is what ...", "NotImplementedError")
    seen = {case.name: Observation(error=raised)}
    assert check_observations(exercise, seen, 0).score == 0
