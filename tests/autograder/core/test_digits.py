import numpy as np
import pytest

from autograder.core.digits import apart, number, pair


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3.0"),
        (-0.0, "0.0"),
        (1.23456, "1.235"),
        (-0.00012345, "-0.0001234"),
        (1.5e-8, "1.5e-08"),
        (12345.6, "12346.0"),
        (3.996e6, "3996000.0"),
        (1.25e9, "1.25e+09"),
        (np.float32(0.1), "0.1"),
        (np.nan, "nan"),
        (-np.inf, "-inf"),
        (7, "7"),
        (np.int8(-7), "-7"),
        (True, "True"),
        (np.bool_(False), "False"),
        (1.23456 - 2j, "(1.235-2j)"),
        ("word", "“word”"),
        (None, "None"),
        (np.array(2.5), "2.5"),
    ],
)
def test_a_number_is_written_as_python_writes_it_with_four_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [
        (0.5, 0.25, ("0.5", "0.25")),
        (0.51231, 0.51234, ("0.51231", "0.51234")),
        (1.0, 1.0 + 2**-52, ("1.0", "1.0000000000000002")),
        (12345.67, 12345.62, ("12345.7", "12345.6")),
    ],
)
def test_two_numbers_get_the_digits_that_tell_them_apart(one, other, texts):
    assert pair(one, other) == texts


def test_equal_numbers_need_no_digits_without_end():
    assert apart(1 / 3, 1 / 3) == 17
