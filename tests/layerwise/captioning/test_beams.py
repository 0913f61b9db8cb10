from itertools import product

import numpy as np
import pytest

import layerwise as lw
from layerwise.captioning import beam_search, greedy_caption

V, BOS, EOS = 5, 1, 2


def language(seed):
    """A step whose next word hangs on all words before, by way of the state; and the log-probability of a sentence."""
    rng = np.random.default_rng(seed)
    table, mix = 2 * rng.normal(size=(8, V)), rng.normal(size=(V, 4, 8))

    def step(words, state):
        (h,) = state
        h = np.tanh(np.einsum("nh,nhk->nk", h, mix[words]))
        return lw.log_softmax(h @ table, dim=1), (h[:, ::2] - h[:, 1::2],)

    def log_p(words, ends):
        state, total = (np.ones((1, 4)),), 0.0
        for before, word in zip([BOS, *words], [*words, EOS] if ends else words, strict=False):
            row, state = step(np.array([before]), state)
            total += row[0, word]
        return total

    return step, log_p, (np.ones((1, 4)),)


@pytest.mark.parametrize("seed", range(8))
def test_a_wide_beam_finds_the_best_sentence_of_all(seed):
    """Against all sentences of at most three words, tried one by one."""
    step, log_p, state = language(seed)
    others = [word for word in range(V) if word != EOS]
    every = [(list(words), n < 3) for n in range(4) for words in product(others, repeat=n)]
    best = max(every, key=lambda found: log_p(*found))
    words, found = beam_search(step, state, BOS, EOS, k=300, max_len=3)
    assert words == best[0] and found == pytest.approx(log_p(*best))


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_of_one_is_greedy(seed):
    """The same words, and their log-probability."""
    step, log_p, state = language(seed)

    def one(word, state):
        row, state = step(np.array([word]), state)
        return row[0], state

    words, found = beam_search(step, state, BOS, EOS, k=1, max_len=6)
    assert words == greedy_caption(one, state, BOS, EOS, max_len=6)
    assert found == pytest.approx(log_p(words, len(words) < 6))


@pytest.mark.parametrize("seed", range(8))
def test_what_it_returns_has_the_probability_it_says(seed):
    """States go with their words: the sum over the sentence, worked out again from the beginning."""
    step, log_p, state = language(seed)
    for k in (2, 3, 7):
        words, found = beam_search(step, state, BOS, EOS, k, max_len=5)
        assert found == pytest.approx(log_p(words, len(words) < 5))


def test_more_beginnings_may_be_kept_than_there_are():
    """A beam wider than the vocabulary, and words of probability 0, which are no beginnings."""
    with np.errstate(divide="ignore"):
        table = np.log([[0, 0, 0, 1.0], [0, 0, 0, 1.0], [0, 0, 0, 1.0], [0, 0, 1.0, 0]])
    asked = []

    def step(words, state):
        asked.append(words.tolist())
        return table[words], state

    assert beam_search(step, (np.zeros((1, 1)),), 1, 2, k=50, max_len=9) == ([3], 0.0)
    assert asked == [[1], [3]]


def test_what_cannot_be_searched_is_refused():
    """A beam of nothing, no words."""
    step, _, state = language(0)
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        beam_search(step, state, BOS, EOS, k=0, max_len=3)
    with pytest.raises(ValueError, match="max_len must be at least 1, got 0"):
        beam_search(step, state, BOS, EOS, k=2, max_len=0)
