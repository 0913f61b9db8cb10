"""nbgrader's own commands take the same path, and give the same scores."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from samples.grading_chapter import RELU_RIGHT, RIGHT, SIGMOID_RIGHT, STEM, code, notebook_with, submit

from autograder.grading.grade_class import grade_class

pytestmark = [pytest.mark.grading, pytest.mark.usefixtures("prepared_gradebook")]

BIN = Path(sys.executable).parent


@pytest.fixture
def submitted(course, right):
    """A class of the sane, the damaged and the hostile."""
    torn = b'{"cells": [{"cell_type": "code", "metad'
    twice = notebook_with(course, RIGHT)
    twice["cells"].insert(3, dict(twice["cells"][2]))
    hostile = notebook_with(course, {**RIGHT, "sigmoid": "import os\nos._exit(0)"})
    hostile["cells"].insert(0, code("np = __import__('numpy'); np.isclose = np.allclose = lambda *a, **k: True"))
    people = {
        "ann": right,
        "bob": notebook_with(course, {"relu": RELU_RIGHT.replace("x > 0", "grad_output > 0")}),
        "cyd": torn,
        "dan": b"",
        "eve": {"nbformat": 3, "worksheets": []},
        "fay": twice,
        "gus": hostile,
        "hal": notebook_with(course, {**RIGHT, "sigmoid": SIGMOID_RIGHT.replace("):", ")")}),
        "ivy": notebook_with(course, {}),
    }
    for student, notebook in people.items():
        submit(course, student, notebook)
    return list(people)


def scores(course, students):
    with Gradebook(course.url) as book:
        found = {}
        for student in students:
            notebook = book.find_submission_notebook(STEM, STEM, student)
            found[student] = {g.name: (g.auto_score, g.needs_manual_grade) for g in notebook.grades}
        return found


def nbgrader(course, *arguments):
    path = f"{BIN}:{os.environ['PATH']}"
    command = [str(BIN / "nbgrader"), *arguments]
    return subprocess.run(
        command, cwd=course.root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


def test_all_three_ways_give_the_same_scores(course, submitted, new_gradebook):
    """`autograder grade`, `nbgrader autograde` and formgrader's button, for damaged and hostile submissions too."""
    outcome = grade_class(course, STEM, jobs=1)
    assert outcome.failed == {}
    ours = scores(course, submitted)
    assert ours["ann"]["check_relu"] == (2.0, False)
    assert ours["bob"]["check_relu"] == (1.0, False)
    assert ours["cyd"]["why"] == (0.0, False)
    ours_on_paper = {s: course.autograded(s, STEM).read_text() for s in submitted}

    shutil.copyfile(new_gradebook, course.url.removeprefix("sqlite:///"))
    made = nbgrader(course, "generate_assignment", STEM, "--force")
    assert made.returncode == 0, made.stderr
    graded = nbgrader(course, "autograde", STEM, "--force", f"--Grading.seed={outcome.seed}")
    assert graded.returncode == 0, graded.stderr
    assert scores(course, submitted) == ours
    for student in submitted:
        theirs = course.autograded(student, STEM).read_text()
        assert theirs.count("text/html") == ours_on_paper[student].count("text/html") == 3

    api = NbGraderAPI(course.nbgrader(), config=course.config)
    for student in ("ann", "cyd", "gus"):
        result = api.autograde(STEM, student)
        assert result["success"], result
    assert scores(course, submitted) == ours


@pytest.mark.usefixtures("in_place")
def test_feedback_is_made_from_what_we_wrote(course, grade, right):
    """nbgrader's command makes our page, cards and scores included."""
    grade({"ann": right, "bob": b"torn"})
    assert nbgrader(course, "generate_feedback", STEM).returncode == 0
    page = (course.root / "feedback" / "ann" / STEM / f"{STEM}.html").read_text()
    assert "2 of 2 points" in page
    assert "7 of 11 points" in page
    assert (course.root / "feedback" / "bob" / STEM / f"{STEM}.html").is_file()


def test_a_name_that_is_html_is_not_graded(course, right):
    """Formgrader would write it into its pages as it is."""
    submit(course, "<img src=x>", right)
    assert nbgrader(course, "generate_assignment", STEM, "--force").returncode == 0
    ended = nbgrader(course, "autograde", STEM)
    assert ended.returncode == 1
    assert "'<img src=x>' cannot be the name of a student" in ended.stderr
    assert not course.autograded("<img src=x>", STEM).exists()


def test_nothing_is_copied_through_a_link(course, right):
    """A link in a submission would carry a file of whoever grades into the feedback."""
    secret = course.root / "secret.txt"
    secret.write_text("the answers")
    folder = submit(course, "ann", right).parent
    (folder / "notes.txt").symlink_to(secret)
    (folder / "own.txt").write_text("mine")
    assert nbgrader(course, "generate_assignment", STEM, "--force").returncode == 0
    assert nbgrader(course, "autograde", STEM).returncode == 0
    copied = {path.name for path in course.autograded("ann", STEM).parent.iterdir()}
    assert "notes.txt" not in copied
    assert "own.txt" in copied


@pytest.mark.usefixtures("submitted")
def test_a_machine_without_bubblewrap_fails_one_by_one_and_zeroes_nobody(course):
    """nbgrader reports the reason, and no score is written."""
    assert nbgrader(course, "generate_assignment", STEM, "--force").returncode == 0
    fake = course.root / "fake"
    fake.mkdir()
    (fake / "bwrap").write_text("#!/bin/sh\necho no user namespaces >&2\nexit 1\n")
    (fake / "bwrap").chmod(0o755)
    env = {**os.environ, "PATH": f"{fake}:{BIN}:{os.environ['PATH']}"}
    command = [str(BIN / "nbgrader"), "autograde", STEM, "--student=ann"]
    ended = subprocess.run(command, cwd=course.root, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "no user namespaces" in ended.stderr
    assert "--isolation none" in ended.stderr
    assert not course.autograded("ann", STEM).exists()
    assert {score for score, _ in scores(course, ["ann"])["ann"].values()} == {None}
