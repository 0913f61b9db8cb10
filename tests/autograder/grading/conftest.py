"""A course with a small chapter, and a way to grade submissions of it through the real pipeline."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from samples.grading_chapter import RIGHT, STEM, make_course, notebook_with, submit

from autograder.grading.course import Course
from autograder.grading.grade_class import ClassResult, grade_class

SEED = 7


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course folder in which the small chapter has been built and handed out."""
    return make_course(tmp_path, monkeypatch)


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
