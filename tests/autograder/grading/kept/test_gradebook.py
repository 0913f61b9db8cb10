"""What is written into nbgrader's gradebook."""

import copy
import os
import re
import sqlite3
import subprocess
import sys
import traceback
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import CHAPTER, RIGHT, STEM, name_of, notebook_with, submit
from sqlalchemy.exc import OperationalError

from autograder.core.errors import GradingError
from autograder.core.released import Release
from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class
from autograder.grading.gradebook import gradebook, register
from autograder.grading.kept.book import NO_RESPONSE
from autograder.grading.release import read_release

pytestmark = pytest.mark.usefixtures("in_place", "prepared_gradebook")

OVERFLOWS = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"  # 1 of 2 points


def grades(course, student):
    with Gradebook(course.url) as book:
        notebook = book.find_submission_notebook(STEM, STEM, student)
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def comments(course, student):
    with Gradebook(course.url) as book:
        return {c.name: c.comment for c in book.find_submission_notebook(STEM, STEM, student).comments}


def timestamp(course, student):
    with Gradebook(course.url) as book:
        return book.find_submission(STEM, student).timestamp


def released(course):
    return read_release(course.release(STEM), CHAPTER)


def without(release, name):
    """A release that lacks one cell."""
    notebook = copy.deepcopy(release.notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if name_of(cell) != name]
    return Release(tuple(cell for cell in release.cells if cell.name != name), notebook)


def test_scores_and_written_answers_are_recorded_as_nbgrader_does(course, grade, right):
    """Exercises get their points; a written answer waits for a person; what was left empty is 0 and says so."""
    grade({"ann": right, "bob": notebook_with(course, {"relu": RIGHT["relu"]}), "cyd": b"torn"})
    assert grades(course, "ann") == {
        "check_relu": (2.0, False),
        "check_sigmoid": (2.0, False),
        "check_mean_of_rows": (3.0, False),
        "why": (None, True),
    }
    assert grades(course, "bob")["why"] == (0.0, False)
    assert comments(course, "ann") == dict.fromkeys(RIGHT)
    assert comments(course, "bob") == {**dict.fromkeys(RIGHT, NO_RESPONSE), "relu": None}
    assert set(grades(course, "cyd").values()) == {(0.0, False)}
    with Gradebook(course.url) as book:
        submission = book.find_submission(STEM, "ann")
        assert (submission.score, submission.max_score, submission.needs_manual_grade) == (7.0, 11.0, True)


def test_an_answer_that_comes_later_is_no_longer_called_missing(course, grade, right):
    """What is said of an empty answer goes when there is one, in code and in words."""
    grade({"ann": notebook_with(course, {})})
    assert comments(course, "ann") == dict.fromkeys(RIGHT, NO_RESPONSE)
    grade({"ann": right})
    assert comments(course, "ann") == dict.fromkeys(RIGHT)
    assert grades(course, "ann")["why"] == (None, True)


def test_a_manual_score_survives_and_is_marked_for_review(course, grade, right):
    """Grading again renews our scores and leaves a grader's, comments included."""
    grade({"ann": right})
    with Gradebook(course.url) as book:
        book.find_grade("check_relu", STEM, STEM, "ann").manual_score = 1.25
        book.find_grade("why", STEM, STEM, "ann").manual_score = 4
        book.find_comment("relu", STEM, STEM, "ann").manual_comment = "see me"
        book.db.commit()
    grade({"ann": notebook_with(course, {**RIGHT, "relu": "relu = relu_backward = abs"})})
    assert grades(course, "ann")["check_relu"] == (0.0, True)
    with Gradebook(course.url) as book:
        assert book.find_grade("check_relu", STEM, STEM, "ann").score == 1.25
        assert book.find_comment("relu", STEM, STEM, "ann").comment == "see me"
        assert book.find_submission(STEM, "ann").score == 1.25 + 5 + 4


def test_timestamps_are_kept_and_bad_ones_ignored(course, grade, right):
    """nbgrader's timestamp.txt says when it was handed in; a link or nonsense says nothing."""
    for student, text in {"ann": "2031-02-03 04:05:06 UTC", "bob": "yesterday; DROP TABLE grade", "cyd": ""}.items():
        submit(course, student, right).with_name("timestamp.txt").write_text(text)
    submit(course, "dan", right).with_name("timestamp.txt").symlink_to("/etc/hostname")
    assert not grade({}).failed
    assert timestamp(course, "ann") == datetime(2031, 2, 3, 4, 5, 6)
    assert {timestamp(course, name) for name in ("bob", "cyd", "dan")} == {None}
    assert "2031-02-03" in course.autograded("ann", STEM).with_name("timestamp.txt").read_text()


def test_a_time_that_is_taken_away_is_gone(course, grade, right):
    """The file is what counts, also where it cannot be read any more; a new time counts."""
    stated = submit(course, "ann", right).with_name("timestamp.txt")
    stated.write_text("2031-02-03 04:05:06 UTC")
    grade({})
    stated.unlink()
    grade({})
    assert timestamp(course, "ann") is None
    stated.write_text("2031-02-03 04:05:06 UTC")
    grade({})
    stated.write_text("garbage")
    outcome = grade({})
    assert timestamp(course, "ann") is None
    assert "nothing is taken off for being late" in outcome.rows["ann"].look
    stated.write_text("2031-02-04 00:00:00 UTC")
    grade({})
    assert timestamp(course, "ann") == datetime(2031, 2, 4)


def test_a_late_submission_gets_the_courses_penalty(course, grade, right):
    """nbgrader's late policy is applied as it is configured."""
    (course.root / "nbgrader_config.py").open("a").write(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Half(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student, score, seconds): return score / 2\n"
        "get_config().AssignLatePenalties.plugin_class = Half\n"
    )
    again = Course.at(course.root)
    submit(course, "ann", right).with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    grade({})
    with Gradebook(course.url) as book:
        book.find_assignment(STEM).duedate = datetime(2031, 1, 1)
        book.db.commit()
    grade_class(again, STEM, jobs=1)
    with Gradebook(course.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty == 3.5


def test_a_locked_gradebook_is_named_and_nothing_is_half_written(course, grade, right, monkeypatch):
    """Who holds the database gets no half submission from us, and the message says what to do."""
    grade({"ann": right})
    before = grades(course, "ann")
    holder = sqlite3.connect(course.url.removeprefix("sqlite:///"))
    holder.execute("BEGIN EXCLUSIVE")
    submit(course, "ann", notebook_with(course, {}))
    monkeypatch.setattr(course.folders, "db_url", f"{course.url}?timeout=0")  # as long as we would wait for it
    with pytest.raises(GradingError, match=r"gradebook\.db.*locked.*grade again"):
        grade_class(course, STEM, jobs=1)
    holder.rollback()
    assert grades(course, "ann") == before


def test_a_database_error_in_the_middle_leaves_the_old_scores_and_the_next_student_alone(course, grade, right):
    """One transaction a submission: all of its scores or none, and it is over before the next one begins."""
    grade({"ann": right})
    before = grades(course, "ann")
    with sqlite3.connect(course.url.removeprefix("sqlite:///")) as holder:
        holder.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON grade WHEN NEW.auto_score = 1 BEGIN SELECT RAISE(ABORT, 'not 1'); END"
        )
    outcome = grade({"ann": notebook_with(course, {"sigmoid": OVERFLOWS}), "bob": right})
    assert re.search(r"the gradebook sqlite:.*gradebook\.db cannot be used: not 1", outcome.failed["ann"])
    assert grades(course, "ann") == before
    assert set(outcome.graded) == {"bob"}
    assert grades(course, "bob") == before


def test_a_gradebook_that_cannot_be_opened_is_named():
    with (
        pytest.raises(GradingError, match=r"gradebook sqlite:////nowhere/at/all\.db"),
        gradebook("sqlite:////nowhere/at/all.db"),
    ):
        pass


SECRETS = [
    "postgresql://me:s%40cret@127.0.0.1:1/x",
    "postgresql://127.0.0.1/x?user=me&password=s%40cret",
]
COMPLAINTS = [
    lambda url: OperationalError("SELECT 1", {}, Exception(f"cannot connect to {url} with s@cret")),
    lambda url: RuntimeError("nobody is me:s%40cret here"),
    lambda url: ModuleNotFoundError("No module named 'psycopg2'"),
]


@pytest.mark.parametrize("url", SECRETS)
@pytest.mark.parametrize("complaint", COMPLAINTS, ids=["database", "nbgrader", "driver"])
def test_the_password_of_a_database_is_never_shown(url, complaint, monkeypatch):
    """Neither in the address that the message names nor in what the database says, quoted or not."""

    monkeypatch.setattr("nbgrader.api.Gradebook", lambda url: raise_it(complaint(url)))
    with pytest.raises(GradingError) as caught, gradebook(url):
        pass
    assert "s@cret" not in str(caught.value)
    assert "s%40cret" not in str(caught.value)


def test_the_password_in_an_address_that_is_none_is_not_shown_either():
    with pytest.raises(GradingError) as caught, gradebook("postgresql//me:s%40cret@127.0.0.1:1/x"):
        pass
    assert str(caught.value).startswith("the gradebook (whose address cannot be read) cannot be used: ")
    assert "cret" not in str(caught.value)


def test_a_password_is_in_no_traceback(monkeypatch):
    """nbgrader logs the whole traceback of what fails in it."""
    error = RuntimeError("with s@cret")
    monkeypatch.setattr("nbgrader.api.Gradebook", lambda url: raise_it(error))
    with pytest.raises(GradingError) as caught, gradebook(SECRETS[0]):
        pass
    assert "with s@cret" not in "".join(traceback.format_exception(caught.value))


def raise_it(error):
    raise error


def test_a_database_without_its_driver_is_a_matter_of_installing_it():
    """nbgrader's gradebook may be any database that SQLAlchemy knows; its driver is not part of the environment."""
    with pytest.raises(GradingError, match=r"Install the driver"), gradebook("mysql://me@127.0.0.1:1/x"):
        pass


LOCKED = sqlite3.OperationalError("it is locked")
LOCKED.sqlite_errorname = "SQLITE_LOCKED"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("SELECT 1", {}, Exception("no room\nSELECT")), "no room. See that its server runs, knows "),
        (OperationalError("SELECT 1", {}, LOCKED), "it is locked. Close what else is writing to it and grade again."),
        (RuntimeError(""), "RuntimeError. Look at its address and its permissions."),
        (ValueError("a bad value"), "a bad value. Look at"),
        (PermissionError(13, "not yours"), "[Errno 13] not yours. Look at"),
        (ModuleNotFoundError("no psycopg"), "no psycopg. Install the driver of this database; for PostgreSQL: pip "),
    ],
    ids=["a database", "a lock", "no words", "a value", "the system", "a driver"],
)
def test_what_stands_in_the_way_is_one_sentence_and_what_to_do(error, said, monkeypatch):
    """The address is in it without its password and its options."""
    monkeypatch.setattr("nbgrader.api.Gradebook", lambda url: raise_it(error))
    with pytest.raises(GradingError) as caught, gradebook("postgresql://me:pw@host/x?sslkey=k"):
        pass
    assert str(caught.value).startswith(f"the gradebook postgresql://me:***@host/x cannot be used: {said}")


def test_a_gradebook_is_closed(monkeypatch):
    closed = []
    book = SimpleNamespace(close=lambda: closed.append("closed"))
    monkeypatch.setattr("nbgrader.api.Gradebook", lambda url: book)
    with gradebook("sqlite:///x"):
        assert closed == []
    assert closed == ["closed"]


def test_a_new_gradebook_is_of_the_version_that_nbgrader_writes_itself(new_gradebook):
    """The fixture made it where no program is on the path; nbgrader asks the program alembic."""
    told = subprocess.run(
        [sys.executable, "-m", "nbgrader.dbutil", "heads"],
        env={**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        capture_output=True,
        text=True,
        check=True,
    )
    with sqlite3.connect(new_gradebook) as book:
        assert book.execute("SELECT version_num FROM alembic_version").fetchall() == [(told.stdout.split()[0],)]


def test_exercises_may_come_and_go_until_somebody_has_handed_in(course):
    """A chapter is built and registered again and again before it is handed out."""
    with gradebook(course.url) as book:
        register(book, course.url, STEM, without(released(course), "check_relu"))
        register(book, course.url, STEM, released(course))
        assert len(book.find_notebook(STEM, STEM).grade_cells) == 4


def test_a_chapter_that_cannot_be_registered_is_a_matter_of_the_gradebook(course, release, monkeypatch):
    """Its address is in the message."""
    full = OperationalError("INSERT", {}, Exception("the disk is full"))
    steps = ("nbgrader.preprocessors.SaveCells.preprocess", "nbgrader.api.Gradebook.update_or_create_assignment")
    for step in steps:
        with gradebook(course.url) as book, monkeypatch.context() as patch:
            patch.setattr(step, lambda *_: raise_it(full))
            with pytest.raises(GradingError, match=r"gradebook sqlite:.*\.db cannot be used: the disk is full"):
                register(book, course.url, STEM, release)


def test_other_points_for_the_same_exercises_are_taken_over(course, grade, right):
    """The exercises that there are can be worth more or less, whoever has handed in."""
    grade({"ann": right})
    release = released(course)
    for cell in release.notebook["cells"]:
        if name_of(cell) == "check_relu":
            cell["metadata"]["nbgrader"]["points"] = 5.0
    with gradebook(course.url) as book:
        register(book, course.url, STEM, release)
        assert {cell.name: cell.max_score for cell in book.find_notebook(STEM, STEM).grade_cells}["check_relu"] == 5
    assert grades(course, "ann")["check_relu"] == (2.0, False)


def test_an_exercise_that_cannot_be_judged_waits_for_a_person(course, grade, right, monkeypatch):
    """A reference that fails is our fault: no point, no zero, and the instructor is told which and why."""

    def raising(x):
        raise NotImplementedError("an emptied library")

    raising.__name__ = "mean_of_rows"
    broken = [replace(e, reference=raising) if e.name == "mean_of_rows" else e for e in CHAPTER.exercises]
    chapter = replace(CHAPTER, exercises=tuple(broken))
    monkeypatch.setattr("autograder.exercises.load", lambda stem: chapter)
    graded = grade({"ann": right}).graded["ann"]
    assert (graded.scores["mean_of_rows"], graded.scores["relu"]) == (0.0, 2.0)
    told = [notice.text for notice in graded.notices if notice.needs_review]
    assert any("mean_of_rows" in text and "NotImplementedError" in text for text in told)
    assert grades(course, "ann")["check_mean_of_rows"] == (None, True)
    assert grades(course, "ann")["check_relu"] == (2.0, False)
