"""A diff on a solution: where it fits, what it makes, and what is said where it does not fit."""

import inspect

import numpy as np
import pytest

from autograder.core.answers import Answer
from autograder.core.forms import DiffError, Form

TEXT = '''\
SCALE = 2


def helper(x):
    return x * SCALE


class Add:
    """A node."""

    def forward(self, x, y):
        self.x = x
        return helper(x) + y

    def backward(self, grad):
        return grad, grad


class Mul:
    """Another node."""

    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, grad):
        return grad, grad


def mean(
    x,
):
    return np.mean(x)'''
METHODS = ("forward", "backward")
FUNCTIONS = ("Add", "Mul", "mean")
ANSWER = Answer(TEXT, "ch90_small.py", {"np": np}.__getitem__)


def form(diff, answer=ANSWER):
    return Form.read(diff, "small.md: a mistake", FUNCTIONS, answer)


def refused(diff):
    with pytest.raises(DiffError) as caught:
        form(diff)
    return str(caught.value), caught.value.line


SUM = "-     return np.mean(x)\n+     return np.sum(x)"
SQUARE = "-         return x * y\n+         return x * x"


def test_a_line_is_replaced_where_it_stands():
    made = form(SUM)
    assert made.source == TEXT.replace("np.mean", "np.sum")
    assert list(made) == ["mean"]
    assert made["mean"]([1, 2]) == 3


def test_context_stays_and_several_places_are_separated_by_an_empty_line():
    made = form(f"{SQUARE}\n\n  def helper(x):\n+     x = x + 1\n      return x * SCALE\n\n{SUM}")
    assert made.source == (
        TEXT.replace("return x * y", "return x * x")
        .replace("    return x * SCALE", "    x = x + 1\n    return x * SCALE")
        .replace("np.mean", "np.sum")
    )


def test_lines_may_be_added_below_a_line_or_above_one_or_removed():
    assert form("          self.y = y\n+         self.z = y").source.count("self.z = y\n        return") == 1
    assert form("+         self.z = y\n          self.y = y").source.count("self.z = y\n        self.y") == 1
    assert form("-         self.y = y").source == TEXT.replace("        self.y = y\n", "")


def test_blank_lines_can_be_added_and_removed():
    made = form("-         self.y = y\n+         self.y = y\n+\n+         self.z = y")
    assert "self.y = y\n\n        self.z = y" in made.source


@pytest.mark.parametrize(
    ("diff", "owner", "method"),
    [
        ("  class Mul:\n-         self.x = x\n+         self.x = 0", "Mul", "forward"),
        ("  class Add:\n-         self.x = x\n+         self.x = 0", "Add", "forward"),
        (
            "  class Mul:\n      def backward(self, grad):\n-         return grad, grad\n+         return 0, 0",
            "Mul",
            "backward",
        ),
        (
            "  class Add:\n      def backward(self, grad):\n+         grad = 0\n          return grad, grad",
            "Add",
            "backward",
        ),
    ],
)
def test_a_block_that_fits_twice_begins_with_where_it_stands(diff, owner, method):
    made = form(diff)
    assert list(made) == [owner]
    kept = Form("as it is", FUNCTIONS, ANSWER, ())[owner]
    code = [[vars(part)[name].__code__ for name in METHODS] for part in (made[owner], kept)]
    same = [
        (a.co_code, a.co_consts, a.co_names) == (b.co_code, b.co_consts, b.co_names) for a, b in zip(*code, strict=True)
    ]
    assert [name for name, alike in zip(METHODS, same, strict=True) if not alike] == [method]


def test_the_last_line_of_a_function_can_be_told_from_what_follows_it():
    """The closing bracket of a signature does not end what the `def` begins."""
    assert "np.sum" in form(f"  def mean(\n{SUM}").source


def test_a_helper_s_change_is_that_of_all_who_use_it():
    made = form("-     return x * SCALE\n+     return x / SCALE")
    assert list(made) == ["Add"]
    assert made["Add"]().forward(6, 1) == 4
    assert list(form("- SCALE = 2\n+ SCALE = 5")) == ["Add"]


def test_a_new_helper_may_come_with_a_diff():
    made = form(
        "  SCALE = 2\n+\n+\n+ def double(x):\n+     return 2 * x\n\n-         return x * y\n+         return double(x)"
    )
    assert list(made) == ["Mul"]
    assert made["Mul"]().forward(3, 1) == 6


def test_without_a_diff_it_is_the_solution():
    whole = Form("small.md: as it is", FUNCTIONS, ANSWER, ())
    assert (list(whole), len(whole), whole.source) == (list(FUNCTIONS), 3, TEXT)
    assert whole["mean"]([1, 3]) == 2


def test_the_source_of_what_was_made_can_be_read():
    assert inspect.getsource(form(SUM)["mean"]) == "def mean(\n    x,\n):\n    return np.sum(x)"


def test_nothing_is_run_before_a_function_is_wanted():
    made = form(SUM, Answer(TEXT.replace("SCALE = 2", "SCALE = 1 / 0"), "ch90_small.py", {"np": np}.__getitem__))
    assert len(made) == 1
    with pytest.raises(ZeroDivisionError):
        made["mean"]


def test_two_mistakes_that_do_not_overlap_can_be_made_together():
    mean, square = form(SUM), form(SQUARE)
    assert not mean.overlaps(square) and not square.overlaps(mean)
    both = mean.together(square)
    assert both.source == TEXT.replace("np.mean", "np.sum").replace("x * y", "x * x")
    assert list(both) == ["Mul", "mean"]
    assert both["Mul"]().forward(3, 5) == 9 and both["mean"]([1, 2]) == 3


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (SQUARE, "-         return x * y\n+         return 0", True),
        (SQUARE, "+         x = 1\n          return x * y", True),
        (SQUARE, "          return x * y\n+         print(x)", False),
        ("-         self.y = y\n-         return x * y\n+         return 0", SQUARE, True),
        (SQUARE, "-         self.y = y\n+         self.y = x", False),
        ("+         x = 1\n          return x * y", "          self.y = y\n+         x = 2", True),
    ],
)
def test_mistakes_overlap_where_they_change_the_same_lines_or_add_at_one_place(one, other, overlap):
    one, other = form(one), form(other)
    assert one.overlaps(other) == other.overlaps(one) == overlap
    if overlap:
        with pytest.raises(ValueError, match="same lines"):
            one.together(other)


@pytest.mark.parametrize(
    ("diff", "said", "line"),
    [
        ("-     return np.men(x)\n+     return 0", ["'    return np.men(x)'", "nearest is '    return np.mean(x)'"], 0),
        ("+     x = 0\n-     return np.mean(y)", ["'    return np.mean(y)'"], 1),
        ("-         self.x = x\n+         self.x = y", ["fits in lines 12 and 23", "'self.x = x'", "`def`"], 0),
        ("      def backward(self, grad):\n-         return grad, grad", ["fits in lines 15 and 27"], 0),
        ("-         self.x = x\n-         return x * y", ["do not stand together", "empty line"], 0),
        ("+ x = 1", ["without saying where"], 0),
        ("-     return np.mean(x)\n+     return np.mean(x)", ["changes nothing"], 0),
        ("  SCALE = 2\n+ OTHER = 3", ["changes nothing of Add, Mul, mean"], 0),
        ("-     return np.mean(x)\n+     return np.mean(x", ["not Python", "never closed"], 0),
        (f"{SUM}\n*     x", ["begins with neither", "'*     x'"], 2),
        (f"{SUM}\n\n-     return np.mean(x)", ["the same lines twice"], 0),
    ],
)
def test_a_diff_that_does_not_fit_says_why_and_in_which_line(diff, said, line):
    message, number = refused(diff)
    assert [words for words in said if words not in message] == [], message
    assert number == line
