import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import RIGHT, STEM, notebook_with, submit

from autograder.core.errors import GradingError
from autograder.desk.classbook import class_book
from autograder.desk.feedback.gather import gather
from autograder.desk.feedback.mathematics import with_mathml
from autograder.desk.feedback.own_figures import drawn
from autograder.desk.feedback.student_page import page
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.grading.grade_class import grade_class
from autograder.grading.kept.history import read_history

BIN = Path(sys.executable).parent
HOSTILE = "def mean_of_rows(x):\n    '''</pre><script>alert(1)</script>'''\n    return x.mean(axis=0)"


def page_of(course, student):
    write_feedback(course, STEM)
    return course.feedback(student, STEM).read_text(encoding="utf-8")


def test_the_top_says_who_when_how_much_and_what_waits(by_hand):
    """The roster's name and not the login, the total and its parts."""
    page = page_of(by_hand, "ann")
    assert "<b>Ann O&#x27;Neil, MSc</b> (ann)" in page
    assert "11 of 11 points" in page
    assert "Exercises 7 of 7, written answers 4 of 4." in page
    assert "Clear. &lt;b&gt;Say&lt;/b&gt; why." in page
    assert "<b>Not graded yet:</b> why" in page_of(by_hand, "bob")


def test_a_line_an_exercise_with_what_was_lost_and_the_mistake_by_name(graded):
    """Each a link to its card, below which the answer stands."""
    page = page_of(graded, "bob")
    row = re.search(r'<tr><td class="wrong">.*?#mean_of_rows.*?</tr>', page).group()
    assert "0 of 3" in row
    assert "This looks like: wrong axis" in row
    assert 'id="mean_of_rows"' in page
    assert "x.mean(axis=0)" in page


def test_late_is_said_with_what_it_cost(graded):
    """Or that it was in time."""
    with Gradebook(graded.url) as book:
        book.update_or_create_assignment(STEM, duedate=datetime(2026, 11, 1, 12))
        submission = book.find_submission(STEM, "bob")
        submission.timestamp = datetime(2026, 11, 2, 13, 30)
        submission.notebooks[0].late_submission_penalty = 1.5
        book.find_submission(STEM, "ann").timestamp = datetime(2026, 11, 1, 11)
        book.db.commit()
    page = page_of(graded, "bob")
    assert "Handed in on 2026-11-02 13:30 UTC, 1 d 1 h 30 min late; it cost 1.5 points." in page
    assert "2.5 of 11 points" in page
    assert "11:00 UTC, in time." in page_of(graded, "ann")


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_what_came_from_a_student_is_text(course, grade):
    """In code, in words and in a name."""
    words = "<img src=x onerror=alert(2)> [x](javascript:alert(3)) $\\href{javascript:alert(4)}{x}$ $a^2$"
    grade({"eve": notebook_with(course, {**RIGHT, "mean_of_rows": HOSTILE, "why": words})})
    with Gradebook(course.url) as book:
        book.update_or_create_student("eve", first_name="<script>", last_name="alert(5)")
    page = page_of(course, "eve")
    assert "<script" not in page
    assert not re.search(r"<[^>]*(onerror|javascript:|href=\"[^#])", page)
    assert "<math" in page


def test_nothing_is_loaded_and_it_is_small(graded):
    """No address of anything, and below 100 KB."""
    page = page_of(graded, "bob")
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "@import" not in page
    assert "url(" not in page
    assert len(page) < 100_000
    assert 'name="viewport"' in page


def test_an_unreadable_submission_is_told_on_top(graded):
    """Before any card."""
    page = page_of(graded, "cyd")
    assert page.index("Notes from grading") < page.index("<table>")
    assert "0 of 11 points" in page


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_a_score_that_changed_says_so(course, grade, right):
    """From what to what, and when."""
    grade({"ann": notebook_with(course, {**RIGHT, "relu": ""})})
    submit(course, "ann", right)
    grade_class(course, STEM, seed=7, jobs=1)
    assert re.search(r"\d\d:\d\d UTC: relu from 0 to 2", page_of(course, "ann"))


def test_a_torn_line_of_the_trail_costs_nothing(graded):
    """A full disk may have cut it."""
    with graded.audit_trail(STEM).open("a") as file:
        file.write('{"time": "2026-')
    assert "11 points" in page_of(graded, "ann")


def test_nbgraders_command_writes_the_same_page(graded):
    """And so does formgrader's button, which calls the same converter."""
    ours = page_of(graded, "bob")
    graded.feedback("bob", STEM).unlink()
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    command = [str(BIN / "nbgrader"), "generate_feedback", STEM, "--force"]
    ended = subprocess.run(command, cwd=graded.root, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert graded.feedback("bob", STEM).read_text(encoding="utf-8") == ours


def test_somebody_who_is_not_there_is_named(graded):
    """Before anything is written."""
    with pytest.raises(GradingError, match="nothing of zoe is in the gradebook"):
        write_feedback(graded, STEM, ["zoe"])


def test_a_journal_that_is_gone_leaves_the_scores(graded):
    """The gradebook's points stay; there are no cards."""
    graded.journal("ann", STEM).unlink()
    page = page_of(graded, "ann")
    assert "2 of 2" in page
    assert json.loads(graded.journal("bob", STEM).read_text())["student"] == "bob"


@pytest.mark.parametrize("formula", [r"\frac{1}{", r"\href{javascript:1}{x}", "x<script>y"])
def test_a_formula_that_is_none_does_no_harm(formula):
    """It is shown as it was typed, or without what could act."""
    drawn = with_mathml(rf"\( {formula} \)")
    assert "<script" not in drawn
    assert "javascript:" not in drawn or "<code>" in drawn


def test_a_page_shows_ones_own_figure_as_far_as_it_has_room():
    """Below 100 KB with all of it; what has no room is said."""
    figures = {"relu": "A" * 400, "sigmoid": "B" * 4_000, "mean_of_rows": "C" * 100}
    first, second, third, none = drawn(figures, [*figures, "other"], 4_000)
    assert 'src="data:image/png;base64,AAAA' in first
    assert "left out" in second
    assert "img" not in second
    assert "CCC" in third
    assert none == ""


def test_the_figure_stands_below_its_card(graded):
    """And nowhere else; a large one leaves the page light."""
    book = class_book(graded, STEM)
    feedback = replace(gather(graded, book, "ann", read_history(graded.audit_trail(STEM))), figures={"relu": "A" * 900})
    made = page(feedback)
    assert made.index('id="relu"') < made.index("base64,AAA") < made.index('id="sigmoid"')
    heavy = page(replace(feedback, figures=dict.fromkeys(feedback.book.points, "A" * 86_000)))
    assert 90_000 < len(heavy.encode()) < 100_000
