import pytest
from samples.grading_chapter import FULL, STEM
from sqlalchemy import create_engine

from autograder.core.errors import GradingError
from autograder.desk.classbook import read_class


def read(course, *student):
    with create_engine(course.url).connect() as db:
        return read_class(db, STEM, *student)


def test_points_are_on_one_scale(by_hand):
    """Exercises and written answers apart and together, what a person gave and what was given on top."""
    book = read(by_hand)
    assert (book.exercise_points, book.written_points, book.total_points) == (7, 4, 11)
    ann, bob, cyd = (book.sheets[name] for name in ("ann", "bob", "cyd"))
    assert {name: ann.grades[name].score for name in FULL} == FULL
    assert (ann.exercises, ann.written, ann.total, ann.ungraded) == (7, 4, 11, [])
    assert (ann.grades["why"].by_hand, ann.grades["why"].comment) == (True, "Clear. <b>Say</b> why.")
    assert (bob.exercises, bob.written, bob.total, bob.ungraded) == (4, 0, 4, ["why"])
    assert (cyd.total, cyd.ungraded) == (0, [])


def test_one_student_is_read_as_among_all(by_hand):
    """What the exporter reads for one page is what the class has."""
    assert read(by_hand, "bob").sheets == {"bob": read(by_hand).sheets["bob"]}


def test_a_chapter_that_was_never_graded_is_told(graded):
    """With the command that grades it."""
    with create_engine(graded.url).connect() as db, pytest.raises(GradingError, match="autograder grade ch02_backprop"):
        read_class(db, "ch02_backprop")
