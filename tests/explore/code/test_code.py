import itertools

import numpy as np
import pytest

from explore import CodeExplorer
from explore.code.model import ANY, SOURCES, WHOLE, CodeModel
from layerwise.information import code_length, entropy, huffman_lengths


@pytest.mark.parametrize("source", SOURCES)
def test_sources_are_distributions(source):
    """Four symbols whose shares sum to 1."""
    assert CodeModel(source).p.shape == (4,)
    assert CodeModel(source).p.sum() == pytest.approx(1)


def test_the_goal_is_reached_by_one_source_only():
    """Whatever whole lengths are tried: the entropy can be had where every share is a power of 1/2."""
    reached = {
        source
        for source in SOURCES
        for bits in itertools.product(range(1, 6), repeat=4)
        if CodeModel(source, WHOLE, *bits).reached
    }
    assert reached == {"horse race"}
    assert not any(CodeModel(source).reached for source in SOURCES)  # not where it starts


@pytest.mark.parametrize("source", SOURCES)
def test_words_of_any_length_cost_the_entropy_at_best(source):
    """With the surprises themselves; and that is no code, so it does not count."""
    p = np.array(SOURCES[source])
    model = CodeModel(source, ANY, *-np.log2(p))
    assert model.length == pytest.approx(float(entropy(p)))
    assert model.budget == pytest.approx(1)
    assert model.possible and not model.reached
    assert CodeModel(source, WHOLE, *huffman_lengths(p)).possible


def test_whole_bits_are_rounded_and_at_least_one():
    """Halves go up."""
    assert CodeModel("weather", WHOLE, 0.2, 1.5, 2.4, 6.0).bits.tolist() == [1, 2, 2, 6]
    assert CodeModel("weather", ANY, 0.2, 1.5, 2.4, 6.0).bits.tolist() == [0.2, 1.5, 2.4, 6.0]


def test_too_short_words_are_no_code():
    """However cheap they would be, they reach nothing and the sentence says why."""
    model = CodeModel("horse race", WHOLE, 2, 1, 2, 2)
    assert not model.possible and not model.reached
    assert "They take 1.25 of a budget of 1: too much." in model.sentence


def test_the_sentence_gives_the_numbers():
    """Lengths, budget, price and entropy; and what is not used."""
    assert CodeModel().sentence == (
        "The words of the weather have these bits: A 2, B 2, C 2, D 2. They take 1 of a budget of 1. "
        "A symbol costs 2.000 bits on average, 0.467 above the entropy of 1.533."
    )
    assert "They take 0.75 of a budget of 1, and 0.25 is not used." in CodeModel("weather", WHOLE, 2, 2, 3, 3).sentence


def test_the_price_is_worked_out_by_what_it_is_given():
    """Such as a learner's own code_length."""
    asked = []

    def mine(p, q):
        asked.append((p.tolist(), q.tolist()))
        return code_length(p, q)

    explorer = CodeExplorer("alarm", length_of=mine)
    assert asked and asked[0][0] == list(SOURCES["alarm"])
    assert explorer.model.length == pytest.approx(2)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture, and back again; then the goal, by sliders."""
    told = []
    explorer = CodeExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in {"source": "alarm", "a": 1.0, "b": 3.0, "c": 5.0, "d": 6.0}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    explorer.set(source="horse race", a=3.0, b=1.0, c=3.0)
    explorer.set(words=ANY)
    explorer.set(words=WHOLE)
    assert told == [CodeModel.goal]


def test_a_step_of_a_slider_is_one_that_shows():
    """A whole bit where words have whole bits, a tenth elsewhere."""
    explorer = CodeExplorer()
    assert {explorer.controls[name].step for name in "abcd"} == {1.0}
    before = explorer.model.sentence
    explorer.controls["a"].value += explorer.controls["a"].step
    assert explorer.model.sentence != before
    explorer.set(words=ANY)
    assert {explorer.controls[name].step for name in "abcd"} == {0.1}


def test_no_setting_breaks_it():
    """The corners: all as short as can be, and as long."""
    explorer = CodeExplorer()
    for bits, words in itertools.product((0.0, 6.0), (WHOLE, ANY)):
        explorer.set(words=words, a=bits, b=bits, c=bits, d=bits)
        assert "nan" not in explorer.model.sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": "coin"}, "source must be one of 'weather', 'loaded die', 'horse race', 'alarm'; got 'coin'"),
        ({"words": "halves"}, "words must be one of 'whole bits', 'any length'"),
        ({"a": -0.1}, r"a must be at least 0, got -0\.1"),
        ({"d": 7.0}, "d must be at most 6, got 7"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        CodeModel(**settings)


def test_what_no_control_sets_is_no_setting():
    """length_of is given once."""
    with pytest.raises(ValueError, match="unknown setting 'length_of'; the settings are source, words, a, b, c, d"):
        CodeExplorer().set(length_of=code_length)
