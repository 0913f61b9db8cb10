from base64 import b64decode

import numpy as np
import pytest

from explore import SignalExplorer
from explore.signal.explorer import horizontal_histogram


@pytest.mark.parametrize(
    ("control", "value"), [("activation", "relu"), ("depth", 9), ("width", 25), ("gain", 0.5), ("seed", 3)]
)
def test_each_control_changes_model_picture_and_words(control, value):
    """Moving a control is answered everywhere at once, and moving it back restores the picture."""
    explorer = SignalExplorer()
    picture, words, old = explorer.png(), explorer.words.value, explorer.controls[control].value
    explorer.controls[control].value = value
    assert getattr(explorer.model, control) == value
    assert explorer.png() != picture
    assert explorer.words.value != words
    explorer.controls[control].value = old
    assert explorer.png() == picture


def test_a_persistent_figure_shows_what_a_new_one_would():
    """After many changes the picture equals one drawn from nothing."""
    explorer = SignalExplorer()
    for activation, depth in (("relu", 20), ("elu", 3), ("sigmoid", 8)):
        explorer.set(activation=activation, depth=depth, gain=2.0, width=50)
    assert explorer.png() == SignalExplorer("kill layer 3", "sigmoid", 8, 50, 2.0).png()


@pytest.mark.parametrize(
    ("task", "steps"),
    [
        ("kill layer 3", [{"gain": 0.5}, {"gain": 0.2}, {"gain": 1.0}]),
        ("keep 20 layers alive", [{"activation": "relu", "depth": 20}, {"gain": 2**0.5}, {"gain": 3.0}]),
    ],
)
def test_both_goals_are_recognised_and_reported_once(task, steps):
    """on_goal gets the goal's text when it is first reached, and the words keep saying so."""
    reports = []
    explorer = SignalExplorer(task, on_goal=reports.append)
    assert "Goal:" in explorer.words.value
    for settings in steps:
        explorer.set(**settings)
    assert reports == [explorer.model.goal]
    assert "Reached:" in explorer.words.value


def test_a_page_without_widgets_gets_the_picture_and_a_sentence():
    """The bundle holds the live view, a PNG of the same picture and the model's sentence."""
    explorer = SignalExplorer("keep 20 layers alive", "relu", 20)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.model.sentence
    assert b64decode(bundle["image/png"]) == explorer.png()


def test_every_control_has_a_name():
    """It is the label that the page shows and that a screen reader says."""
    for control in SignalExplorer().controls.values():
        assert control.description


def test_a_task_that_there_is_not_is_named():
    """The message lists the tasks."""
    with pytest.raises(ValueError, match="task must be one of 'kill layer 3', 'keep 20 layers alive'; got 'win'"):
        SignalExplorer("win")


def test_histograms_stand_on_their_layer():
    """The longest bar reaches nine tenths of the way to the next layer; an empty histogram is a line."""
    full, empty = horizontal_histogram(np.array([[0.25, 0.75], [0.0, 0.0]]), np.array([0.0, 1.0, 2.0]))
    assert full[:, 0].tolist() == pytest.approx([1.3, 1.3, 1.9, 1.9, 1, 1])
    assert full[:, 1].tolist() == [0, 1, 1, 2, 2, 0]
    assert set(empty[:, 0]) == {2}
