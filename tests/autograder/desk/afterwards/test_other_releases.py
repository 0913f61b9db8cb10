"""The release is another one than the gradebook knows, or than the one that was handed in."""

import copy
import json

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import CHAPTER, RIGHT, STEM, name_of, notebook_with, submit

from autograder.core.errors import GradingError
from autograder.core.released import released
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.grading.grade_class import grade_class
from autograder.grading.kept.book import Book
from autograder.grading.kept.earlier import earlier_releases
from autograder.grading.kept.ledger import Ledger
from autograder.grading.release import read_release

pytestmark = pytest.mark.usefixtures("in_place", "prepared_gradebook")


def without(course, *names):
    """The release, as it would be if these exercises had never been asked."""
    notebook = copy.deepcopy(read_release(course.release(STEM), CHAPTER).notebook)
    gone = {*names, *(f"check_{name}" for name in names)}
    notebook["cells"] = [cell for cell in notebook["cells"] if name_of(cell) not in gone]
    return released(notebook)


def hand_out(course, begins, source):
    """Hand out the release with another source in the cell that begins so."""
    notebook = json.loads(course.release(STEM).read_text())
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith(begins):
            cell["source"] = [source]
    course.release(STEM).write_text(json.dumps(notebook))


def test_a_withdrawn_exercise_goes_with_its_cells_and_scores_by_hand_come_back(course, grade, right, give, totals):
    """Score and comment stand in the trail while the exercise is gone; other scores given by hand are untouched."""
    grade({"ann": right})
    give("ann", "check_relu", 1.25, "see me")
    give("ann", "why", 4)
    with Book(course.url) as book:
        Ledger(course, book, without(course, "relu"), STEM)
    assert totals() == {"ann": (9, 9)}
    grade_class(course, STEM, jobs=1)
    assert totals() == {"ann": (10.25, 11)}
    with Gradebook(course.url) as book:
        assert book.find_comment("relu", STEM, STEM, "ann").comment == "see me"
        assert {cell.name for cell in book.find_notebook(STEM, STEM).source_cells} >= {"relu", "check_relu"}


def test_an_added_exercise_is_registered_while_submissions_hang_on_the_others(course, grade, right, give, totals):
    """It counts from the next run on, and the feedback says that it came later."""
    with Book(course.url) as book:
        Ledger(course, book, without(course, "relu"), STEM)
    grade({"ann": right})
    give("ann", "why", 4)
    with Book(course.url) as book:
        Ledger(course, book, without(course, "relu"), STEM)
        Ledger(course, book, read_release(course.release(STEM), CHAPTER), STEM)
    assert totals() == {"ann": (9, 11)}
    grade_class(course, STEM, jobs=1, again=True)
    assert totals() == {"ann": (11, 11)}
    write_feedback(course, STEM)
    assert "relu was" not in course.feedback("ann", STEM).read_text()  # it had been there before it was taken out


def test_what_an_earlier_release_handed_out_is_no_change_of_the_students(course, grade):
    """A corrected set-up cell, a corrected starter that nobody has touched, and a text that is gone."""
    old = notebook_with(course, {"relu": RIGHT["relu"]})
    grade({"ann": old})
    hand_out(course, "import numpy", "import numpy as np\n\nimport layerwise\n")
    hand_out(course, "def sigmoid", "def sigmoid(x):\n    # corrected\n")
    outcome = grade({"ann": old, "bob": old})
    for student in ("ann", "bob"):
        graded = outcome.graded[student]
        assert [notice.text for notice in graded.notices if notice.needs_review] == []
        assert any("one of an earlier release" in notice.text for notice in graded.notices)
        assert graded.reports["sigmoid"].state == "unwritten"
        assert graded.scores["relu"] == 2.0


def test_a_locked_cell_that_no_release_had_is_still_told(course, grade, right):
    """Earlier releases excuse what they had, and nothing else."""
    grade({"ann": right})
    hand_out(course, "check(relu)", "check(relu)  # corrected")
    for cell in right["cells"]:
        if name_of(cell) == "check_relu":
            cell["source"] = ["print('full marks')"]
    graded = grade({"ann": right}).graded["ann"]
    assert any("check_relu" in notice.text and notice.needs_review for notice in graded.notices)


def test_an_answer_that_an_earlier_release_did_not_ask_for_is_not_missing(course, grade, right):
    """No look is needed at a notebook that never had the cell."""
    course.releases(STEM).mkdir(parents=True)
    (course.releases(STEM) / "first.ipynb").write_text(json.dumps(without(course, "sigmoid").notebook))
    right["cells"] = [cell for cell in right["cells"] if name_of(cell) not in ("sigmoid", "check_sigmoid")]
    graded = grade({"ann": right}).graded["ann"]
    assert [notice.text for notice in graded.notices if notice.needs_review] == []
    assert any("'sigmoid' was not asked for in an earlier release" in notice.text for notice in graded.notices)


def test_a_kept_release_that_is_torn_is_named(course):
    """With what to do about it; without one, nothing is earlier."""
    release = read_release(course.release(STEM), CHAPTER)
    assert earlier_releases(course.releases(STEM), release).answers == ()
    course.releases(STEM).mkdir(parents=True)
    (course.releases(STEM) / "torn.ipynb").write_text("{")
    with pytest.raises(GradingError, match=r"torn\.ipynb is no release that can be read.*Remove the file"):
        earlier_releases(course.releases(STEM), release)


def test_a_run_keeps_its_release(course, grade, right):
    """Once, whatever it is graded for."""
    submit(course, "ann", right)
    grade({})
    grade({}, again=True)
    (kept,) = course.releases(STEM).glob("*.ipynb")
    assert kept.read_bytes() == course.release(STEM).read_bytes()
