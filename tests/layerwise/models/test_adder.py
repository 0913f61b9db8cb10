import numpy as np
import pytest

from layerwise.models.adder import LENGTH, QUESTION, SYMBOLS, adder, answers, learn, share_right, sums
from layerwise.optim.adam import Adam


def read(ids, units_first):
    """The three numbers of a row."""
    text = "".join(SYMBOLS[i] for i in ids)
    parts = text[0:3], text[4:7], text[8:12]
    assert text[3] + text[7] == "+="
    return [int(part[::-1] if units_first else part) for part in parts]


@pytest.mark.parametrize("units_first", [True, False])
@pytest.mark.parametrize("mixed", [True, False])
def test_every_row_is_a_true_sum(units_first, mixed):
    for a, b, total in (read(row, units_first) for row in sums(200, units_first, 0, mixed)):
        assert a + b == total


def test_mixed_sums_are_short_in_equal_parts():
    largest = np.array([max(read(row, True)[:2]) for row in sums(3000, rng=1, mixed=True)])
    assert 0.3 < (largest < 10).mean() < 0.37
    assert 0.63 < (largest < 100).mean() < 0.7


def test_the_same_seed_draws_the_same_sums():
    assert np.array_equal(sums(5, rng=3), sums(5, rng=3))
    assert not np.array_equal(sums(5, rng=3), sums(5, rng=4))


def test_an_answer_counts_when_all_of_its_digits_are_right():
    """With a model that knows, then with one that misses a digit of each."""
    ids = sums(500, rng=1_000_000)

    def knows(inputs, wrong=0):
        scores = np.zeros((len(ids), LENGTH - 1, len(SYMBOLS)))
        np.put_along_axis(scores, (ids[:, 1:, None] + wrong) % 10, 1.0, axis=2)
        return scores

    assert share_right(knows) == 1.0
    assert np.array_equal(answers(knows, ids), ids[:, QUESTION:])
    assert share_right(lambda inputs: knows(inputs, wrong=1)) == 0.0


def test_a_hundred_updates_give_one_share_and_answers_that_are_digits():
    """What is asked for in training is a digit always, so + and = are unlearned first."""
    model = adder(0)
    optimizer = Adam(model.parameters(), lr=0.005, betas=(0.9, 0.98))
    (share,) = learn(model, optimizer, rng=0, updates=100, mixed=True)
    assert 0 <= share < 0.2
    said = answers(model, sums(50, rng=5))
    assert said.shape == (50, LENGTH - QUESTION) and (said < 10).all()
