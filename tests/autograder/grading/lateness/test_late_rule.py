"""What lateness costs: the rule, and how it counts the same in the gradebook, the terminal and feedback."""

from datetime import datetime
from io import StringIO

import pytest
from nbgrader.api import Gradebook
from rich.console import Console
from samples.grading_chapter import STEM, submit
from traitlets import TraitError

from autograder.core.errors import RunEnded
from autograder.grading.course import CONFIG, Course
from autograder.grading.grade_class import grade_class
from autograder.grading.lateness.late_rule import LateRule, late_statement
from autograder.grading.summary import print_summary

DAY = 24 * 3600
SETTINGS = "\nc = get_config()\nc.LateRule.per_day = 0.1\nc.LateRule.at_most = 0.5\nc.LateRule.grace_minutes = 15\n"


@pytest.mark.parametrize(
    ("seconds", "points"), [(900, None), (901, 1), (DAY, 1), (DAY + 1, 2), (4.5 * DAY, 5), (30 * DAY, 5)]
)
def test_each_day_begun_costs_a_share(seconds, points):
    """After the minutes that are free, and up to the most."""
    rule = LateRule(per_day=0.1, at_most=0.5, grace_minutes=15)
    assert rule.penalty(10, seconds) == points


def test_the_rule_is_said_in_words():
    """And nothing where nothing is taken off."""
    assert LateRule(per_day=0.1).statement() == "10 % of the score for each day begun"
    told = "10 % of the score for each day begun, at most 50 %, the first 15 minutes are free"
    assert LateRule(per_day=0.1, at_most=0.5, grace_minutes=15).statement() == told
    assert LateRule().statement() == ""
    assert LateRule().penalty(10, DAY) is None


def test_shares_are_shares():
    """Ten per cent is 0.1, and 10 is refused."""
    with pytest.raises(TraitError, match="per_day"):
        LateRule(per_day=10)


@pytest.fixture
def late(course, right):
    """Ann is a day and a half late, Bob in time, and the course takes something off."""

    def late(settings=SETTINGS):
        (course.root / CONFIG).open("a").write(settings)
        for student, time in {"ann": "2031-01-03 12:00:00 UTC", "bob": "2031-01-02 00:00:00 +01:00"}.items():
            submit(course, student, right).with_name("timestamp.txt").write_text(time)
        with Gradebook(course.url) as book:
            book.update_or_create_assignment(STEM, duedate=datetime(2031, 1, 2))
        again = Course.at(course.root)
        return again, grade_class(again, STEM, seed=7, jobs=1)

    return late


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_lateness_is_told_with_what_it_cost(late):
    """In the gradebook and in the terminal."""
    course, outcome = late()
    with Gradebook(course.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty == pytest.approx(1.4)
        assert book.find_submission_notebook(STEM, STEM, "bob").late_submission_penalty is None
    console = Console(file=StringIO(), width=120)
    print_summary(console, outcome)
    assert "late by 1 d 12 h, -1.4" in console.file.getvalue()
    assert "1 late, which costs 1.4 points together" in console.file.getvalue()
    assert late_statement(course.config).startswith("10 % of the score")


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_what_is_up_to_date_is_late_all_the_same(late):
    """A second run says it again; a due date that was moved takes the penalty away without grading anything."""
    course, _ = late()
    again = grade_class(course, STEM, jobs=1)
    assert (again.fresh, again.rows["ann"].late.penalty) == (0, pytest.approx(1.4))
    with Gradebook(course.url) as book:
        book.update_or_create_assignment(STEM, duedate=datetime(2031, 1, 9))
    moved = grade_class(course, STEM, jobs=1)
    assert (moved.fresh, moved.rows["ann"].late) == (0, (0.0, 0.0))
    with Gradebook(course.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty is None


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_a_time_that_is_removed_takes_the_penalty_with_it(late):
    """There is nothing left that says it was late."""
    course, _ = late()
    course.submission("ann", STEM).with_name("timestamp.txt").unlink()
    assert grade_class(course, STEM, jobs=1).rows["ann"].late == (0.0, 0.0)
    with Gradebook(course.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty is None


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_nbgraders_own_methods_still_count(late):
    """A score of zero for whatever is late."""
    _, outcome = late("\nget_config().LatePolicy.penalty_method = 'zero'\n")
    assert outcome.rows["ann"].late.penalty == outcome.rows["ann"].score == 7


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_a_policy_that_cannot_be_used_is_named(late):
    """Before anybody gets a wrong penalty."""
    with pytest.raises(RunEnded, match=r"policy for what is late .* nbgrader_config\.py"):
        late("\nget_config().AssignLatePenalties.plugin_class = 'nowhere.Policy'\n")
