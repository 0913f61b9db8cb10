"""Which mistake an answer is said to hold, and how it stands as a whole."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.core import diagnose
from autograder.core.comparison import Comparison, comparison
from autograder.core.diagnose import check_functions, check_observations, matching_failures, state_of, unwritten
from autograder.core.record import Aspect, Case, Exercise, Misconception
from autograder.core.report import AspectResult, Failure, State
from autograder.worker.observe import observe


def mistake(name, code):
    return Misconception(name, (code,), hint=f"hint of {name}", second_hint=f"more of {name}")


def at(label, value):
    return Case(label, {"x": np.array([float(value)])})


def doubles_positive(x):
    return np.where(x > 0, 2 * x, x)


def doubles_all(x):
    return 2 * x


def raises_for_negative(x):
    if x < 0:
        raise ValueError(f"{x} is negative")
    return x


IDENTITY = Exercise(
    np.copy,
    (Aspect("positive", 1, (at("one", 1), at("two", 2))), Aspect("negative", 1, (at("minus one", -1),))),
    (
        mistake("doubles positive", doubles_positive),
        mistake("doubles all", doubles_all),
        mistake("raises", raises_for_negative),
    ),
)


def named(code, exercise=IDENTITY):
    found = check_functions(exercise, (code,)).diagnosis
    return found and (found.name, found.misconception)


def test_a_mistake_that_cannot_be_told_apart_is_named_with_its_hints():
    found = check_functions(IDENTITY, (lambda x: x + x,)).diagnosis
    assert (found.name, found.hint, found.second_hint) == ("doubles all", "hint of doubles all", "more of doubles all")
    assert found.misconception


def test_of_two_mistakes_that_explain_a_part_the_one_that_explains_more_is_named():
    """Wrong in both aspects, in the first as "doubles positive" is, in the second in a way of its own."""
    assert named(lambda x: np.where(x > 0, 2 * x, 9.0)) == ("doubles positive", True)
    both = replace(IDENTITY, misconceptions=(*IDENTITY.misconceptions[:1], mistake("doubles two", doubles_two)))
    assert named(lambda x: np.where(x > 0, 2 * x, 9.0), both) == ("doubles positive", True)
    assert named(lambda x: np.where(x == 1, 5.0, 2 * x), both) is None  # the first failing case is left unexplained


def doubles_two(x):
    return np.where(x == 2, 2 * x, x)


def test_a_mistake_that_is_contradicted_is_not_named():
    """Wrong where the mistake is wrong, and in another way."""
    assert named(lambda x: np.where(x > 0, 3 * x, x + 0.5)) is None or not named(lambda x: 3 * x)[1]


def test_exceptions_agree_by_their_type():
    """What an answer raises itself is in its own words."""

    def raises_in_other_words(x):
        if x < 0:
            raise ValueError("no")
        return x

    def raises_another(x):
        if x < 0:
            raise KeyError("no")
        return x

    assert named(raises_in_other_words) == ("raises", True)
    assert named(raises_another) is None


def pair(first, second, x):
    return {"first": lambda: first(x), "second": lambda: second(x)}


def first(x):
    return x + 1


def second(x):
    return x + 2


def not_yet(x):
    """Nothing but words."""


ONE, TWO = at("one", 1), at("two", 2)
PAIR = Exercise(
    (first, second),
    (Aspect("first", 1, (ONE,), observations=("first",)), Aspect("second", 1, (TWO,), observations=("second",))),
    (mistake("off by one", {"first": second}), mistake("both", {"first": second, "second": first})),
    probe=pair,
)


def test_what_is_not_written_yet_contradicts_no_mistake():
    """The other half will come; what is there is diagnosed."""
    found = check_functions(PAIR, (lambda x: x + 2, not_yet))
    assert (found.state, found.score, found.diagnosis.name) == (State.WRONG, 0, "off by one")


def test_a_failed_verify_shared_with_a_mistake_explains_nothing():
    """That both fail it says little: there are many ways to be wrong."""
    exercise = Exercise(
        np.copy,
        (Aspect("positive", 1, (at("one", 1),), verify=lambda i, v: "" if v["output"] > 0 else "negative"),),
        (mistake("minus", np.negative),),
    )
    compared = Comparison(exercise)
    ((_, (minus,)),) = compared.mistakes
    answer = compared.implementation((lambda x: x - 10,))
    assert matching_failures(compared, answer, minus) == 0
    with_numbers = replace(exercise, aspects=(*exercise.aspects, Aspect("values", 1, (at("two", 2),))))
    compared = Comparison(with_numbers)
    ((_, (minus,)),) = compared.mistakes
    assert matching_failures(compared, compared.implementation((lambda x: -x,)), minus) == 1


def test_a_mistake_in_several_forms_is_named_by_each(monkeypatch):
    forms = ((doubles_all,), (lambda x: np.where(x > 0, -x, x),))
    exercise = replace(IDENTITY, misconceptions=IDENTITY.misconceptions[1:2])
    monkeypatch.setattr(Exercise, "implementations", lambda self, variant: forms)
    comparison.cache_clear()
    assert named(lambda x: x + x, exercise) == ("doubles all", True)
    assert named(lambda x: np.where(x > 0, -1 * x, x), exercise) == ("doubles all", True)
    assert named(lambda x: np.where(x > 0, -x, 8.0), exercise) == ("doubles all", True)


def test_an_exercise_without_mistakes_has_general_words_or_none():
    several = Case("several", {"x": np.array([1.0, 2.0, -3.0])})
    bare = Exercise(np.copy, (Aspect("values", 1, (several,)),), ())
    assert named(np.exp, bare) is None
    assert named(np.negative, bare) == ("the sign is flipped", False)


def results(*passed, ours=False):
    return tuple(
        AspectResult(str(n), 1, None if ok else Failure("case", "no", ours=ours)) for n, ok in enumerate(passed)
    )


@pytest.mark.parametrize(
    ("aspects", "state"),
    [
        (results(True, True), State.RIGHT),
        (results(True, False), State.PARTLY),
        (results(False, False), State.WRONG),
        (results(True, False, ours=True), State.UNJUDGED),
        (results(False, False, ours=True), State.UNJUDGED),
    ],
)
def test_the_aspects_together_say_how_an_answer_stands(aspects, state):
    assert state_of(aspects) is state


def test_an_answer_that_was_not_begun_scores_nothing_and_names_every_aspect():
    report = check_functions(IDENTITY, (not_yet,))
    assert (report.state, report.score, report.points, report.diagnosis) == (State.UNWRITTEN, 0, 2, None)
    assert [(a.name, a.points, a.passed) for a in report.aspects] == [("positive", 1, False), ("negative", 1, False)]
    assert unwritten(IDENTITY) == report


def test_a_half_that_is_written_is_an_answer():
    assert check_functions(PAIR, (first, not_yet)).state is State.PARTLY


def test_an_answer_is_judged_under_the_seed_that_is_asked_for():
    drawn = Case("drawn", lambda rng: {"x": rng.normal(size=1)})
    exercise = Exercise(np.copy, (Aspect("values", 1, (drawn,)),), ())
    known = drawn.draw(0)["x"]
    assert check_functions(exercise, (lambda x: known,)).state is State.RIGHT
    assert check_functions(exercise, (lambda x: known,), 1).state is State.WRONG


DRAWN = Exercise(np.copy, (Aspect("values", 1, (Case("drawn", lambda rng: {"x": rng.normal(size=3)}),)),), ())


@pytest.mark.parametrize(("seed", "state"), [(5, State.RIGHT), (6, State.WRONG)])
def test_what_was_observed_elsewhere_is_judged_under_the_seed_it_was_drawn_with(seed, state):
    """A right answer to other inputs is no right answer: the numbers must not be known before the run."""
    (case,) = DRAWN.cases
    seen = {case.name: observe((np.copy,), DRAWN.probe, case.draw(5))}
    assert check_observations(DRAWN, seen, seed).state is state


def test_an_unwritten_answer_is_reported_under_its_exercise_with_all_its_points():
    found = unwritten(IDENTITY)
    assert (found.exercise, found.state, found.score, found.points) == ("copy", State.UNWRITTEN, 0.0, 2)


def test_every_failure_that_a_mistake_explains_counts():
    compared = Comparison(IDENTITY)
    twice = compared.implementation((doubles_all,))
    assert matching_failures(compared, twice, compared.implementation((doubles_positive,))) == 2
    assert matching_failures(compared, twice, twice) == 3


def sign_of(inputs, values):
    return {"sign": "up" if values["output"].sum() > 0 else f"down by {abs(values['output'].sum()):.1f}"}


def below(limit, words):
    return lambda inputs, values: "" if values["output"].sum() < limit else f"{words} {values['output'].sum():.2f}"


LABELS = replace(
    IDENTITY,
    aspects=(
        Aspect("small", 1, (at("one", 1),), verify=below(1.5, "too large:")),
        Aspect("tiny", 1, (at("tenth", 0.1),), verify=below(0.5, "far too large:")),
    ),
    misconceptions=(
        mistake("doubles", lambda x: 2 * x),
        mistake("triples", lambda x: 3 * x),
        mistake("adds to the large", lambda x: np.where(x > 0.5, x + 3, x)),
        mistake("adds to all", lambda x: x + 2),
    ),
)


def test_a_complaint_of_a_verify_alone_names_a_mistake_only_to_the_letter():
    """That something is too large may come of anything."""
    assert named(lambda x: 4.5 * x, LABELS) is None
    assert named(lambda x: x + 7, LABELS) is None
    assert named(lambda x: 2 * x, LABELS) == ("doubles", True)


def test_labels_are_no_numbers():
    """What an aspect derives may be the same for answers that have little in common."""
    derived = replace(
        IDENTITY,
        aspects=(Aspect("sign", 1, (at("one", 1),), derive=sign_of),),
        misconceptions=(mistake("minus", np.negative), mistake("minus two", lambda x: -2 * x)),
    )
    assert named(lambda x: -1.0 * x, derived) == ("minus", True)


def test_of_answers_in_which_the_same_was_seen_one_is_diagnosed(monkeypatch):
    """In a class many make one mistake. What was seen decides, and not whose answer it is."""
    asked = []
    real = diagnose.diagnose
    monkeypatch.setattr(diagnose, "diagnose", lambda *given: asked.append(given) or real(*given))
    compared = Comparison(IDENTITY)

    def reported(function):
        seen = {case.name: observe((function,), IDENTITY.probe, compared.inputs(case)) for case in IDENTITY.cases}
        return diagnose.report(compared, compared.observed(seen)).diagnosis

    assert reported(doubles_all) == reported(lambda x: x + x)
    assert len(asked) == 1
    assert reported(doubles_positive) != reported(doubles_all)
    assert len(asked) == 2


def test_what_is_kept_of_diagnoses_has_a_bound(monkeypatch):
    monkeypatch.setattr("autograder.core.comparison._MOST_KEPT", 1)
    compared = Comparison(IDENTITY)
    said = [
        compared.said_once(compared.observed({"one": observe((f,), IDENTITY.probe, {"x": np.ones(1)})}), lambda f=f: f)
        for f in (doubles_all, np.copy, doubles_all)
    ]
    assert said == [doubles_all, np.copy, doubles_all]
