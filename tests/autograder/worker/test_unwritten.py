"""What nobody has written yet, and what lacks a return: a learner is told which, and not that it is wrong."""

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU, pair

from autograder.worker.observe import CaseError, ErrorKind, is_unwritten, observe


def only_text(x):
    """Text."""
    # your code here


def says_pass(x):
    pass


def returns_zero(x):
    return 0


def returns_its_input(x):
    return x


def prints(x):
    print(x)


class Blank:
    size = 3

    def __init__(self, p):
        self.p = p

    def forward(self, x):
        """Text."""

    def backward(self, grad):
        pass


class Half(Blank):
    def forward(self, x):
        """Text."""

    def backward(self, grad):
        return grad


class OnlyAnInit:
    def __init__(self, p):
        pass


class Empty:
    pass


class Inherits(Blank):
    pass


@pytest.mark.parametrize("thing", [only_text, says_pass, lambda x: None, Blank])
def test_unwritten_means_no_statement_besides_the_docstring(thing):
    assert is_unwritten(thing)


@pytest.mark.parametrize(
    "thing",
    [returns_zero, returns_its_input, prints, Half, OnlyAnInit, Empty, Inherits, np.tanh, len, Blank(1), None, 3],
)
def test_one_statement_is_written_and_so_is_what_is_no_function(thing):
    assert not is_unwritten(thing)


def test_a_half_written_exercise_says_which_half_is_missing():
    def relu_backward(grad_output, x):
        """Text."""

    seen = observe((RELU.references[0], relu_backward), pair, MIXED.draw(0))
    assert seen.errors["grad_input"] == CaseError(ErrorKind.UNWRITTEN, "`relu_backward` is not written yet")


class Layer:
    def forward(self, x):
        return x

    def step(self):
        self.taken = True


class Mute(Layer):
    def forward(self, x):
        self.x = x


def yields(x):
    yield x


def sometimes(x):
    if x > 0:
        return x


@pytest.mark.parametrize(
    ("thing", "asked"),
    [
        (prints, " Is a `return` missing in `prints`?"),
        (Mute, " Is a `return` missing in `forward`?"),
        (Layer, ""),  # that `step` returns nothing is as it should be
        (sometimes, ""),
        (yields, ""),
    ],
)
def test_a_missing_return_is_asked_for_where_nothing_is_returned(thing, asked):
    """A gradient that nobody has set is None too, and no `return` would mend that."""
    seen = observe((thing,), lambda f: {"grad": None}, {})
    assert seen.errors["grad"].message == f"`grad` is None.{asked}"
