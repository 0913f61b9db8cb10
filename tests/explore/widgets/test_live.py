"""What stands in a widget's place: forms that every page can show, in an order that the page's style relies on."""

from base64 import b64decode

import ipywidgets
import pytest

from explore import ActivationExplorer
from explore.widgets import live

VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = b"\x89PNG"


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as (data, metadata)."""
    outputs = []

    def display(thing, raw=False):
        outputs.append((thing, {}) if raw else thing._repr_mimebundle_())

    monkeypatch.setattr(live, "display", display)
    for name in ("JPY_SESSION_NAME", "VSCODE_PID"):
        monkeypatch.delenv(name, raising=False)
    return outputs


def test_a_build_stores_the_picture_and_the_words_and_no_widget(shown):
    live.show_live(ipywidgets.Label(), "It <rises>.", "Run this cell to play.", PICTURE)
    (shot, about), (still, _) = shown
    assert b64decode(shot["image/png"]) == PICTURE
    assert about == {"image/png": {"alt": "It <rises>."}}
    assert still["text/plain"] == "It <rises>. Run this cell to play."
    assert "It &lt;rises&gt;. <em>Run this cell to play.</em>" in still["text/html"]
    assert "layerwise-still layerwise-pictured" in still["text/html"]


def test_without_a_picture_there_are_words_only(shown):
    live.show_live(ipywidgets.Label(), "Who wins?", "Run this cell.")
    ((still, _),) = shown
    assert "layerwise-pictured" not in still["text/html"]


def test_in_jupyter_the_living_widget_comes_last_and_hides_what_stands_for_it(shown, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/x/ch01.ipynb")
    live.show_live(ipywidgets.Label(), "Words.", "Run.", PICTURE)
    assert [sorted(data) for data, _ in shown] == [["image/png", "text/plain"], ["text/html", "text/plain"], [VIEW]]
    living = ipywidgets.Widget.widgets[shown[2][0][VIEW]["model_id"]]
    assert living._dom_classes == ("layerwise-live",)
    assert "display: none" in living.children[-1].value


@pytest.mark.parametrize("picture", [None, PICTURE])
def test_an_editor_gets_all_forms_at_once_and_chooses(shown, monkeypatch, picture):
    monkeypatch.setenv("VSCODE_PID", "1")
    live.show_live(ipywidgets.Label(), "Words.", "Run.", picture)
    ((data, _),) = shown
    assert set(data) == {VIEW, "text/plain", "image/png" if picture else "text/html"}


def test_an_explorer_says_its_sentence_and_its_goal(shown):
    explorer = ActivationExplorer()
    explorer._ipython_display_()
    (shot, about), (still, _) = shown
    assert b64decode(shot["image/png"]) == explorer.png()
    assert about["image/png"]["alt"] == explorer.model.sentence
    assert still["text/plain"].startswith(f"{explorer.model.sentence} Goal: {explorer.model.goal}")
    assert f"What the marks mean</summary>{explorer._legend}" in still["text/html"]
