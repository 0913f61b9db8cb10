"""What is said of numbers that no recorded mistake explains."""

import numpy as np
import pytest

from autograder.core.comparison import Comparison
from autograder.core.general import general_comparison
from autograder.core.record import Aspect, Case, Exercise
from autograder.worker.observe import CaseError, ErrorKind, Observation

A = np.array([[1.0, -2.0, 3.0], [4.0, 0.0, -6.5]])


def said(right, got, x=None, rtol=1e-6, **fields):
    """The diagnosis of one value `output`, given what was expected of it; `x` is the input."""
    case = Case("one", {"x": np.array([77.0]) if x is None else x}, rtol=rtol)
    exercise = Exercise(lambda x: right, (Aspect("values", 1, (case,), **fields),), ())
    compared = Comparison(exercise)
    seen = got if isinstance(got, Observation) else Observation(values={"output": np.asarray(got)})
    return general_comparison(compared, compared.observed({"one": seen}))


def name(*args, **options):
    diagnosis = said(*args, **options)
    return diagnosis and diagnosis.name


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (A.T, "transposed"),
        (-A, "the sign is flipped"),
        (np.trunc(A), "whole numbers only"),
        (3 * A, "off by a constant factor"),
        (A + 0.25, "off by a constant"),
        (A.ravel(), "the shape differs"),
        (A[:, :2], "the shape differs"),
        (A.ravel()[::-1], "the shape differs"),
        (np.where(A == 0, np.nan, A), "nan or inf"),
        (np.where(A == 0, np.inf, A), "nan or inf"),
        (A + np.arange(6).reshape(2, 3), None),
        (A * np.array([1.0, 2.0, 3.0]), None),
        (np.where(A == 0, 1.0, 3 * A), None),  # the same factor but where zero is expected
    ],
)
def test_the_kind_of_difference_is_named(got, expected):
    assert name(A, got) == expected
    found = said(A, got)
    assert found is None or (found.hint and found.second_hint and not found.misconception)


def test_what_equals_an_input_is_given_back():
    assert name(np.tanh(A), A, x=A) == "gives the input back"
    assert name(np.tanh(A), A.ravel(), x=A) == "the shape differs"
    assert name(np.tanh(A), A, x=A + 1) is None


def test_a_right_number_beside_a_wrong_shape_says_which_shapes():
    assert all(shape in said(A, A.ravel()).hint for shape in ("(6,)", "(2, 3)"))
    assert "numbers of `output` are right" in said(A, A.ravel()).hint
    assert "are right" not in said(A, A.ravel() + 1).hint


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_an_axis_that_was_not_summed_is_named(axis):
    """Three axes of three lengths, so that only one sum has the shape; and with equal lengths, the numbers decide."""
    parts = np.random.default_rng(axis).normal(size=(2, 3, 4))
    found = said(parts.sum(axis=axis), parts)
    assert (found.name, f"axis {axis}" in found.hint, f"axis {axis}" in found.second_hint) == (
        "one axis is not summed",
        True,
        True,
    )
    square = np.random.default_rng(axis).normal(size=(3, 3, 3))
    assert f"axis {axis}" in said(square.sum(axis=axis), square).hint
    assert name(parts.sum(axis=axis) + 1, parts) == "the shape differs"
    assert name(parts.sum(axis=axis), parts[None]) == "the shape differs"


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (2.0, "2, the length of axis 0"),
        (3.0, "3, the length of axis 1"),
        (1 / 2, "1/2, and axis 0 has length 2"),
        (1 / 3, "1/3, and axis 1 has length 3"),
        (2.5, "2.5"),
    ],
)
def test_a_factor_is_named_by_the_axis_that_has_its_length(factor, words):
    assert f"times {words}." in said(A, factor * A).hint


def test_the_size_of_a_constant_is_said_with_its_sign():
    assert "+0.25" in said(A, A + 0.25).hint
    assert "-0.25" in said(A, A - 0.25).hint
    assert "+2" in said(np.arange(4.0), np.arange(4.0) + 2).hint


def test_one_number_is_not_off_by_a_constant():
    """Any number is some constant away from any other: that would say nothing."""
    assert name(np.array(0.0), np.array(2.5)) is None
    assert name(np.array([0.0]), np.array([2.5])) is None


def test_what_is_within_the_tolerance_is_no_difference():
    """Differences that the case forgives are not what failed."""
    assert said(A, -A, rtol=10.0) is None


def test_no_numbers_are_said_to_be_none():
    lacking = Observation(errors={"output": CaseError(ErrorKind.VALUE, "`output` is None. Is a `return` missing?")})
    found = said(A, lacking)
    assert found.name == "does not return numbers"
    assert found.hint.startswith("`output` is None. Is a `return` missing?")


@pytest.mark.parametrize("kind", [kind for kind in ErrorKind if kind is not ErrorKind.VALUE])
def test_an_exception_already_shows_its_own_line(kind):
    assert said(A, Observation(error=CaseError(kind, "no"))) is None


def test_words_are_not_compared_as_numbers():
    assert said(A, Observation(values={"output": "text"})) is None
    assert said("text", -A) is None


def test_a_case_that_was_not_observed_has_nothing_to_compare():
    case = Case("one", {"x": A})
    compared = Comparison(Exercise(np.tanh, (Aspect("values", 1, (case,)),), ()))
    assert general_comparison(compared, compared.observed({})) is None


def test_an_aspect_that_verifies_compares_nothing():
    """Its values differ between right answers: that they are not the reference's means nothing."""
    assert name(A, -A, verify=lambda inputs, values: "wrong") is None


@pytest.mark.parametrize(("later", "name"), [(2 * A + 1, None), (-2 * A, "the sign is flipped")])
def test_what_is_said_is_true_of_every_failing_case(later, name):
    cases = tuple(Case(label, {"x": factor * A}) for label, factor in (("fine", 0.0), ("fails", 1.0), ("later", 2.0)))
    compared = Comparison(Exercise(np.copy, (Aspect("values", 1, cases),), ()))
    values = {"fine": 0 * A, "fails": -A, "later": later}
    answer = compared.observed({label: Observation(values={"output": value}) for label, value in values.items()})
    found = general_comparison(compared, answer)
    assert (found and found.name) == name


@pytest.mark.parametrize("right", [np.array([2.0, 0.0, 3.0]), np.array([1.0, 1.0, 1.0]), np.zeros(4)])
@pytest.mark.parametrize("change", [np.negative, lambda a: 3 * a, lambda a: a + 1])
def test_too_few_numbers_say_nothing(right, change):
    """Two numbers, or one that comes again and again, are some multiple of any others."""
    assert said(right, change(right)) is None


def test_nothing_that_is_compared_warns_whatever_numpy_is_told_to_do():
    with np.errstate(all="raise"):
        assert name(np.array([1e308, -1e308, 2e307]), np.array([-1.5e308, 1.5e308, -3e307])) is not None
        assert name(np.array([1e-300, 2.0]), np.array([1e300, 7.0])) is None


def test_what_is_nearly_the_input_or_nearly_negated_is_recognised_within_a_millionth():
    assert name(A, -A * (1 + 0.9e-6)) == "the sign is flipped"
    assert name(A, -A * (1 + 2e-5)) == "off by a constant factor"  # of -1.00002
    three = np.array([1.0, 2.0, 3.0, 0.0])
    assert name(three, np.array([-1.0, -2.0, -3.0, 0.9e-8])) == "the sign is flipped"
    assert name(three, np.array([-1.0, -2.0, -3.0, 2e-8])) is None


def test_a_value_that_is_right_is_passed_over_for_the_one_that_is_not():
    case = Case("one", {"x": A})
    exercise = Exercise(
        np.copy, (Aspect("values", 1, (case,)),), (), probe=lambda f, x: {"note": "text", "first": f(x), "second": f(x)}
    )
    compared = Comparison(exercise)
    seen = Observation({"note": "text", "first": A, "second": -A})
    found = general_comparison(compared, compared.observed({"one": seen}))
    assert (found.name, "`second`" in found.hint) == ("the sign is flipped", True)


@pytest.mark.parametrize(
    ("right", "got"),
    [([1.5 + 2j, 3.25 - 1j, 2 + 1j], [-1.5, -3.25, -2]), ([1.5, 3.25, 2], [-1.5 + 7j, -3.25 + 9j, -2 + 1j])],
)
def test_both_parts_of_a_complex_number_count(right, got):
    assert name(np.array(right), np.array(got)) is None
    assert name(np.array(right), -np.array(right)) == "the sign is flipped"


def test_one_side_of_one_is_no_length():
    right = np.array([[2.0, 3.5, 5.0]])
    assert "axis" not in said(right, 6 * right).hint
    assert "1, the length" not in said(right, 2 * right).hint


def test_each_comparison_says_something_twice():
    for right, got, x in ((A, A.T, None), (np.tanh(A), A, A), (A, 3 * A, None), (A, np.trunc(A), None)):
        found = said(right, got, x=x)
        assert "`output`" in found.hint
        assert found.second_hint
    lacking = Observation(errors={"output": CaseError(ErrorKind.VALUE, "no")})
    assert "return" in said(A, lacking).second_hint
