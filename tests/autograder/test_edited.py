"""Variants told as the difference to a longer answer: what runs here and what is sent elsewhere are the same."""

import pytest

from autograder.record import edited, foreign_names, source_of


def double(x):
    return 2 * x


class Counter:
    def __init__(self, start):
        self.count = start

    def step(self):
        self.count += 1


def test_an_edited_function_runs_and_travels_as_edited():
    """Its source is the changed one, also when it is edited once more."""
    triple = edited(double, ("2 *", "3 *"))
    assert triple(2) == 6
    assert "3 * x" in source_of(triple)
    assert edited(triple, ("3 *", "4 *"))(2) == 8
    assert double(2) == 4


def test_an_edited_class_runs_and_travels_as_edited():
    """inspect finds a class by its module and its name, which would be the original."""
    backwards = edited(Counter, ("+= 1", "-= 1"))
    counter = backwards(5)
    counter.step()
    assert counter.count == 4
    assert "self.count -= 1" in source_of(backwards)
    assert "self.count += 1" in source_of(Counter)
    assert not foreign_names(backwards)


def test_an_edit_that_does_not_fit_is_refused():
    """A mistake that has silently become the right answer would never be noticed."""
    with pytest.raises(ValueError, match="does not occur in double"):
        edited(double, ("5 *", "3 *"))
