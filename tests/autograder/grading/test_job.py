"""What grading a submission begins with: the sandbox that the job asks for, and what all jobs of a run share."""

from pathlib import Path

import pytest
from samples.grading_chapter import CHAPTER, STEM

from autograder.core.errors import GradingError
from autograder.grading import job as module
from autograder.grading.job import Isolation, Job, materials, sandbox_factory
from autograder.grading.release import read_release
from autograder.sandbox.limits import Limits

EDITION, MASKED, LIMITS = Path("edition"), (Path("course"),), Limits(cell_seconds=3)


@pytest.fixture
def fonts(monkeypatch):
    """Sandboxes are what they were made of. Here is noted what fonts were prepared with."""
    prepared = []
    monkeypatch.setattr(module, "Bubblewrap", lambda *made_of: ("bubblewrap", *made_of))
    monkeypatch.setattr(module, "Unisolated", lambda *made_of: ("unisolated", *made_of))
    monkeypatch.setattr(module, "sandboxes", lambda *made_of: lambda: ("warm", *made_of))
    monkeypatch.setattr(module, "require", lambda: None)
    monkeypatch.setattr(module, "prepare_fonts", lambda home, make: prepared.append((home, make())))
    return prepared


def job(isolation):
    return Job(STEM, Path(), "", Path(), 0, isolation, LIMITS, MASKED)


def test_a_sandbox_has_the_limits_and_the_masks_of_its_job(fonts):
    """So has the one in which fonts are prepared beforehand, a program of its own."""
    made_of = EDITION, LIMITS, MASKED
    assert sandbox_factory(job(Isolation.BUBBLEWRAP), EDITION)() == ("warm", *made_of)
    assert fonts == [(EDITION, ("bubblewrap", *made_of))]


def test_without_isolation_the_limits_hold_and_nothing_is_started_for_fonts(fonts):
    assert sandbox_factory(job(Isolation.NONE), EDITION)() == ("unisolated", EDITION, LIMITS)
    assert fonts == []


def test_a_process_in_which_bubblewrap_does_not_work_grades_nothing(fonts, monkeypatch):
    """On another machine than the one that began the run, or after an update."""

    def fails():
        raise GradingError("no namespaces")

    monkeypatch.setattr(module, "require", fails)
    with pytest.raises(GradingError, match="no namespaces"):
        sandbox_factory(job(Isolation.BUBBLEWRAP), EDITION)
    assert fonts == []


@pytest.fixture
def shared(course, tmp_path, monkeypatch):
    """What the jobs of a run share, if the release held this when it began; and the chapters of the editions made."""
    made = []
    monkeypatch.setattr(module, "student_edition", lambda chapter: made.append(chapter) or tmp_path)
    return lambda digest: materials(STEM, course.release(STEM), digest), made


def test_what_jobs_share_is_got_once(shared, course, tmp_path):
    """However many jobs a process has; a run after the release was built anew gets it again."""
    get, made = shared
    release = read_release(course.release(STEM), CHAPTER)
    found = get(release.digest)
    assert (found.chapter.stem, found.release.digest, found.edition) == (STEM, release.digest, tmp_path)
    assert get(release.digest) is found
    assert made == [found.chapter]


def test_a_release_that_is_no_longer_what_the_run_began_with_is_refused(shared):
    get, made = shared
    with pytest.raises(GradingError, match="grade again"):
        get("another")
    assert made == []
