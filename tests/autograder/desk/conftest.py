"""A small class that has been graded, as in the tests of grading, and names as a real roster has them."""

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import RIGHT, STEM, notebook_with

from tests.autograder.grading.conftest import (  # noqa: F401
    course,
    grade,
    in_place,
    new_gradebook,
    prepared_gradebook,
    right,
)

ROSTER = {
    "ann": ("Ann", "O'Neil, MSc", "ann@example.org"),
    "bob": ('Robert "Bob"', "Müller 🎓", "bob@example.org"),
    "cyd": ("=cmd|' /C calc'!A0", "\u202edlof", "cyd@example.org"),
}
WRONG = RIGHT["mean_of_rows"].replace("axis=1", "axis=0")


@pytest.fixture
def graded(course, grade, right, in_place, prepared_gradebook):  # noqa: F811
    """Three students: all right, one known mistake, nothing written; with the roster's names."""
    grade({"ann": right, "bob": notebook_with(course, {**RIGHT, "mean_of_rows": WRONG}), "cyd": b"torn"})
    with Gradebook(course.url) as book:
        for student, (first, last, email) in ROSTER.items():
            book.update_or_create_student(student, first_name=first, last_name=last, email=email)
    return course


@pytest.fixture
def by_hand(graded):
    """Ann's words are graded by a person: 3.5 of 4, half a point extra, a comment."""
    with Gradebook(graded.url) as book:
        found = book.find_grade("why", STEM, STEM, "ann")
        found.manual_score, found.extra_credit, found.needs_manual_grade = 3.5, 0.5, False
        book.find_comment("why", STEM, STEM, "ann").manual_comment = "Clear. <b>Say</b> why."
        book.db.commit()
    return graded
