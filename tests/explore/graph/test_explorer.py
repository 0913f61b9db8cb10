from base64 import b64decode

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from explore import GraphExplorer
from explore.graph.drawing import draw_graph, layout
from explore.graph.model import GraphModel


def test_a_page_without_widgets_gets_the_picture_and_a_sentence():
    """The bundle holds the live view, a PNG of the same picture and the model's sentence."""
    explorer = GraphExplorer(step=4)
    bundle = explorer._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.widget.model_id
    assert bundle["text/plain"] == explorer.model.sentence
    assert b64decode(bundle["image/png"]) == explorer.png()


@pytest.mark.parametrize(
    ("control", "value"), [("expression", "x * y - z"), ("values", "x = 1, y = 1, z = 1"), ("step", 4)]
)
def test_each_control_changes_model_picture_and_words(control, value):
    """Moving a control is answered everywhere at once, and moving it back restores the picture."""
    explorer = GraphExplorer(step=5)
    picture, words, old = explorer.png(), explorer.words.value, explorer.controls[control].value
    explorer.controls[control].value = value
    assert getattr(explorer.model, control) == value
    assert explorer.png() != picture
    assert explorer.words.value != words
    explorer.controls[control].value = old
    assert explorer.png() == picture


def test_a_persistent_figure_shows_what_a_new_one_would():
    """After many changes the picture equals one drawn from nothing."""
    explorer = GraphExplorer()
    for expression in ("a * b + c * a", "exp(-a) * max(b, c) - a * a", "a + b * c"):
        explorer.set(expression=expression, values="a = 1, b = 2, c = 3", step=3)
    assert explorer.png() == GraphExplorer("a + b * c", "a = 1, b = 2, c = 3", 3).png()


def test_the_slider_has_a_stop_for_every_step():
    """A longer expression has more steps; a shorter one ends sooner."""
    explorer = GraphExplorer(step=5)
    assert explorer.controls["step"].max == 5
    explorer.set(expression="x * y + y * z + x")
    assert explorer.controls["step"].max == 9
    explorer.controls["step"].value = 9
    assert explorer.model.finished
    explorer.controls["expression"].value = "x + y"
    assert (explorer.controls["step"].max, explorer.controls["step"].value) == (3, 3)
    assert explorer.model.finished


def test_what_cannot_be_read_is_said_and_changes_nothing():
    """The picture stays, the sentence says what to do, and goes away with the next good text."""
    explorer = GraphExplorer()
    picture = explorer.png()
    explorer.controls["expression"].value = "2x"
    assert "A product needs its sign" in explorer.words.value
    assert explorer.words.complaint
    assert explorer.png() == picture
    explorer.controls["expression"].value = "x < 3"
    assert "x < 3" in explorer.words.value
    explorer.controls["expression"].value = "2 * x"
    assert not explorer.words.complaint
    assert explorer.model.expression == "2 * x"


def test_a_new_variable_is_1_until_it_is_given_a_value():
    """The values say so, and can be changed."""
    explorer = GraphExplorer()
    explorer.controls["expression"].value = "x * w"
    assert explorer.controls["values"].value == "x = -2, y = 5, z = -4, w = 1"
    assert explorer.model.value == -2 and not explorer.words.complaint
    explorer.controls["values"].value = "x = 2, w = 3"
    assert explorer.model.value == 6


def test_the_goal_is_reported_once():
    """on_goal gets the goal's text when it is first reached."""
    reports = []
    explorer = GraphExplorer(on_goal=reports.append)
    explorer.set(expression="x * x - 6 * x", values="x = 3")
    assert reports == []
    explorer.controls["step"].value = explorer.model.last_step
    explorer.controls["step"].value = 0
    explorer.controls["step"].value = explorer.model.last_step
    assert reports == [explorer.model.goal]
    assert "Reached:" in explorer.words.value


@pytest.mark.parametrize(
    "expression", ["x", "(x + y) * z", "x * x - 6 * x", "x*y*z + x*y + x", "exp(x) * exp(x) + y / x", "-(-(-x))"]
)
def test_no_two_nodes_stand_in_one_place_and_wires_run_to_the_right(expression):
    """Whatever the graph, within a column nodes are at least a row apart."""
    expression = f"{expression} + 1"
    graph = GraphModel(expression, "x = 1, y = 2, z = 3").graph
    places = layout(graph)
    for one in range(len(places)):
        for other in range(one):
            same_column = places[one, 0] == places[other, 0]
            assert not same_column or abs(places[one, 1] - places[other, 1]) > 0.99
    assert all(places[wire.source, 0] < places[wire.target, 0] for wire in graph.wires)


def test_a_still_figure_is_the_same_drawing():
    """draw_graph shows values and gradients in a chapter's own axes, and returns the numbers."""
    with mpl.rc_context():
        figure, axes = plt.subplots()
        model = draw_graph(axes, "(x + y) * z", "x = -2, y = 5, z = -4", title="both passes")
        texts = [text.get_text() for text in axes.texts]
        plt.close(figure)
    assert model.gradients == {"x": -4, "y": -4, "z": 3}
    assert axes.get_title(loc=mpl.rcParams["axes.titlelocation"]) == "both passes"
    assert {"-12", "-4", "3", "×", "+"} <= set(texts)
    assert not any("·" in text for text in texts)
    assert np.isfinite(axes.get_xlim()).all()
