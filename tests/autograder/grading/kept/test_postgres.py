"""The gradebook in PostgreSQL, on a real server: nothing is lost by two who write, nor by a server that goes away."""

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import RIGHT, STEM, make_course, notebook_with, submit
from samples.postgres_server import PostgresServer, postgres_server

from autograder.core.errors import GradingError
from autograder.desk.written.scores import Mark, OutOfStep, Scores
from autograder.grading.grade_class import grade_class

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("in_place")]
WRONG = {**RIGHT, "relu": "relu = relu_backward = abs"}
NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def url(server):
    """The address of an empty database."""
    return server.new_database(f"gradebook_{next(NUMBERS)}")


@pytest.fixture
def course(course, url):
    """The course, with its gradebook on the server."""
    course.folders.db_url = url
    return course


def scores(url):
    with Gradebook(url) as book:
        return {one.student.id: one.score for one in book.assignment_submissions(STEM)}


def test_scores_are_recorded_as_everywhere(course, grade, right, url):
    """The driver is psycopg 3, by SQLAlchemy's plain address."""
    outcome = grade({"ann": right, "bob": notebook_with(course, WRONG), "cyd": b"torn"})
    assert not outcome.failed
    assert scores(url) == {"ann": 7.0, "bob": 5.0, "cyd": 0.0}
    with Gradebook(url) as book:
        assert book.engine.dialect.driver == "psycopg"
        assert book.find_submission(STEM, "ann").max_score == 11.0


def test_answers_in_words_are_graded_there_too(course, grade, right):
    """The second of two graders is told, and what the first gave counts, half points and comment."""
    assert not grade({"ann": right, "bob": right}).failed
    with Scores(course, STEM) as east, Scores(course, STEM) as west:
        ann = next(row for row in east.rows("why") if row.student == "ann")
        given = east.give("why", ann.id, ann.mark, Mark(2.5, None, False, "Why?"))
        with pytest.raises(OutOfStep) as told:
            west.give("why", ann.id, ann.mark, Mark(4, None, False))
        assert told.value.mark == given
        assert west.give("why", ann.id, given, Mark(3, None, False, "So.")) == Mark(3, None, False, "So.")
    with Gradebook(course.url) as book:
        assert {one.student.id: one.score for one in book.assignment_submissions(STEM)} == {"ann": 10.0, "bob": 7.0}


def test_two_graders_who_write_at_once_lose_nothing(tmp_path, monkeypatch, url, right):
    """Two machines with folders of their own, which begin with an empty database and have some students in common."""
    expected, graders, ready = {}, [], multiprocessing.get_context("fork").Barrier(2)
    for name in ("east", "west"):
        home = tmp_path / name
        home.mkdir()
        course = make_course(home, monkeypatch)
        course.folders.db_url = url
        for student in [*(f"{name}{number}" for number in range(12)), *(f"both{number}" for number in range(6))]:
            submit(course, student, right)
            expected[student] = 7.0

        def run(course=course):
            ready.wait()
            assert not grade_class(course, STEM, jobs=1).failed

        graders.append(multiprocessing.get_context("fork").Process(target=run))
    for grader in graders:
        grader.start()
    for grader in graders:
        grader.join()
    assert [grader.exitcode for grader in graders] == [0, 0]
    assert scores(url) == expected


def test_a_server_that_goes_away_in_the_middle_loses_nothing(course, url, right, server):
    """The run ends with a sentence; when the server is back, the same command grades what is left."""
    students = [f"s{number}" for number in range(8)]
    for student in students:
        submit(course, student, right)
    told = []

    def crash_after_three(student, done, of):
        told.append(student)
        if done == 3:
            server.stop()

    with pytest.raises(GradingError, match=r"the gradebook postgresql:.* cannot be used.*run the same command again"):
        grade_class(course, STEM, jobs=1, on_result=crash_after_three)
    server.start()
    assert scores(url) == dict.fromkeys(told[:3], 7.0)
    assert not grade_class(course, STEM, jobs=1).failed
    assert scores(url) == dict.fromkeys(students, 7.0)


def test_a_server_that_is_not_there_is_named_with_the_remedy(grade, right, server):
    server.stop()
    try:
        with pytest.raises(GradingError, match=r"postgresql://teacher@/gradebook.*See that its server runs"):
            grade({"ann": right})
    finally:
        server.start()


def test_a_database_that_was_not_made_is_named(course, grade, right):
    course.folders.db_url = course.url.replace("gradebook_", "nobodys_")
    with pytest.raises(GradingError, match=r'database "nobodys_\d+" does not exist'):
        grade({"ann": right})


KILLED_AT_WORK = """
import time
from samples.postgres_server import postgres_server
with postgres_server() as server:
    print(server.process, flush=True)
    time.sleep(3600)
"""


def test_a_test_run_that_is_killed_leaves_no_server_behind(repo):
    """Nor the folder with its databases."""
    run = subprocess.Popen(
        [sys.executable, "-c", KILLED_AT_WORK], cwd=repo / "tests", stdout=subprocess.PIPE, text=True
    )
    server = psutil.Process(int(run.stdout.readline()))
    folder = Path(server.cmdline()[server.cmdline().index("-D") + 1]).parent
    assert folder.is_dir()
    run.kill()
    run.communicate()
    assert psutil.wait_procs([server], timeout=120)[1] == []
    while folder.exists():
        time.sleep(0.05)
