import numpy as np
import pytest

from layerwise.captioning import shift_captions


def test_targets_are_the_inputs_one_place_on():
    """Where a caption goes on; behind it, eos and padding."""
    rng = np.random.default_rng(0)
    ids, lengths = rng.integers(3, 20, (30, 9)), rng.integers(1, 10, 30)
    ids[np.arange(9) >= lengths[:, None]] = 0
    inputs, targets = shift_captions(ids, bos=1, eos=2, pad=0)
    assert inputs.shape == targets.shape == (30, 10)
    for row, length in enumerate(lengths):
        words = ids[row, :length].tolist()
        rest = [0] * (9 - length)
        assert inputs[row].tolist() == [1, *words, *rest]
        assert targets[row].tolist() == [*words, 2, *rest]


def test_an_empty_caption_is_its_end():
    """Nothing but padding: the first word to say is eos."""
    inputs, targets = shift_captions(np.full((1, 2), 9), bos=0, eos=3, pad=9)
    assert (inputs.tolist(), targets.tolist()) == ([[0, 9, 9]], [[3, 9, 9]])


@pytest.mark.parametrize(
    ("ids", "special", "message"),
    [
        ([5, 6], (1, 2, 0), r"ids must be whole numbers of shape \(N, L\), got int64 of shape \(2,\)"),
        ([[5.0, 6.0]], (1, 2, 0), "ids must be whole numbers"),
        ([[5, 0, 6]], (1, 2, 0), "ids must be padded on the right only: pad, 0, stands before a word"),
        ([[1, 5, 6]], (1, 2, 0), "ids must be captions without bos, 1, and eos, 2"),
        ([[5, 6]], (1, 1, 0), "bos, eos and pad must be three different words, got 1, 1 and 0"),
        ([[5, 6]], (-1, 1, 0), "bos must be at least 0"),
    ],
)
def test_what_is_no_caption_is_refused(ids, special, message):
    """The message says what was received."""
    with pytest.raises(ValueError, match=message):
        shift_captions(ids, *special)
