from base64 import b64decode
from io import BytesIO

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from explore import (
    ActivationExplorer,
    ArchitectureExplorer,
    AttentionExplorer,
    BoundaryExplorer,
    CapacityExplorer,
    CaptionExplorer,
    CodeExplorer,
    ConvolutionExplorer,
    DetectionExplorer,
    DreamExplorer,
    GatesExplorer,
    PerceptronExplorer,
    PoleExplorer,
    RankExplorer,
    RingExplorer,
    SearchExplorer,
    SequentialExplorer,
    TransferExplorer,
)
from explore.boundary.explorer import boundary, ground
from explore.widgets.editors import PixelGrid

EXPLORERS = [
    ActivationExplorer,
    AttentionExplorer,
    ArchitectureExplorer,
    BoundaryExplorer,
    CapacityExplorer,
    CaptionExplorer,
    CodeExplorer,
    ConvolutionExplorer,
    DetectionExplorer,
    DreamExplorer,
    GatesExplorer,
    PerceptronExplorer,
    PoleExplorer,
    RankExplorer,
    RingExplorer,
    SearchExplorer,
    SequentialExplorer,
    TransferExplorer,
]


@pytest.mark.parametrize("make", EXPLORERS)
def test_a_page_without_widgets_gets_the_picture_and_a_sentence(make):
    """The bundle holds the live view, a PNG of the same picture and the model's sentence."""
    explorer = make()
    bundle = explorer._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.widget.model_id
    assert bundle["text/plain"] == explorer.model.sentence
    assert b64decode(bundle["image/png"]) == explorer.png()
    assert Image.open(BytesIO(explorer.png())).size[0] > 600


@pytest.mark.parametrize(
    ("make", "control", "value"),
    [
        (ActivationExplorer, "x", -1.5),
        (ActivationExplorer, "units", 3),
        (ActivationExplorer, "activation", "relu"),
        (BoundaryExplorer, "hidden_features", 3),
        (BoundaryExplorer, "dataset", "spiral"),
        (BoundaryExplorer, "activation", "relu"),
        (BoundaryExplorer, "epochs", 30),
        (BoundaryExplorer, "seed", 1),
    ],
)
def test_each_control_changes_model_picture_and_words(make, control, value):
    """Moving a control is answered everywhere at once, and moving it back restores the picture."""
    explorer = make()
    picture, words, old = explorer.png(), explorer.words.value, explorer.controls[control].value
    explorer.controls[control].value = value
    assert getattr(explorer.model, control) == value
    assert explorer.png() != picture
    assert control == "seed" or explorer.words.value != words
    if make is ActivationExplorer:
        explorer.controls[control].value = old
        assert explorer.png() == picture


@pytest.mark.parametrize("make", EXPLORERS)
def test_the_same_setting_gives_the_same_picture(make):
    """Two explorers agree to the byte."""
    assert make().png() == make().png()


def test_a_persistent_figure_shows_what_a_new_one_would():
    """After many changes the picture equals one drawn from nothing."""
    explorer = ActivationExplorer()
    for activation in ("relu", "elu", "tanh"):
        explorer.set(activation=activation, x=-1.0, units=20)
    assert explorer.png() == ActivationExplorer("tanh", -1.0, 20).png()


def test_set_moves_the_controls_and_draws_once():
    """explorer.set is for the notebook: sliders follow, and several settings make one picture."""
    explorer = ActivationExplorer()
    drawn = []
    explorer.picture.observe(drawn.append, names="value")
    explorer.set(x=1.0, units=4)
    assert (explorer.controls["x"].value, explorer.controls["units"].value) == (1.0, 4)
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("make", "steps"),
    [
        (ActivationExplorer, [{"x": 0.0}, {"x": 1.0}, {"x": 0.0}]),
        (BoundaryExplorer, [{"hidden_features": 6}, {"hidden_features": 3}, {"hidden_features": 4}]),
    ],
)
def test_the_goal_is_recognised_and_reported_once(make, steps):
    """on_goal gets the goal's text when it is first reached, and the words keep saying so."""
    reports = []
    explorer = make(on_goal=reports.append)
    assert "Goal:" in explorer.words.value
    for settings in steps:
        explorer.set(**settings)
    assert reports == [explorer.model.goal]
    assert "Reached:" in explorer.words.value


def test_a_goal_already_reached_at_the_start_is_reported():
    """An explorer opened on the goal says so at once."""
    reports = []
    ActivationExplorer(x=0.0, on_goal=reports.append)
    assert len(reports) == 1


def test_wrong_settings_are_named_and_change_nothing():
    """The message names the setting; the explorer stays as it was."""
    explorer = ActivationExplorer()
    picture = explorer.png()
    with pytest.raises(ValueError, match="unknown setting 'input'; the settings are activation, x, units"):
        explorer.set(input=1.0)
    with pytest.raises(ValueError, match="x must be at most 6, got 60"):
        explorer.set(x=60.0)
    assert explorer.png() == picture
    with pytest.raises(ValueError, match="hidden_features must be at most 20, got 99"):
        BoundaryExplorer(hidden_features=99)
    with pytest.raises(ValueError, match="seed must be at most 9, got 10"):
        BoundaryExplorer(seed=10)
    with pytest.raises(TypeError, match="on_goal must be a function of the goal's text, got 'done'"):
        ActivationExplorer(on_goal="done")


@pytest.mark.parametrize("make", EXPLORERS)
def test_every_control_has_a_name(make):
    """It is the label that the page shows and that a screen reader says."""
    for control in make().controls.values():
        if isinstance(control, ipywidgets.Box):  # made of many, which have a tooltip each
            assert all(part.tooltip for part in leaves(control))
            continue
        if isinstance(control, PixelGrid):  # the page names each pixel, and the sheet
            continue
        assert control.description


def leaves(control):
    """The widgets that a control is made of."""
    return [leaf for part in control.children for leaf in (leaves(part) if hasattr(part, "children") else [part])]


def test_the_ground_is_white_where_the_network_is_undecided():
    """A tie is white; certainty has the class's own colour, orange for 0 and blue for 1."""
    tie, zero, one = ground(np.array([[[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]]))[0]
    assert tie.tolist() == [1, 1, 1]
    assert zero[0] > zero[2]
    assert one[2] > one[0]
    assert ground(np.full((2, 2, 3), 1 / 3)).tolist() == np.ones((2, 2, 3)).tolist()


def test_the_boundary_is_where_two_classes_tie():
    """For p = sigmoid of x1, the boundary is the line x1 = 0."""
    x = np.linspace(-1, 1, 21)
    p1 = np.broadcast_to(1 / (1 + np.exp(-x)), (21, 21))
    (line,) = boundary(x, x, np.stack([1 - p1, p1], axis=-1))
    np.testing.assert_allclose(line[:, 0], 0, atol=1e-12)
