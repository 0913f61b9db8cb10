import numpy as np
import pytest

from layerwise.keras import multi_hot


def test_a_one_for_each_number_that_occurs():
    """However often and wherever; numbers beyond the dimension are left out; an empty text is a row of zeros."""
    rng = np.random.default_rng(0)
    sequences = [rng.integers(0, 30, length).tolist() for length in (0, 1, 12, 40)]
    x = multi_hot(sequences, 20)
    assert x.shape == (4, 20)
    for row, sequence in zip(x, sequences, strict=True):
        assert {int(i) for i in np.flatnonzero(row)} == {i for i in sequence if i < 20}
    np.testing.assert_array_equal(x, multi_hot([sequence[::-1] * 2 for sequence in sequences], 20))


def test_what_is_no_number_of_a_word_is_refused():
    """A negative one would count from the end."""
    with pytest.raises(ValueError, match="sequences must be at least 0, got -1"):
        multi_hot([[1, -1]], 5)
    with pytest.raises(TypeError, match="sequences must be an int, got 'film'"):
        multi_hot([["film"]], 5)
    with pytest.raises(ValueError, match="dimension must be at least 1"):
        multi_hot([[1]], 0)
