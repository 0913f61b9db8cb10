import numpy as np
import pytest

import layerwise as lw
from explore import AttentionExplorer
from explore.attention.model import AttentionModel
from explore.attention.reverser import LEARNED, LENGTH, LOOKS, MEAN, OFF, OPPOSITE, trained, turn

PARTS = AttentionModel().runs
DIGITS = [int(one) for one in AttentionModel.digits]


def test_the_network_turns_digits_round():
    """Digits that it was not trained on; and the explorer's own way through it is the network's."""
    digits = np.random.default_rng(3).integers(0, 10, (200, LENGTH))
    scores = trained()(digits)
    assert (scores.argmax(axis=-1) == digits[:, ::-1]).mean() > 0.99
    np.testing.assert_allclose(turn(digits[0], PARTS).shares, lw.softmax(scores[0]))
    np.testing.assert_allclose(turn(digits[0], PARTS).weights, trained().blocks[0].self_attn.weights[0], atol=0.7)


def test_both_heads_look_at_the_opposite_place():
    """For most of their weight, on average."""
    digits = np.random.default_rng(4).integers(0, 10, (50, LENGTH))
    weights = np.mean([turn(row, PARTS).weights for row in digits], axis=0)
    for head in weights:
        assert np.diag(head[:, ::-1]).mean() > 0.5


def test_one_head_is_needed_more_than_the_other():
    """With a plain mean in its place; by hand, either can be mended."""
    digits = np.random.default_rng(5).integers(0, 10, (60, LENGTH))

    def right(*looks):
        return np.mean([turn(row, PARTS, looks).digits == row[::-1] for row in digits])

    assert right(MEAN, LEARNED) > 0.95 > 0.92 > right(LEARNED, MEAN)
    assert right(OPPOSITE, LEARNED) > 0.99 and right(LEARNED, OPPOSITE) > 0.99


def test_the_goal_wants_a_needed_head_mended_by_hand():
    """Not the other head, not both, and not while something is wrong."""
    assert AttentionModel(head2=OPPOSITE).reached
    assert AttentionModel(head2=MEAN).right < LENGTH == AttentionModel().right
    others = [{}, {"head2": MEAN}, {"head2": OFF}, {"head1": OPPOSITE, "head2": OPPOSITE}]
    assert not any(AttentionModel(**other).reached for other in others)
    needless = [
        text for text in ("0123456789", "9081726354", "1111111111") if AttentionModel(text, head1=MEAN).right == 10
    ]
    assert needless and not any(AttentionModel(text, head1=OPPOSITE).reached for text in needless)


def test_what_is_hidden_is_not_looked_at():
    """From the one place; from others it is seen as before."""
    model, free = AttentionModel(place=3, hidden=8), AttentionModel(place=3)
    assert (model.turned.weights[:, 2, 7] == 0).all() and (free.turned.weights[:, 2, 7] > 0).all()
    np.testing.assert_allclose(model.turned.weights[:, 3], free.turned.weights[:, 3])
    np.testing.assert_allclose(model.turned.weights.sum(axis=-1), 1)
    assert "Place 8 is hidden from place 3." in model.sentence


def test_own_attention_is_used():
    """One that looks nowhere in particular breaks both heads."""

    def even(q, k, v, mask=None):
        return lw.scaled_dot_product_attention(0 * q, k, v, mask)

    assert AttentionModel(attention=even).right < 8


def test_sentences_say_what_is_to_be_seen():
    """What is written, and where each head looks from the place; a head that is off is said to be."""
    model = AttentionModel(head1=OFF, head2=OPPOSITE, place=2)
    assert f"It writes {model.answer}: {model.right} of 10 digits are right." in model.sentence
    assert "Head 1 is off." in model.sentence and "head 2 (by hand: the opposite place)" in model.sentence
    assert "most at place 9, with 1.00" in model.sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"digits": "123"}, "digits must be 10 digits, got 3"),
        ({"digits": ""}, "digits must be 10 digits, got 0"),
        ({"place": 0}, "place must be at least 1"),
        ({"place": 11}, "place must be at most 10, got 11"),
        ({"hidden": 11}, "hidden must be at most 10"),
        ({"head1": "sharp"}, "head1 must be one of 'as learned', 'a plain mean'"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        AttentionModel(**settings)
    with pytest.raises(TypeError, match="digits must be a text"):
        AttentionModel(digits=3)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again; a text without ten digits leaves all as it was, and says why."""
    told = []
    explorer = AttentionExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in (("place", 3), ("head1", MEAN), ("head2", OFF), ("digits", "0123456789")):
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    explorer.controls["hidden"].value = 10
    assert explorer.png() != start
    explorer.controls["hidden"].value = 0
    explorer.controls["digits"].value = "<b>12"
    assert explorer.png() == start
    assert "digits must be 10 digits" in explorer.words.value
    explorer.controls["digits"].value = AttentionModel.digits
    for look in (MEAN, OPPOSITE, LEARNED, OPPOSITE):
        explorer.controls["head2"].value = look
    assert told == [AttentionModel.goal] and not explorer.words.complaint


def test_every_head_is_drawn_as_itself():
    """The cells are the model's weights, whatever stands in for a head."""
    for look in LOOKS:
        explorer = AttentionExplorer(head1=look)
        for head in (0, 1):
            np.testing.assert_array_equal(explorer._cells[head].get_array(), explorer.model.turned.weights[head])
