import numpy as np
import pytest

import layerwise as lw
from explore import GatesExplorer
from explore.gates.model import AT_MOST, MOST_WORDS, SHOWN, GatesModel
from explore.gates.reader import UNITS, VOCABULARY, bag, read, trained
from layerwise import datasets
from layerwise.nn import pad_sequence

GOOD_DULL = "the plot was good but music was dull"  # eight words
DULL_GOOD = "the plot was dull but music was good"


def test_the_networks_read_and_count_as_the_explorer_says():
    """On new reviews the LSTM is right, and the word counter where words suffice."""
    sequences, labels, _ = datasets.reviews(500, seed=7)
    networks = trained()
    reads = networks.reading(pad_sequence(sequences, batch_first=True)).argmax(axis=1)
    counts = networks.counting(np.concatenate([bag(sequence) for sequence in sequences])).argmax(axis=1)
    assert (reads == labels).mean() > 0.98
    assert 0.65 < (counts == labels).mean() < 0.85


def test_step_by_step_is_the_whole_layer():
    """The last reading is what the classifier says of the review."""
    ids = [VOCABULARY.index(word) + 1 for word in GOOD_DULL.split()]
    reading = read(ids, GatesModel().runs)
    score = lw.softmax(trained().reading(np.array([ids])))[0, 1]
    assert reading.reads[-1] == pytest.approx(score)
    assert reading.gates.shape == (8, 4, UNITS) and reading.c.shape == (8, UNITS)


def test_the_word_counter_cannot_tell_two_orders_apart():
    """The same words, so the same number; the LSTM says the opposite."""
    one, other = GatesModel(GOOD_DULL), GatesModel(DULL_GOOD)
    assert one.reading.counts[-1] == other.reading.counts[-1]
    assert (one.verdicts()[:2], other.verdicts()[:2]) == ((0, 0), (1, 1))


def test_the_goal_asks_for_a_short_review_that_only_the_lstm_gets_right():
    """One of two orders reaches it; a longer one, one with other words, one without a label do not."""
    reached = [GatesModel(text).reached for text in (GOOD_DULL, DULL_GOOD)]
    assert sorted(reached) == [False, True]
    text = GOOD_DULL if reached[0] else DULL_GOOD
    assert len(text.split()) == AT_MOST
    assert not GatesModel(f"{text} indeed").reached
    assert not GatesModel(text.replace("the plot", "xylophone")).reached
    assert not GatesModel(text.replace("but", "and")).reached
    assert not GatesModel("the plot was good").reached


def test_own_steps_are_used():
    """A cell that forgets everything reads the last word alone."""

    def forgetful(x, h, c, *weights):
        return lw.lstm_cell(x, 0 * h, 0 * c, *weights)

    model = GatesModel(GOOD_DULL, cell=forgetful)
    alone = GatesModel("dull", cell=forgetful)
    assert model.reading.reads[-1] == pytest.approx(alone.reading.reads[-1])
    assert model.reading.reads[-1] != pytest.approx(GatesModel(GOOD_DULL).reading.reads[-1], abs=1e-3)


def test_what_is_typed_may_have_capitals_and_words_that_nobody_knows():
    """They are skipped and named; too many words are cut off, and it is said."""
    model = GatesModel("The PLOT was, frankly, sublime: good! Sublime.")
    assert model.words == ("the", "plot", "was", "frankly", "good") and model.unknown == ("sublime",)
    assert "Skipped, because the grammar does not have it: sublime." in model.sentence
    long = GatesModel("the plot was " * 7)
    assert len(long.words) == MOST_WORDS and f"Read are the first {MOST_WORDS} words." in long.sentence
    assert "cannot tell" in long.sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"text": "xyz"}, "text must have a word that the networks know"),
        ({"text": ""}, "text must have a word"),
        ({"word": 0}, "word must be at least 1"),
        ({"show": "peephole"}, "show must be one of 'memory c', 'forget gate'"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        GatesModel(**settings)
    with pytest.raises(TypeError, match="text must be a text"):
        GatesModel(text=3)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again; a text without known words leaves all as it was, and says why."""
    told = []
    explorer = GatesExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in (("word", 3), ("show", "forget gate"), ("text", "the plot was not good")):
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    explorer.controls["text"].value = "<b>xyz</b>"
    assert explorer.png() == start
    assert "text must have a word" in explorer.words.value
    for text in (GOOD_DULL, DULL_GOOD, GOOD_DULL):
        explorer.controls["text"].value = text
    assert told == [GatesModel.goal] and not explorer.words.complaint


def test_every_gate_is_drawn_as_itself():
    """The cells are the model's values, of memory and gates; gates lie between 0 and 1."""
    for show in SHOWN:
        explorer = GatesExplorer(show=show)
        np.testing.assert_array_equal(explorer._cells.get_array(), explorer.model.values)
    assert explorer.model.values.min() >= 0 and explorer.model.values.max() <= 1
