"""What is written down: nbgrader's gradebook, the autograded notebook, the journal."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator
from samples.grading_chapter import CHAPTER, RIGHT, STEM, name_of, notebook_with, submit

from autograder.core.errors import GradingError
from autograder.grading.grade_class import grade_class
from autograder.grading.gradebook import gradebook, register
from autograder.grading.release import read_release

pytestmark = pytest.mark.grading


def grades(course, student):
    with Gradebook(course.url) as book:
        notebook = book.find_submission_notebook(STEM, STEM, student)
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def comments(course, student):
    with Gradebook(course.url) as book:
        return {c.name: c.comment for c in book.find_submission_notebook(STEM, STEM, student).comments}


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
    assert comments(course, "bob") == {"relu": None, "sigmoid": "No response.", "mean_of_rows": "No response."} | {
        "why": "No response."
    }
    assert set(grades(course, "cyd").values()) == {(0.0, False)}
    with Gradebook(course.url) as book:
        submission = book.find_submission(STEM, "ann")
        assert (submission.score, submission.max_score, submission.needs_manual_grade) == (7.0, 11.0, True)


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
    with Gradebook(course.url) as book:
        assert book.find_submission(STEM, "ann").timestamp == datetime(2031, 2, 3, 4, 5, 6)
        assert {book.find_submission(STEM, name).timestamp for name in ("bob", "cyd", "dan")} == {None}
    assert "2031-02-03" in course.autograded("ann", STEM).with_name("timestamp.txt").read_text()


def test_a_late_submission_gets_the_courses_penalty(course, grade, right):
    """nbgrader's late policy is applied as it is configured."""
    (course.root / "nbgrader_config.py").open("a").write(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Half(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student, score, seconds): return score / 2\n"
        "get_config().AssignLatePenalties.plugin_class = Half\n"
    )
    again = type(course).at(course.root)
    submit(course, "ann", right).with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    grade_class(again, STEM, jobs=1)
    with Gradebook(course.url) as book:
        book.find_assignment(STEM).duedate = datetime(2031, 1, 1)
        book.db.commit()
    grade_class(again, STEM, jobs=1)
    with Gradebook(course.url) as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").late_submission_penalty == 3.5


def test_the_autograded_notebook_is_the_release_with_cards(course, grade, right):
    """Locked cells and metadata are the release's, the checks' outputs are the cards, and nbgrader finds it valid."""
    right["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "100 points"}]
    right["metadata"] = {"kernelspec": {"name": "evil", "display_name": "evil", "language": "evil"}}
    grade({"ann": right, "bob": b"\xff torn"})
    for student in ("ann", "bob"):
        notebook = nbformat.read(course.autograded(student, STEM), as_version=4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        released = nbformat.read(course.release(STEM), as_version=4)
        assert notebook.metadata == released.metadata
        locked = {name_of(c): c.source for c in released.cells if c.metadata.get("nbgrader", {}).get("locked")}
        assert {name_of(c): c.source for c in notebook.cells if name_of(c) in locked} == locked
        check = next(cell for cell in notebook.cells if name_of(cell) == "check_relu")
        assert [output.output_type for output in check.outputs] == ["display_data"]
        assert {"ann": "2 of 2 points", "bob": "not written yet"}[student] in check.outputs[0].data["text/plain"]
    assert "Nothing was graded" in notebook.cells[0].source


def test_the_journal_says_what_a_result_depends_on(course, grade, right):
    """The seed, digests of submission and release, and every report, outside of the submission."""
    outcome = grade({"ann": right}, seed=None)
    entry = json.loads(course.journal("ann", STEM).read_text())
    assert entry["seed"] == outcome.seed
    assert entry["score"] == 7.0
    assert entry["reports"]["relu"]["score"] == 2.0
    assert entry["release"] == read_release(course.release(STEM), CHAPTER).digest
    assert entry["isolation"] == "bubblewrap"


def test_a_locked_gradebook_is_named_and_nothing_is_half_written(course, grade, right, monkeypatch):
    """Who holds the database gets no half submission from us, and the message says what to do."""
    grade({"ann": right})
    before = grades(course, "ann")
    holder = sqlite3.connect(course.url.removeprefix("sqlite:///"))
    holder.execute("BEGIN EXCLUSIVE")
    submit(course, "ann", notebook_with(course, {}))
    with pytest.raises(GradingError, match=r"gradebook.*locked.*grade again"):
        grade_class(course, STEM, jobs=1)
    holder.rollback()
    assert grades(course, "ann") == before


def test_a_database_error_in_the_middle_leaves_the_old_scores(course, grade, right, monkeypatch):
    """One transaction a submission: all of its scores, or none."""
    grade({"ann": right})
    before = grades(course, "ann")
    holder = sqlite3.connect(course.url.removeprefix("sqlite:///"))
    holder.execute(
        "CREATE TRIGGER no BEFORE UPDATE ON grade WHEN NEW.auto_score = 1 BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    holder.commit()
    slip = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"
    outcome = grade({"ann": notebook_with(course, {"sigmoid": slip})})
    assert "cannot be used: no" in outcome.failed["ann"]
    assert grades(course, "ann") == before


def test_an_unwritable_gradebook_or_folder_is_named(course, grade, right, tmp_path):
    """The message has the path, and no traceback."""
    (course.root / "autograded").write_text("a file where a folder should be")
    assert "cannot write" in grade({"ann": right}).failed["ann"]
    with pytest.raises(GradingError, match=r"gradebook.*cannot be used"), gradebook("sqlite:////nowhere/at/all.db"):
        pass
    secret = "postgresql://me:secret@127.0.0.1:1/x"
    with pytest.raises((GradingError, ImportError)) as caught, gradebook(secret):
        pass
    assert "secret" not in str(caught.value)


def test_a_chapter_that_changed_under_its_submissions_is_refused(course, grade, right, monkeypatch):
    """Exercises cannot come and go while submissions hang on them; the message says how to go on."""
    grade({"ann": right})
    release = read_release(course.release(STEM), CHAPTER)
    cells = tuple(cell for cell in release.cells if cell.name != "check_relu")
    other = type(release)(cells, release.notebook, "other")
    with gradebook(course.url) as book, pytest.raises(GradingError, match=r"check_relu.*assignment remove"):
        register(book, course.url, STEM, other)


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
