import numpy as np
import pytest

from explore import CaptionExplorer
from explore.caption.captioner import BOS, EOS, captioner
from explore.caption.model import CaptionModel
from explore.caption.table import caption_table
from layerwise import datasets
from layerwise.captioning import greedy_caption, judged

SIDES = {"one": "small red circle", "other": "large blue square", "one_across": 5, "one_down": 12}
SIDES |= {"other_across": 18, "other_down": 12}


def test_the_captioner_says_the_words_of_what_it_sees():
    """On new pictures nearly all words are right; whose they are, is another question."""
    images, captions, _ = datasets.shapes(60, seed=77)
    asked = captioner()
    said = [greedy_caption(asked.step, asked.start(image), BOS, EOS, 12) for image in images]
    measures = judged(said, captions)
    assert measures["BLEU-1"] > 0.9 and measures["words"] > 0.5
    assert measures["right"] < 0.8


def test_a_scene_is_what_was_placed():
    """Things, places, and both right captions."""
    model = CaptionModel("large green cross", 4, 10, "small red circle", 18, 11)
    assert model.right[1] == "a small red circle right of a large green cross"
    assert [(thing.row, thing.column) for thing in model.things] == [(10, 4), (11, 18)]
    assert model.picture.shape == (3, 24, 24)


def test_the_chances_are_those_of_the_words_that_were_said():
    """A row for each word and one for the end; greedy took the largest each time."""
    model = CaptionModel()
    assert model.chances.shape == (len(model.said) + 1, 19)
    np.testing.assert_allclose(model.chances.sum(axis=1), 1, rtol=1e-5)
    assert model.chances.argmax(axis=1).tolist() == [*model.said, EOS]
    assert CaptionModel(word=99).at == len(model.said)


def swapped(said, **settings):
    words = [datasets.captioned_scenes.VOCABULARY.index(word) for word in said.split()]
    return CaptionModel(**{**SIDES, **settings}, say=lambda *asked: words)


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ("a large red circle left of a small blue square", True),
        ("a small blue square right of a large red circle", True),
        ("a small red circle left of a large blue square", False),
        ("a small red circle right of a large blue square", False),
        ("a large red square left of a small blue circle", False),
        ("a large blue circle left of a small red square", False),
        ("a large red circle left of a large blue square", False),
        ("a large", False),
        ("", False),
    ],
)
def test_the_goal_is_the_other_s_size_and_nothing_else(said, reached):
    """Each has the other's size; colours stay with their forms."""
    assert swapped(said).reached == reached


def test_two_things_of_one_size_cannot_be_confused_in_size():
    """Whatever is said."""
    said = "a small red circle left of a small blue square"
    assert not swapped(said, other="small blue square").reached


def test_the_goal_can_be_reached():
    """Somewhere among the first scenes that one would try; it is not reached to begin with."""
    assert not CaptionModel().reached
    places = [(4, 12, 19, 12), (6, 12, 17, 12), (12, 5, 12, 18), (12, 18, 12, 5), (19, 12, 4, 12), (17, 8, 6, 10)]
    kinds = [("small red circle", "large blue square"), ("small green cross", "large red triangle")]
    kinds += [("small yellow square", "large green circle"), ("small blue triangle", "large yellow cross")]
    tried = (CaptionModel(one, a, b, other, c, d) for one, other in kinds for a, b, c, d in places)
    assert any(model.reached for model in tried)


def test_the_sentence_says_what_is_right_and_what_is_not():
    """In the three cases."""
    assert "That is right." in swapped("a small red circle left of a large blue square").sentence
    wrong = swapped("a large red circle left of a small blue square").sentence
    assert "The words are right, what they say is not." in wrong and "Right would be “a small red circle" in wrong
    assert "That is not right." in swapped("a small red").sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"one": "pink cat"}, "one must be one of 'small red circle'"),
        ({"other_down": 30}, "other_down must be 3 to 20, got 30"),
        ({"word": 0}, "word must be at least 1"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        CaptionModel(**settings)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again."""
    told = []
    explorer = CaptionExplorer(on_goal=told.append)
    start = explorer.png()
    moves = {"one": "large green cross", "one_across": 4, "one_down": 4, "other": "small red cross", "word": 5}
    for name, value in {**moves, "other_across": 19, "other_down": 20}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    explorer = CaptionExplorer(
        **SIDES, say=swapped("a large red circle left of a small blue square").say, on_goal=told.append
    )
    explorer.controls["word"].value = 3
    assert told[-1:] == [CaptionModel.goal]


def test_the_table_has_every_arm():
    """Each measure for each seed."""
    table = caption_table()
    assert {"pretrained, frozen", "untrained, frozen", "from scratch, together", "beam 10"} <= set(table)
    assert all(0 <= values.min() <= values.max() <= 1 for arm in table.values() for values in arm.values())
