"""What the progress file says of the help that was taken, and of what came of it."""

import pytest

from autograder.core.report import AspectResult, Diagnosis, Failure, Report, State
from autograder.notebook.help_taken import CHANGED, MENDED, OPEN, HelpTaken, help_taken, in_a_sentence
from autograder.notebook.overview.course_map import progress
from autograder.notebook.progress import events, record_check, record_hint

NAME = "softmax"


def hint(step: int, diagnosis: str = "no max shift", exercise: str = NAME) -> dict:
    return {"exercise": exercise, "diagnosis": diagnosis, "hint": step}


def check(state: str, diagnosis: str = "", exercise: str = NAME) -> dict:
    return {"exercise": exercise, "state": state, **({"diagnosis": diagnosis} if diagnosis else {})}


@pytest.mark.parametrize(
    ("noted", "taken"),
    [
        ([], []),
        ([check("partly", "no max shift")], []),
        ([hint(2)], [HelpTaken(NAME, "no max shift", 2, 0, OPEN)]),
        ([hint(2), hint(3), check("right")], [HelpTaken(NAME, "no max shift", 3, 1, MENDED)]),
        (
            [hint(2), check("partly", "no max shift"), hint(3), check("wrong", "another")],
            [HelpTaken(NAME, "no max shift", 3, 2, CHANGED)],
        ),
        ([hint(2), check("partly")], [HelpTaken(NAME, "no max shift", 2, 1, OPEN)]),
        ([hint(2), check("unwritten")], [HelpTaken(NAME, "no max shift", 2, 0, OPEN)]),
        (
            [hint(2), hint(1, "other", "tanh"), check("right", exercise="tanh"), check("right")],
            [HelpTaken(NAME, "no max shift", 2, 1, MENDED), HelpTaken("tanh", "other", 1, 1, MENDED)],
        ),
        (
            [hint(2), hint(1, "other")],
            [HelpTaken(NAME, "no max shift", 2, 0, OPEN), HelpTaken(NAME, "other", 1, 0, OPEN)],
        ),
        ([{"hint": 2}, {"exercise": 3, "hint": 2, "diagnosis": "x"}, {"exercise": NAME, "hint": "2"}], []),
    ],
)
def test_help_runs_from_its_first_step_to_the_check_that_ends_it(noted, taken):
    assert help_taken(noted) == taken


def test_a_sentence_sums_up():
    assert in_a_sentence([]) == ""
    assert in_a_sentence([HelpTaken(NAME, "a", 2)]) == "hints on 1 mistake, 0 of them behind you"
    taken = [HelpTaken(NAME, "a", 2, 1, MENDED), HelpTaken(NAME, "b", 4, 1, CHANGED), HelpTaken(NAME, "c", 3)]
    said = "hints on 3 mistakes, 2 of them behind you (0 at step 1, 1 at step 2, 0 at step 3, 1 at step 4)"
    assert in_a_sentence(taken) == said


def test_it_is_read_from_the_progress_file_and_shown_with_the_progress():
    diagnosis = Diagnosis("no max shift", "hint", "more", True)
    record_check(Report(NAME, State.WRONG, (AspectResult("values", 1, Failure("", "")),), diagnosis))
    assert "hints on" not in repr(progress()) + progress()._repr_html_()
    assert record_hint(NAME, "no max shift", 2) == ""
    record_check(Report(NAME, State.RIGHT, (AspectResult("values", 1),)))
    assert progress().help == help_taken(events()) == [HelpTaken(NAME, "no max shift", 2, 1, MENDED)]
    for shown in (repr(progress()), progress()._repr_html_()):
        assert "hints on 1 mistake, 1 of them behind you" in shown
