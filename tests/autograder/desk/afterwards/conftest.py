"""A graded class whose instructor decides something afterwards."""

import json

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import STEM

from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class


@pytest.fixture
def decide(course):
    """Set something in nbgrader_config.py, such as `void={STEM: ["relu"]}`, and grade again with the same command."""

    def decided(*students, **settings):
        path = course.root / "nbgrader_config.py"
        lines = [line for line in path.read_text().splitlines() if ".Counting." not in line]
        lines += [f"get_config().Counting.{name} = {value!r}" for name, value in settings.items()]
        path.write_text("\n".join([*lines, ""]))
        again = Course.at(course.root)
        grade_class(again, STEM, jobs=1, students=students)
        return again

    return decided


@pytest.fixture
def totals(course):
    """Each student's score and the points that there are, as nbgrader counts them."""

    def counted():
        with Gradebook(course.url) as book:
            return {s.student.id: (s.score, s.max_score) for s in book.assignment_submissions(STEM)}

    return counted


@pytest.fixture
def give(course):
    """A person gives a score in formgrader."""

    def given(student, cell, score, comment=None):
        with Gradebook(course.url) as book:
            found = book.find_grade(cell, STEM, STEM, student)
            found.manual_score, found.needs_manual_grade = score, False
            if comment:
                book.find_comment(cell.removeprefix("check_"), STEM, STEM, student).manual_comment = comment
            book.db.commit()

    return given


@pytest.fixture
def trail(course):
    """The lines of the audit trail."""
    return lambda: [json.loads(line) for line in course.audit_trail(STEM).read_text().splitlines()]
