"""One submission: what its result holds, and what is kept of it when our own side trips over it."""

import json

import pytest
from samples.grading_chapter import CHAPTER, FULL, RIGHT, STEM, notebook_with, submit

from autograder.core.errors import GradingError, SandboxLost
from autograder.core.report import State
from autograder.grading import grade as module
from autograder.grading.grade import grade_submission
from autograder.grading.grade_class import job_for, places
from autograder.grading.job import Isolation
from autograder.grading.release import read_release
from autograder.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("in_place")

OVERFLOWS = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"  # 1 of 2 points


@pytest.fixture
def graded(course):
    """Grade one notebook."""

    def grade(notebook, seed=7):
        submit(course, "ann", notebook)
        release = read_release(course.release(STEM), CHAPTER)
        return grade_submission(
            job_for(course, release, STEM, places(course, STEM, "ann"), seed, Isolation.BUBBLEWRAP, Limits())
        )

    return grade


def fails(*_):
    raise RecursionError


def test_a_result_says_what_it_depends_on(graded, right, course):
    one, other = graded(right, seed=3), graded(notebook_with(course, {}), seed=3)
    assert (one.chapter, one.seed, one.isolation) == (STEM, 3, "bubblewrap")
    assert one.release == other.release == read_release(course.release(STEM), CHAPTER).digest
    assert one.content != other.content
    assert one.content == graded(right).content
    assert one.seconds > 0


def test_scores_are_by_exercise_and_words_are_left_to_a_person(graded, right):
    one = graded(right)
    assert (one.scores, one.score, one.points) == (FULL, 7.0, 7.0)
    assert one.answered == {"why": True}
    assert {report.state for report in one.reports.values()} == {State.RIGHT}


def test_the_journal_gets_everything_but_the_notebook(graded, right):
    kept = json.loads(json.dumps(graded(right).to_json()))
    assert "notebook" not in kept
    assert (kept["score"], kept["points"]) == (7.0, 7.0)
    assert {name: (one["score"], one["points"]) for name, one in kept["reports"].items()} == {
        name: (points, points) for name, points in FULL.items()
    }


def test_points_that_hold_are_kept_when_the_diagnosis_fails(graded, course, monkeypatch):
    """A learner's numbers go deep into the diagnosis; what it trips over costs a hint, and the instructor is told."""
    monkeypatch.setattr(module, "report", fails)
    one = graded(notebook_with(course, {**RIGHT, "sigmoid": OVERFLOWS}))
    assert one.scores == {**FULL, "sigmoid": 1.0}
    assert (one.reports["sigmoid"].state, one.reports["relu"].state) == (State.PARTLY, State.RIGHT)
    assert [("sigmoid" in notice.text, notice.needs_review) for notice in one.notices].count((True, True)) == 1
    assert all("RecursionError" in notice.text for notice in one.notices)


def test_what_cannot_be_compared_has_no_points_and_is_told(graded, right, monkeypatch):
    """Nothing was seen then that could count, and nobody's grading ends in an error."""
    judge, asked = module.judge, []

    def fails_once(compared, observed):
        asked.append(compared)
        return judge(compared, observed) if asked.count(compared) == 2 else fails()

    monkeypatch.setattr(module, "report", fails)
    monkeypatch.setattr(module, "judge", fails_once)
    one = graded(right)
    assert one.score == 0
    assert {report.state for report in one.reports.values()} == {State.WRONG}
    assert [notice.needs_review for notice in one.notices] == [True] * 3


@pytest.mark.parametrize("times", [1, 2])
def test_a_sandbox_that_was_ended_from_outside_is_tried_once_more(monkeypatch, times):
    """From the start, as if nothing had happened; a second time, the submission is left for another run."""
    tried = []

    def lost(job):
        tried.append(job)
        if len(tried) <= times:
            raise SandboxLost("ended from outside")
        return "graded"

    monkeypatch.setattr(module, "_grade", lost)
    if times == 1:
        assert grade_submission("job") == "graded"
    else:
        with pytest.raises(GradingError, match="outside"):
            grade_submission("job")
    assert tried == ["job"] * 2
