"""Whose score is out of date and why, who has to look, and what the trail says, through the commands."""

import json
import re

import pytest
from samples.grading_chapter import RIGHT, STEM, notebook_with, submit
from typer.testing import CliRunner

from autograder.cli import app
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.grading.kept.audit import append_line
from autograder.grading.kept.out_of_date import line_of, status

OTHER = "def mean_of_rows(x):\n    return np.mean(x, 1)\n"


@pytest.fixture
def say(course):
    """Run a command in the course's folder; what it prints, and its exit status."""

    def said(*words):
        ended = CliRunner().invoke(app, [*words, "--course-dir", str(course.root)], env={"COLUMNS": "200"})
        return ended.output, ended.exit_code

    return said


@pytest.fixture
def handed_in(course, grade, right, in_place, prepared_gradebook):
    """Three graded students."""
    grade(dict.fromkeys(("ann", "bob", "cyd"), right))
    return course


@pytest.mark.usefixtures("handed_in")
def test_nothing_is_out_of_date_after_a_run(course, say):
    """And written answers wait for a person."""
    said, code = say("status", STEM)
    assert code == 0
    assert "3 up to date" in said
    assert "waits for a person: why" in said
    assert line_of(course, STEM) == ""


def test_every_reason_is_said(handed_in, right, say):
    """Somebody new, another notebook, another time, a record that changed, what is not in the gradebook's points."""
    course = handed_in
    submit(course, "dan", right)
    submit(course, "ann", notebook_with(course, {**RIGHT, "mean_of_rows": OTHER}))
    course.submission("bob", STEM).with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    entry = json.loads(course.journal("cyd", STEM).read_text())
    entry["records"]["relu"] = "of another record"
    course.journal("cyd", STEM).write_text(json.dumps(entry))
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"get_config().Counting.bonus = {{{STEM!r}: ['sigmoid']}}\n")
    said, code = say("status", STEM)
    assert code == 1
    for student, why in {
        "ann": "something else is handed in now",
        "bob": "handed in 2031-02-03 04:05:06, and graded as of no known time",
        "cyd": "judged otherwise now: relu",
        "dan": "not graded yet",
    }.items():
        (row,) = [line for line in said.splitlines() if line.strip().startswith(student) and "waits" not in line]
        assert why in row
    assert "sigmoid: 2 points in the gradebook, 0 points today" in said
    assert f"4 out of date, 0 up to date. Bring them up to date with: autograder grade {STEM}" in said


@pytest.mark.usefixtures("handed_in", "course")
def test_a_decision_is_out_of_date_until_it_is_applied(decide):
    """Where it changes somebody's score; `--student` applies it to one."""
    again = decide("ann", void={STEM: ["why"]})
    assert status(again, STEM).outdated == {
        "bob": ["counts otherwise now: why"],
        "cyd": ["counts otherwise now: why"],
    }
    assert line_of(again, STEM).startswith("Scores that are out of date: bob, cyd. autograder status")


@pytest.mark.usefixtures("say")
def test_only_an_answer_that_changed_is_looked_at_again(handed_in, grade, give):
    """Grading again flags nobody's score by hand whose answer is the same."""
    for student in ("ann", "bob"):
        give(student, "why", 4)
        give(student, "check_mean_of_rows", 2)
    grade({"ann": notebook_with(handed_in, {**RIGHT, "mean_of_rows": OTHER})}, again=True)
    look = status(handed_in, STEM).look
    assert look == {
        "ann": ["graded by hand for an answer that was another one: mean_of_rows"],
        "cyd": ["waits for a person: why"],
    }


@pytest.mark.usefixtures("handed_in")
def test_a_score_by_hand_on_another_scale_is_said(decide, give):
    """It stays as it was given, until somebody gives another one."""
    give("ann", "why", 4)
    again = decide(points={STEM: {"why": 8}})
    assert status(again, STEM).look["ann"] == ["4 by hand for why, given when it had 4 points; it has 8"]
    give("ann", "why", 7)
    assert "ann" not in status(again, STEM).look


@pytest.mark.usefixtures("handed_in")
def test_the_history_is_the_trail_in_words(decide, say):
    """Who, when, under which release and seed, from what to what."""
    decide(void={STEM: ["why"]})
    said, code = say("history", STEM, "--student", "bob")
    assert code == 0
    assert "rulings: why as it was → void" in said
    assert "why – → 4" in said
    assert "ann" not in said
    said, code = say("history", STEM, "--student", "zoe")
    assert code == 1


@pytest.mark.usefixtures("handed_in")
def test_a_score_that_a_person_gave_is_told_as_such(course, say):
    """By whom, in the history; in the feedback that it was a person."""
    for old, new in ((None, 2), (2, 3)):
        facts = {"who": "grace", "chapter": STEM, "student": "ann", "by": "hand", "scores": {"why": [old, new]}}
        append_line(course.audit_trail(STEM), facts)
    said, _ = say("history", STEM, "--student", "ann")
    assert re.search(r"grace .*why 2 → 3, by hand", said)
    assert re.search(r"relu – → 2\s*\n", said)
    write_feedback(course, STEM, ["ann"])
    assert "why from 2 to 3, by a person" in course.feedback("ann", STEM).read_text()


def test_nobody_is_out_of_date_where_nothing_can_be_asked(course):
    """A folder without submissions has no line, and its command says why."""
    assert line_of(course, STEM) == ""
