"""Scores and comments by hand: formgrader's rows, nobody overwritten, nothing half saved."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import STEM

from autograder.core.errors import GradingError, RunEnded
from autograder.desk.written import scores as module
from autograder.desk.written.scores import LONGEST_COMMENT, Mark, OutOfStep, Scores, mark_of


@pytest.fixture
def scores(graded):
    with Scores(graded, STEM) as scores:
        yield scores


@pytest.fixture
def ann(scores):
    """Ann's answer, as a grader sees it first."""
    return next(row for row in scores.rows("why") if row.student == "ann")


def test_only_questions_in_words_are_there(scores):
    """With their points."""
    assert scores.questions == {"why": 4}


def test_a_score_is_what_formgrader_would_have_written(graded, scores, ann):
    """Score, comment, and no longer to be graded; the automatic score stays."""
    now = scores.give("why", ann.id, ann.mark, Mark(2.5, None, False, "Why not?"))
    assert now == Mark(2.5, None, False, "Why not?")
    with Gradebook(graded.url) as book:
        grade = book.find_grade("why", STEM, STEM, "ann")
        assert (grade.manual_score, grade.auto_score, grade.needs_manual_grade) == (2.5, None, False)
        assert book.find_comment("why", STEM, STEM, "ann").comment == "Why not?"
        assert book.find_submission(STEM, "ann").score == 9.5


def test_what_being_late_costs_follows_the_score(graded):
    """Where nothing counts that is late, a score by hand does not either."""
    graded.config.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
    graded.config.LateSubmissionPlugin.penalty_method = "zero"
    with Gradebook(graded.url) as book:
        book.update_or_create_assignment(STEM, duedate=datetime(2026, 11, 1))
        book.find_submission(STEM, "ann").timestamp = datetime(2026, 11, 2)
        book.db.commit()
    with Scores(graded, STEM) as scores:
        ann = next(row for row in scores.rows("why") if row.student == "ann")
        scores.give("why", ann.id, ann.mark, Mark(2.5, None, False))
    with Gradebook(graded.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty == 9.5


def test_a_score_can_be_taken_back(scores, ann):
    """Then the answer waits as before; one to be looked at again stays so."""
    given = scores.give("why", ann.id, ann.mark, Mark(2.5, None, False, "Why not?"))
    assert scores.give("why", ann.id, given, ann.mark) == ann.mark == Mark()
    again = scores.give("why", ann.id, ann.mark, Mark(3, None, True))
    assert again.again


def test_the_second_of_two_graders_is_told_what_the_first_gave(scores, ann):
    """And nothing of hers is saved, neither the score nor the comment."""
    first = scores.give("why", ann.id, ann.mark, Mark(1, None, False, "first"))
    with pytest.raises(OutOfStep) as told:
        scores.give("why", ann.id, ann.mark, Mark(4, None, False, "second"))
    assert told.value.mark == first
    assert next(row.mark for row in scores.rows("why") if row.student == "ann") == first


def test_a_comment_that_somebody_changed_takes_the_score_back_too(scores, ann):
    """A score and a comment are saved together or not."""
    with pytest.raises(OutOfStep) as told:
        scores.give("why", ann.id, replace(ann.mark, comment="seen"), Mark(4, None, False, "mine"))
    assert told.value.mark == ann.mark
    assert next(row.mark for row in scores.rows("why") if row.student == "ann") == ann.mark


def test_the_audit_trail_says_who_and_what_and_keeps_its_line_where_saving_ends(graded, scores, ann, monkeypatch):
    """Old and new; where the line cannot be written, nothing is saved."""
    scores.give("why", ann.id, ann.mark, Mark(2, None, False))
    line = json.loads(graded.audit_trail(STEM).read_text().splitlines()[-1])
    assert (line["student"], line["by"], line["scores"]) == ("ann", "hand", {"why": [None, 2]})
    assert line["who"]

    def full(path, facts):
        raise RunEnded("the disk is full")

    monkeypatch.setattr(module, "append_line", full)
    with pytest.raises(RunEnded, match="disk is full"):
        scores.give("why", ann.id, Mark(2, None, False), Mark(3, None, False))
    assert next(row.mark.score for row in scores.rows("why") if row.student == "ann") == 2


def test_a_locked_gradebook_is_said_and_saves_nothing(graded, ann, monkeypatch):
    """It is not waited for longer than the page would."""
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    with Scores(graded, STEM) as scores:
        other = sqlite3.connect(graded.url.removeprefix("sqlite:///"))
        other.execute("begin immediate")
        with pytest.raises(RunEnded, match="locked"):
            scores.give("why", ann.id, ann.mark, Mark(2, None, False))
        other.rollback()
        other.close()
        assert scores.give("why", ann.id, ann.mark, Mark(2, None, False)).score == 2


@pytest.mark.parametrize("score", [-0.5, 4.5, float("nan"), float("inf")])
def test_a_score_that_the_question_does_not_have_is_refused(scores, ann, score):
    """With what is possible."""
    with pytest.raises(GradingError, match="from 0 to 4"):
        scores.give("why", ann.id, ann.mark, Mark(score, None, False))


def test_a_comment_has_a_length(scores, ann):
    with pytest.raises(GradingError, match=f"{LONGEST_COMMENT} is the most"):
        scores.give("why", ann.id, ann.mark, Mark(1, None, False, "x" * (LONGEST_COMMENT + 1)))


def test_an_answer_that_is_gone_is_said(scores, ann):
    with pytest.raises(GradingError, match="no longer in the gradebook"):
        scores.give("why", "ff" * 16, ann.mark, Mark(1, None, False))


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_chapter_that_nobody_graded_is_said(course):
    with pytest.raises(GradingError, match=f"autograder grade {STEM}"):
        Scores(course, STEM)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"score": "3", "auto": None, "again": False, "comment": ""},
        {"score": True, "auto": None, "again": False, "comment": ""},
        {"score": 3, "auto": None, "again": 1, "comment": ""},
        {"score": 3, "auto": None, "again": False, "comment": None},
    ],
)
def test_what_is_no_mark_is_refused(facts):
    with pytest.raises(GradingError):
        mark_of(facts)
