"""What of a failing case is shown: a few short lines, in which two sides that differ look different."""

import numpy as np
import pytest

from autograder.core.shown import both_sides, inputs_shown, show

RNG = np.random.default_rng(0)
BATCH = RNG.normal(size=(5, 3))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([-2.0, 0.0, 3.0]), "[-2.0, 0.0, 3.0]"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array([True]), "[True]"),
        (np.array(1.5), "1.5"),
        (np.zeros((3, 0)), "[]   shape (3, 0)"),
        (np.arange(30), "[0, 1, 2, 3, …   shape (30,)"),
        (np.zeros((9, 9)), "[[0.0, 0.0, 0.0, 0.0, …   shape (9, 9)"),
        ([1, (2.5,)], "[1, (2.5,)]"),
        ([np.zeros((4, 5)), np.zeros(50)], "[shape (4, 5), shape (50,)]"),
        ([(np.zeros((40, 5)), np.zeros(50))] * 2, "[(shape (40, 5), shape (50,)), (shape (40, 5), shape (50,))]"),
        ({"lr": 0.1, "f": np.sum}, "{lr: 0.1, f: sum}"),
        (len, "len"),
        (None, "None"),
        ("word", "word"),
        ("x" * 73, "x" * 71 + "…"),
        (range(3), "range(0, 3)"),
    ],
)
def test_a_value_is_shown_in_a_line(value, text):
    assert show(value).startswith(text)
    assert "\n" not in show(value) and len(show(value)) <= 80


def test_three_rows_that_do_not_fit_in_a_line_stand_below_each_other():
    text = show(np.array([[0.1, 12.0, 1 / 3, 4.5], [1 / 7, 5.25, 6.0, 7.0], [2.0, 100 / 3, 2 / 3, 1.0]]))
    assert text.splitlines() == [
        "[[   0.1,   12.0, 0.3333,    4.5],",
        " [0.1429,   5.25,    6.0,    7.0],",
        " [   2.0,  33.33, 0.6667,    1.0]]",
    ]
    assert "\n" not in show(np.full((4, 4), 1 / 3))


def test_small_arrays_are_shown_on_both_sides_entry_below_entry():
    sides = dict(both_sides(np.array([10.0, -20.0]), np.array([10.0, 5.0])))
    assert sides == {"expected": "[ 10.0, -20.0]", "got": "[ 10.0,   5.0]"}


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (5, 3), (2, 3, 4), (40, 6)])
@pytest.mark.parametrize("step", [1.0, 1e-5, 3e-12])
def test_two_sides_that_differ_never_look_alike(shape, step):
    """Of a larger array it is the row with the worst entry, which is not the only one that differs."""
    right = np.full(shape, 0.5)
    got = right.copy()
    got[(0,) * len(shape)] += step / 3
    got[(-1,) * len(shape)] += step
    sides = both_sides(right, got)
    if not sides:  # so many digits that a row of six does not fit; the sentence has the worst entry
        assert shape[-1] == 6 and step < 1e-5
        return
    (label, one), (other_label, other) = sides
    assert one != other and max(one.count("\n"), other.count("\n")) <= 2
    if right.size > 9:
        row = [side - 1 for side in shape[:-1]]
        assert (label, other_label) == (f"expected{row}", f"got{row}")


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (np.array(1.0), np.array(2.0)),  # the sentence about the worst entry has said it
        (np.array([1.0]), np.array([2.0])),
        (np.zeros(30), np.ones(30)),
        (np.zeros((9, 9)), np.zeros(9)),
        ("a", "b"),
        (np.zeros(2), None),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_nothing_is_shown_that_the_sentence_has_said_or_that_is_too_large(expected, got):
    assert both_sides(expected, got) == ()


def test_small_arrays_of_two_shapes_and_long_texts_are_shown():
    assert both_sides(np.zeros(2), np.zeros((2, 1))) == (("expected", "[0.0, 0.0]"), ("got", "[[0.0], [0.0]]"))
    assert both_sides("a" * 80, "b") == (("expected", "a" * 71 + "…"), ("got", "b"))


def test_inputs_are_named_and_settings_share_a_line():
    shown = inputs_shown({"x": np.array([1.0]), "lr": 0.1, "act": "tanh", "layers": [np.ones(2)]})
    assert shown == (("x", "[1.0]"), ("layers", "[[1.0, 1.0]]"), ("with", "lr=0.1, act=tanh"))
    assert inputs_shown({"size": 5, "stride": 2}) == (("input", "size=5, stride=2"),)
    assert inputs_shown({}) == ()


def test_of_a_large_input_the_row_of_the_failing_entry_is_shown():
    """The same place in an array of the result's shape, the same example in another; otherwise how it begins."""
    inputs = {"x": BATCH, "wide": RNG.normal(size=(5, 8)), "W": RNG.normal(size=(8, 8)), "small": np.ones((5, 1))}
    labels = [label for label, _ in inputs_shown(inputs, BATCH.shape, (2, 1))]
    assert labels == ["x[2]", "wide[2]", "W", "small"]
    shown = dict(inputs_shown(inputs, BATCH.shape, (2, 1)))
    assert shown["x[2]"] == show(BATCH[2])
    assert shown["W"].endswith("shape (8, 8)")
    block = RNG.normal(size=(2, 3, 8))
    assert [label for label, _ in inputs_shown({"x": block}, block.shape, (1, 2, 0))] == ["x[1, 2]"]
    assert [label for label, _ in inputs_shown({"x": block}, (3, 8), (2, 0))] == ["x"]
    # Of an input without the result's inner axes, it is the example's row.
    assert [label for label, _ in inputs_shown({"x": RNG.normal(size=(5, 8))}, (5, 3, 2), (4, 1, 0))] == ["x[4]"]


def test_inputs_take_five_lines_at_most():
    rows = RNG.normal(size=(3, 8))
    shown = inputs_shown({"a": rows, "b": rows})
    assert sum(text.count("\n") + 1 for _, text in shown) == 2
    shown = inputs_shown(dict.fromkeys("abcdefg", rows) | {"lr": 0.1})
    assert [label for label, _ in shown] == ["a", "b", "c", "and", "with"]
    assert dict(shown)["and"] == "d, e, f, g"


def test_how_arrays_are_shown_is_not_for_a_notebook_to_change():
    wide, long = np.linspace(0, 1, 8), np.arange(30)
    before = show(wide), show(long)
    with np.printoptions(precision=1, threshold=5, edgeitems=1, linewidth=200):
        assert (show(wide), show(long)) == before
