"""What an explorer says, and that only what is new changes."""

from explore import ActivationExplorer, GraphExplorer


def test_words_are_told_apart():
    """Sentence, goal, legend and complaint are four texts."""
    explorer = ActivationExplorer()
    words = explorer.words
    assert (words.sentence, words.goal, words.reached) == (explorer.model.sentence, explorer.model.goal, False)
    assert words.value.splitlines()[:2] == [explorer.model.sentence, f"Goal: {explorer.model.goal}"]


def test_an_event_changes_the_sentence_alone():
    """Goal and legend are not sent again, so nobody is read them again."""
    explorer, changed = ActivationExplorer(), []
    explorer.words.observe(lambda change: changed.append(change["name"]))
    explorer.controls["x"].value = 1.0
    assert changed == ["sentence"]
    explorer.controls["x"].value = 0.0
    assert changed == ["sentence", "sentence", "reached"]


def test_the_picture_is_told_in_the_same_words():
    explorer = ActivationExplorer()
    explorer.set(x=-2.0)
    assert explorer.picture.alt == explorer.model.sentence


def test_a_complaint_comes_and_goes():
    explorer = GraphExplorer()
    explorer.controls["expression"].value = "2x"
    assert "A product needs its sign" in explorer.words.complaint
    explorer.controls["expression"].value = "2 * x"
    assert explorer.words.complaint == ""
