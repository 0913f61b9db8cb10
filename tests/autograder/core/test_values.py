"""Two values held together, and what is said of them."""

import numpy as np
import pytest

from autograder.core.values import compare, worst_place

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


@pytest.mark.parametrize(
    ("expected", "got", "complaint"),
    [
        (1.0, np.array(None), "is missing"),  # an input that is None, given back where a number is due
        (np.array([1.0, 2.0]), np.array([None, 2.0]), "at [0]: is missing"),
        (np.array([None, 2.0]), np.array([1.0, 2.0]), "at [0]: is missing"),
        (np.array([None, 2.0]), np.array([None, 2.0 + 1e-9]), ""),
        (np.array([None, 2.0]), np.array([None, 3.0]), "at [1]: expected 2.0, got 3.0"),
        (np.array([None, True]), np.array([None, False]), "at [1]: expected True, got False"),
        (1.0, np.array({1.0}), "is no number"),
    ],
)
def test_none_beside_numbers_is_told_apart(expected, got, complaint):
    assert compare(expected, got, 1e-6, 0) == complaint


def test_texts_that_differ_are_quoted_as_long_as_they_are_short():
    assert compare("a", "a", 0, 0) == ""
    assert compare("training", "evaluation", 0, 0) == "expected “training”, got “evaluation”"
    assert compare("a" * 61, "b", 0, 0) == compare("b", "a" * 61, 0, 0) == "the texts differ"
    assert compare("a" * 60, "b", 0, 0) == f"expected “{'a' * 60}”, got “b”"
    assert compare("a", TWO, 0, 0) == "expected “a”, got numbers"
    assert compare(TWO, "a", 0, 0) == "expected numbers, got a text"


def test_the_complaint_counts_what_differs_and_gives_both_sides_of_the_worst_place():
    right = np.zeros((2, 3))
    got = np.array([[0.0, 0.5, 0.0], [-2.0, 0.0, 0.0]])
    assert compare(right, got, 1e-6, 1e-9) == "2 of 6 values differ, most at [1, 0]: expected 0.0, got -2.0"
    got[0, 1] = 0.0
    assert compare(right, got, 1e-6, 1e-9) == "1 of 6 values differs, at [1, 0]: expected 0.0, got -2.0"
    assert compare(np.zeros(3), np.zeros((3, 1)), 0, 0) == "shape (3, 1), expected (3,)"


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_number_needs_no_place(shape):
    assert compare(np.ones(shape), np.full(shape, 1.25), 1e-6, 0) == "expected 1.0, got 1.25"


def test_a_difference_is_never_hidden_by_rounding():
    """Both sides get the digits that tell them apart."""
    assert compare(np.array(0.5), np.array(0.5 + 3e-7), 1e-9, 0) == "expected 0.5, got 0.5000003"
    assert compare(np.ones(2), np.array([1.0, 1 + 2e-15]), 1e-16, 0).endswith("expected 1.0, got 1.000000000000002")


def test_flags_are_told_in_words():
    assert compare(np.array(True), np.array(False), 0, 0) == "expected True, got False"
    right = np.array([True, True, False])
    assert compare(right, ~right, 0, 0) == "3 of 3 values differ, first at [0]: expected True, got False"


def test_the_complaint_counts_the_values_that_are_not_finite():
    """Three of four, not the one that is; and where inf is expected too, it says how far the others are."""
    got = np.array([1.0, np.inf, -np.inf, np.nan])
    said = compare(np.ones(4), got, 1e-6, 0)
    assert said == "3 of 4 values are nan or inf, first at [1]: expected 1.0, got inf"
    assert compare(np.ones(2), np.array([np.nan, 1]), 1e-6, 0).startswith("1 of 2 values is nan or inf, at [0]")
    assert "1 of 2 values differs" in compare(np.array([np.inf, 1.0]), np.array([np.inf, 2.0]), 1e-6, 0)


def test_nothing_that_is_compared_raises_or_warns_whatever_numpy_is_told_to_do():
    """Infinities, nan and overflow are what an answer may hold; a caller's strictness is not for them."""
    huge = np.array([np.inf, np.nan, 1e308])
    with np.errstate(all="raise"):
        assert compare(huge, huge, 1e-6, 0) == ""
        assert compare(huge, -huge, 1e-6, 0).startswith("2 of 3 values differ")
        assert compare(np.ones(1), np.array([1e38], dtype=np.float32), 1e-6, 0) == "expected 1.0, got 1e+38"


@pytest.mark.parametrize("odd", [2.0, np.nan, -np.inf])
def test_the_worst_place_is_found_where_it_is_not_finite(odd):
    right = np.array([1.0, np.inf, 3.0, np.nan])
    assert worst_place(right, np.array([1.5, odd, 3.0, np.nan])) == (1,)
    assert worst_place(right, np.array([1.5, np.inf, 3.0, np.nan])) == (0,)


def test_the_worst_place_beside_none_is_the_first_that_differs():
    assert worst_place(np.array([1.0, 2.0, 3.0]), np.array([1.0, None, 4.0])) == (1,)
    assert worst_place(np.array(1.0), np.array(None)) == ()
    assert worst_place(np.array([None, 2.0]), np.array([None, 2.0])) == (0,)


def test_the_distance_is_worked_out_in_full_precision():
    """A small type would overflow or wrap round: 0 - 255 in bytes is 1."""
    right, got = np.array([255, 9], dtype=np.uint8), np.array([0, 7], dtype=np.uint8)
    assert compare(right, got, 1e-6, 0).endswith("most at [0]: expected 255, got 0")


def test_half_precision_is_judged_as_such():
    got = np.array([1.0], dtype=np.float16)
    assert compare(np.array([1.00005]), got, 1e-9, 0.0) == ""
    assert compare(np.array([1.0002]), got, 1e-9, 0.0) != ""


ODD = (1.0, -1.0, 1.0 + 1e-7, 0.0, np.inf, -np.inf, np.nan, 1e308, -1e308)


@pytest.mark.parametrize("kind", [np.float64, np.complex128])
def test_what_is_near_is_what_numpy_says_of_every_pair_of_numbers(kind):
    """Ordinary numbers take a shorter way; infinities and nan may not be lost on it."""
    for one in ODD:
        for other in ODD:
            with np.errstate(all="ignore"):
                near = np.isclose(kind(other), kind(one), rtol=1e-6, atol=1e-9, equal_nan=True)
            for expected, got in ((one, other), ([one, 2.0], [other, 2.0])):
                found = compare(np.array(expected, dtype=kind), np.array(got, dtype=kind), 1e-6, 1e-9)
                assert (found == "") == near, (one, other)


def test_integers_and_booleans_are_compared_by_value():
    assert compare(np.array([True, False]), np.array([1, 0]), 0, 0) == ""
    assert compare(np.array([1], dtype=np.uint8), np.array([2], dtype=np.uint8), 0, 0) != ""
    assert compare(np.array([-1], dtype=np.int8), np.array([255], dtype=np.uint8), 0, 0) != ""  # the same byte
