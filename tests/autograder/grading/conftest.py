"""A course with a small chapter, and ways to grade submissions of it: through real sandboxes, or without any."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from samples import scripted_run
from samples.fake_sandbox import FakeSandboxes
from samples.grading_chapter import CHAPTER, RIGHT, STEM, make_course, notebook_with, submit
from samples.in_place import InPlace

from autograder.core.released import Release
from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class
from autograder.grading.gradebook import gradebook
from autograder.grading.job import Isolation
from autograder.grading.release import read_release
from autograder.grading.restore import Cell, Restored
from autograder.grading.result import ClassResult
from autograder.grading.running.run import Run, Seen
from autograder.sandbox.limits import Limits

SEED = 7


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course folder in which the small chapter has been built and handed out."""
    return make_course(tmp_path, monkeypatch)


@pytest.fixture
def release(course: Course) -> Release:
    """The small chapter as it was handed out."""
    return read_release(course.release(STEM), CHAPTER)


@pytest.fixture
def grade(course: Course) -> Callable[..., ClassResult]:
    """Hand in these notebooks, grade them all, and return what came of it."""

    def grade_them(submissions: Mapping[str, Any], **options: Any) -> ClassResult:
        for student, notebook in submissions.items():
            submit(course, student, notebook)
        return grade_class(course, STEM, **{"seed": SEED, "jobs": 1, **options})

    return grade_them


@pytest.fixture
def right(course: Course) -> dict[str, Any]:
    """A notebook in which everything is answered rightly."""
    return notebook_with(course, RIGHT)


@pytest.fixture
def in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is graded as always, but cells run in this process: no sandbox starts, and none need be there."""
    monkeypatch.setattr("autograder.grading.job.student_edition", lambda chapter: tmp_path)
    monkeypatch.setattr("autograder.grading.grade.sandbox_factory", lambda job, edition: InPlace)
    monkeypatch.setattr("autograder.grading.grade_class.check_isolation", Isolation)


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Seen]:
    """Run these cells in these sandboxes, with limits of these values and the cases in their order."""

    def go(sandboxes: FakeSandboxes, *cells: Cell, load: float = 2.0, **limits: Any) -> Seen:
        monkeypatch.setattr("autograder.grading.running.budget.monotonic", sandboxes.clock)
        monkeypatch.setattr("os.getloadavg", lambda: (load, 0.0, 0.0))
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        monkeypatch.setattr("autograder.grading.running.run.shuffled", lambda exercise, seed: list(exercise.cases))
        with Run(Restored(cells, ()), scripted_run.CHAPTER, scripted_run.SEED, sandboxes, Limits(**limits)) as run:
            return run.everything()

    return go


@pytest.fixture(scope="session")
def new_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty gradebook, made where no program of ours is on the path."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")
        with gradebook(f"sqlite:///{path}"):
            return path


@pytest.fixture
def prepared_gradebook(course: Course, new_gradebook: Path) -> None:
    """The course has a gradebook already, with nothing in it."""
    shutil.copyfile(new_gradebook, course.url.removeprefix("sqlite:///"))
