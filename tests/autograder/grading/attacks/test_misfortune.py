"""The grader's own misfortune: nobody's fault, and nobody's zero.

A killed coordinator, a full disk and a run that is taken up again are tried where they are mended, beside the code.
"""

import itertools
import sqlite3
import time

import pytest
from samples.grading_chapter import FULL, STEM, notebook_with, submit

from autograder.core.errors import GradingError
from autograder.grading.executor import InlineExecutor
from autograder.grading.job import materials
from autograder.sandbox.warm import POOL

pytestmark = [pytest.mark.grading, pytest.mark.slow]

ATTACKS = {
    "a gradebook that somebody else has locked": None,
    "a release that changes while it is graded": None,
    "a clock that jumps": None,
    "a sandbox that cannot start": None,
    "a folder for results that cannot be written": None,
}


def impatient(connect):
    """The same connection, which waits for a tenth of a second and not for half a minute."""
    return lambda *arguments, **options: connect(*arguments, **{**options, "timeout": 0.1})


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_locked_gradebook_takes_nothing_back(course, grade, right, told, monkeypatch):
    """What was recorded before stays; the same command records the rest once it can."""
    assert grade({"ann": right}).failed == {}
    with monkeypatch.context() as patch, sqlite3.connect(course.url.removeprefix("sqlite:///")) as other:
        patch.setattr("sqlite3.connect", impatient(sqlite3.connect))
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradingError, match=r"locked"):
            grade({"bob": right})
    assert told("ann").scores == FULL
    assert grade({}).failed == {}
    assert told("bob").scores == FULL


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_release_that_changes_leaves_every_score_as_it_was(course, grade, right, told):
    """A run that began with another release records nothing of what it finds."""
    assert grade({"ann": right}).failed == {}

    class Changing(InlineExecutor):
        def submit(self, fn, /, *args, **kwargs):
            release = course.release(STEM)
            release.write_text(release.read_text().replace("The larger of x and 0.", "The smaller of x and 0."))
            materials.cache_clear()
            return super().submit(fn, *args, **kwargs)

    submit(course, "ann", b"torn")
    assert "release was changed" in grade({}, make_executor=Changing).failed["ann"]
    assert told("ann").scores == FULL


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_clock_that_jumps_costs_nobody(grade, right, told, monkeypatch):
    """Ten years back, and forward again, in the middle of a submission."""
    real, years = time.time, itertools.cycle([-10, 0, 10])
    monkeypatch.setattr("time.time", lambda: real() + 31_536_000 * next(years))
    assert grade({"ann": right}).failed == {}
    assert told("ann").scores == FULL


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_sandbox_that_cannot_start_is_nobodys_zero(course, grade, right, told, monkeypatch):
    """It is told as ungraded; the last score stays."""
    assert grade({"ann": right}).failed == {}
    POOL.close()

    def refuse(*_):
        raise OSError("no more processes")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.sandbox.warm.start_warm", refuse)
        patch.setattr("autograder.sandbox.bubblewrap.start_bubblewrap", refuse)
        failed = grade({"ann": notebook_with(course, {}), "bob": right}).failed
    assert set(failed) == {"ann", "bob"}
    assert "the sandbox does not start" in failed["bob"]
    assert told("ann").scores == FULL


def test_a_folder_that_cannot_be_written_is_named(course, grade, right, told):
    """A file stands where a folder has to be made: that student is told as ungraded, the others are graded."""
    target = course.autograded("bob", STEM).parent.parent
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("in the way")
    outcome = grade({"ann": right, "bob": right})
    assert set(outcome.failed) == {"bob"}
    assert told("ann").scores == FULL
