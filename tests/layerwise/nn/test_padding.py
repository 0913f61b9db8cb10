import numpy as np
import pytest

from layerwise.nn import last_valid, last_valid_backward, pad_sequence


def test_sequences_of_vectors_are_padded_too():
    """(length, D) become (T, N, D), or (N, T, D)."""
    sequences = [np.ones((2, 3)), np.ones((4, 3))]
    assert pad_sequence(sequences).shape == (4, 2, 3)
    padded = pad_sequence(sequences, batch_first=True, padding_value=-1, padding_side="left")
    assert padded[0, :, 0].tolist() == [-1, -1, 1, 1]


def test_the_last_valid_state_is_read_and_gets_the_gradient():
    """Each sequence by its own length, and nothing else is touched."""
    rng = np.random.default_rng(0)
    out, lengths, grad_output = rng.normal(size=(5, 3, 2)), np.array([2, 5, 1]), rng.normal(size=(3, 2))
    read = last_valid(out, lengths)
    grad = last_valid_backward(grad_output, out, lengths)
    for n, length in enumerate(lengths):
        np.testing.assert_array_equal(read[n], out[length - 1, n])
        np.testing.assert_array_equal(grad[length - 1, n], grad_output[n])
    assert np.count_nonzero(grad) == grad_output.size


@pytest.mark.parametrize(
    ("lengths", "message"),
    [([0, 1], "lengths must be 1 to 4, got 0 to 1"), ([1, 5], "got 1 to 5"), ([1], r"lengths \(N,\), got")],
)
def test_lengths_that_do_not_fit_are_refused(lengths, message):
    """Length 0 would read the last state, from the end."""
    with pytest.raises(ValueError, match=message):
        last_valid(np.zeros((4, 2, 1)), np.array(lengths))


@pytest.mark.parametrize(
    ("sequences", "side", "message"),
    [
        ([], "right", "at least one sequence"),
        ([np.ones((2, 3)), np.ones((2, 4))], "right", "differ in length only"),
        ([[1]], "middle", "padding_side must be one of 'right', 'left'"),
    ],
)
def test_what_cannot_be_padded_is_refused(sequences, side, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        pad_sequence(sequences, padding_side=side)
