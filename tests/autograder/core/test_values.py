"""Values held together, and shown."""

import numpy as np
import pytest

from autograder.core.values import compare, labelled, show

TWO = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("got", "same"),
    [
        ([1.0, 2.0], True),
        ([1.0, 2.0 + 1e-9], True),
        ([1.0, 2.001], False),
        ([[1.0, 2.0]], False),
        ([1.0, np.nan], False),
        (["1", "2"], False),
    ],
)
def test_compare(got, same):
    got = np.array(got)
    assert (compare(TWO, got if got.dtype.kind == "f" else "1", 1e-6, 0) == "") == same


@pytest.mark.parametrize(("distance", "near"), [(0.9e-6, True), (1.1e-6, False), (0.9e-5, False)])
def test_values_are_held_together_within_the_case_s_tolerance(distance, near):
    """Just inside is near, just outside is not: a tolerance ten times too wide would be noticed."""
    assert (compare(np.array([1.0]), np.array([1.0 + distance]), 1e-6, 0.0) == "") is near
    assert (compare(np.array([0.0]), np.array([distance]), 0.0, 1e-6) == "") is near


@pytest.mark.parametrize(("distance", "near"), [(0.9e-4, True), (1.2e-4, False)])
@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision_is_held_to_what_it_can_do(dtype, distance, near):
    got = np.array([1.0 + distance], dtype=dtype)
    assert (compare(np.array([1.0]), got, 1e-9, 0.0) == "") is near
    assert compare(np.array([1.0]), got, 0.0, 0.0) != ""  # nothing is nearly exact


def test_single_precision_near_zero_has_a_tolerance_of_its_own():
    assert compare(np.array([0.0]), np.array([0.9e-6], dtype=np.float32), 1e-9, 0.0) == ""
    assert compare(np.array([0.0]), np.array([1.2e-6], dtype=np.float32), 1e-9, 0.0) != ""
    assert compare(np.array([0.0]), np.array([1e-4], dtype=np.float32), 1e-9, 1e-3) == ""  # the case's own is wider
    assert compare(np.array([1.0]), np.array([1.001], dtype=np.float32), 1e-2, 0.0) == ""


def test_compare_takes_nan_and_inf_where_they_are_expected():
    assert compare(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), 1e-6, 0) == ""
    assert compare(np.array([np.nan, np.inf]), np.array([np.nan, -np.inf]), 1e-6, 0) != ""


def test_two_answers_may_lack_the_same_value():
    assert compare(None, None, 0, 0) == ""
    assert compare(TWO, None, 0, 0) == compare(None, TWO, 0, 0) == "is missing"


def test_texts_are_the_same_or_differ():
    assert compare("a", "a", 0, 0) == ""
    assert compare("a", "b", 0, 0) == compare("a", TWO, 0, 0) == compare(TWO, "a", 0, 0) == "differs"


def test_the_complaint_counts_what_differs_and_shows_the_worst_place():
    right = np.zeros((2, 3))
    got = np.array([[0.0, 0.5, 0.0], [-2.0, 0.0, 0.0]])
    assert compare(right, got, 1e-6, 1e-9) == "2 of 6 values differ; the largest difference is 2 at [1, 0]"
    assert compare(np.array(1.0), np.array(1.25), 1e-6, 0) == "1 of 1 values differ; the largest difference is 0.25"
    assert compare(np.zeros(3), np.zeros((3, 1)), 0, 0) == "shape (3, 1), expected (3,)"


def test_the_complaint_counts_the_values_that_are_not_finite():
    """Three of four, not the one that is; and where inf is expected too, it says how far the others are."""
    got = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert compare(np.ones(4), got, 1e-6, 0) == "3 of 4 values are nan or inf"
    assert "values differ" in compare(np.array([np.inf, 1.0]), np.array([np.inf, 2.0]), 1e-6, 0)
    assert "largest difference is inf" in compare(np.array([np.inf, 1.0]), np.array([1.0, 1.0]), 1e-6, 0)


def test_zero_is_shown_without_a_sign():
    assert show(np.array([-0.0, -1.0])) == "[ 0., -1.]"


def test_a_large_array_is_shown_in_part_with_its_shape():
    assert "shape" not in show(np.arange(24))
    shown = show(np.arange(25))
    assert shown == "[ 0,  1,  2, ..., 22, 23, 24]   shape (25,)"


def test_lists_are_shown_by_their_first_six_items():
    assert show([1, (2, 3)]) == "[1, [2, 3]]"
    assert show(list(range(6))) == "[0, 1, 2, 3, 4, 5]"
    assert show(tuple(range(7))) == "[0, 1, 2, 3, 4, 5, …]"


def test_long_words_are_cut():
    assert show("x" * 400) == "x" * 400
    assert show("x" * 401) == "x" * 400


def test_inputs_are_labelled_by_name():
    assert labelled({"x": np.array([1.0]), "n": 3}) == (("x", "[1.]"), ("n", "3"))


def test_nothing_that_is_compared_raises_or_warns_whatever_numpy_is_told_to_do():
    """Infinities, nan and overflow are what an answer may hold; a caller's strictness is not for them."""
    huge = np.array([np.inf, np.nan, 1e308])
    with np.errstate(all="raise"):
        assert compare(huge, huge, 1e-6, 0) == ""
        assert compare(huge, -huge, 1e-6, 0).startswith("2 of 3 values differ")
        assert compare(np.ones(1), np.array([1e38], dtype=np.float32), 1e-6, 0).startswith("1 of 1")


def test_the_largest_difference_is_found_where_it_is_not_finite():
    right = np.array([1.0, np.inf, 3.0])
    assert compare(right, np.array([1.5, 2.0, 3.0]), 1e-6, 0).endswith("the largest difference is inf at [1]")
    assert compare(right, np.array([1.5, np.nan, 3.0]), 1e-6, 0).endswith("the largest difference is inf at [1]")
    assert compare(right, np.array([1.5, -np.inf, 3.0]), 1e-6, 0).endswith("the largest difference is inf at [1]")


def test_the_distance_is_worked_out_in_full_precision():
    """A small type would overflow or wrap round: 0 - 255 in bytes is 1."""
    right, got = np.array([255], dtype=np.uint8), np.array([0], dtype=np.uint8)
    assert compare(right, got, 1e-6, 0).endswith("the largest difference is 255 at [0]")
    assert compare(np.array([True]), np.array([False]), 0, 0).endswith("the largest difference is 1 at [0]")


def test_half_precision_is_judged_as_such():
    got = np.array([1.0], dtype=np.float16)
    assert compare(np.array([1.00005]), got, 1e-9, 0.0) == ""
    assert compare(np.array([1.0002]), got, 1e-9, 0.0) != ""


def test_an_array_is_shown_with_four_digits_three_at_each_end_and_commas():
    assert show(np.array([1.23456, 2.0])) == "[1.2346, 2.    ]"
    assert show(np.arange(60.0).reshape(20, 3)).count("\n") == 6  # three rows, an ellipsis, three rows
    assert show(np.arange(30) + 0.12341).startswith("[ 0.1234,  1.1234,  2.1234, ..., 27.1234,")


def test_a_long_row_is_broken_before_column_72():
    lines = show(np.linspace(0, 1, 20)).splitlines()
    assert len(lines) > 1
    assert 55 < max(map(len, lines)) <= 72


def test_whole_numbers_texts_and_flags_are_shown_as_they_are():
    assert show(np.array([1, 2])) == "[1, 2]"
    assert show(np.array([True])) == "[ True]"
    assert show(None) == "None"


def test_how_arrays_are_shown_is_not_for_a_notebook_to_change():
    wide, long = np.linspace(0, 1, 20), np.arange(30)
    before = show(wide), show(long)
    with np.printoptions(precision=1, threshold=5, edgeitems=1, linewidth=200):
        assert (show(wide), show(long)) == before
