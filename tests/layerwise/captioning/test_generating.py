import numpy as np
import pytest

import layerwise as lw
from layerwise.captioning import greedy_caption, sample_word


class Told:
    """A step that follows a table from word to word, and keeps what it was asked."""

    def __init__(self, follows, V=9):
        self.follows, self.V, self.asked = follows, V, []

    def __call__(self, word, state):
        self.asked.append((word, state))
        return np.eye(self.V)[self.follows[word]], state + 1


def test_it_ends_before_eos_or_after_max_len():
    """And asks for no word more than it needs, each time with the state of the step before."""
    for max_len, words in ((10, [5, 6, 7]), (3, [5, 6, 7]), (2, [5, 6]), (0, [])):
        step = Told({1: 5, 5: 6, 6: 7, 7: 2})
        assert greedy_caption(step, 40, bos=1, eos=2, max_len=max_len) == words
        asked = [1, 5, 6, 7][: min(max_len, 4)]
        assert step.asked == [(word, 40 + t) for t, word in enumerate(asked)]


def test_an_empty_caption():
    """Where eos is the likeliest at once."""
    assert greedy_caption(Told({1: 2}), 0, bos=1, eos=2, max_len=5) == []
    with pytest.raises(ValueError, match="max_len must be at least 0"):
        greedy_caption(Told({1: 2}), 0, bos=1, eos=2, max_len=-1)


def test_draws_fall_as_the_probabilities_say():
    """Evenly spread u land in each word as often as softmax(logits / temperature) says."""
    logits = np.array([0.5, -1.0, 2.0, 0.0])
    u = (np.arange(10_000) + 0.5) / 10_000
    for temperature in (0.3, 1.0, 4.0):
        words = sample_word(np.tile(logits, (10_000, 1)), temperature, u)
        share = np.bincount(words, minlength=4) / 10_000
        np.testing.assert_allclose(share, lw.softmax(logits[None] / temperature, dim=1)[0], atol=2e-4)
        assert (np.diff(words) >= 0).all()


def test_near_zero_it_is_the_likeliest_word():
    """Without overflow, for scores in the thousands too."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 1000, (50, 6))
    np.testing.assert_array_equal(sample_word(logits, 1e-6, rng.random(50)), logits.argmax(axis=1))


def test_a_word_without_probability_is_never_drawn():
    """Neither with u = 0 nor with u just below 1."""
    logits = np.log([[0.0, 0.5, 0.5, 0.0]] * 2, where=[[False, True, True, False]] * 2, out=np.full((2, 4), -np.inf))
    assert sample_word(logits, 1.0, [0.0, np.nextafter(1, 0)]).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("logits", "temperature", "u", "message"),
    [
        (np.zeros(3), 1.0, [0.5], r"logits must have shape \(N, V\) and u \(N,\), got \(3,\) and \(1,\)"),
        (np.zeros((2, 3)), 1.0, [0.5], r"and u \(N,\)"),
        (np.zeros((1, 3)), 0.0, [0.5], "temperature must be greater than 0"),
        (np.zeros((1, 3)), 1.0, [1.0], "u must lie from 0 up to but not including 1, got 1 to 1"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(logits, temperature, u, message):
    """The message says what was received."""
    with pytest.raises(ValueError, match=message):
        sample_word(logits, temperature, u)
