import numpy as np
import pytest

from layerwise.ops import decode_boxes, encode_boxes


def boxes(rng, count=50):
    corner = rng.uniform(-20, 20, (count, 2))
    return np.concatenate([corner, corner + rng.uniform(0.5, 20, (count, 2))], axis=1)


def test_decoding_undoes_encoding():
    """For any pair, and with weights."""
    rng = np.random.default_rng(0)
    truths, proposals = boxes(rng), boxes(rng)
    for weights in ((1, 1, 1, 1), (10, 10, 5, 5)):
        deltas = encode_boxes(truths, proposals, weights)
        np.testing.assert_allclose(decode_boxes(deltas, proposals, weights), truths, atol=1e-12)


def test_deltas_know_no_place_and_no_scale():
    """The same picture, moved and enlarged, has the same deltas."""
    rng = np.random.default_rng(1)
    truths, proposals = boxes(rng), boxes(rng)
    np.testing.assert_allclose(encode_boxes(3 * truths + 7, 3 * proposals + 7), encode_boxes(truths, proposals))


def test_a_wild_guess_stays_finite():
    """Sizes are limited, places are not."""
    found = decode_boxes([[0.0, 0.0, 800.0, -800.0]], [[0, 0, 16, 16]])
    np.testing.assert_allclose(found, [[8 - 500, 8, 8 + 500, 8]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: encode_boxes([[0, 0, 1, 1]], [[0, 0, 0, 1]]), "proposals must have a width and a height"),
        (lambda: encode_boxes([[0, 0, 1, 1]], [[0, 0, 1, 1]] * 2), "truths and proposals are pairs, got 1 and 2"),
        (lambda: decode_boxes([[0, 0, 1]], [[0, 0, 1, 1]]), r"deltas must have the shape of proposals, \(1, 4\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        call()
