"""A long cell says how far it has come, and leaves nothing behind."""

import pytest

from explore import patience, waiting


class Handle:
    """What `display` returns: a place on the page whose content can change."""

    def __init__(self):
        self.texts = []

    def update(self, content):
        self.texts.append(getattr(content, "data", None) if hasattr(content, "data") else repr(content))


@pytest.fixture
def page(monkeypatch):
    """A notebook that somebody looks at: what stood on its page, one after the other."""
    handle = Handle()
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/x/ch05.ipynb")
    monkeypatch.setattr(patience, "display", lambda content, display_id: handle.update(content) or handle)
    monkeypatch.setattr(patience, "_OFTEN", 0.0)
    return handle.texts


def test_the_bar_moves_with_the_steps_and_goes_away(page):
    assert list(waiting(range(4), "four networks")) == [0, 1, 2, 3]
    assert "four networks:   0%" in page[0] and "0/4" in page[0]
    assert "2/4" in page[2] and "100%" in page[4]
    assert page[-1] == ""


def test_steps_without_a_length_are_counted(page):
    assert list(waiting((n for n in range(2)), "batches")) == [0, 1]
    assert "batches: 2it" in page[2] and page[-1] == ""


def test_the_bar_goes_away_when_the_loop_is_left(page):
    """By an error or a break."""
    for step in waiting(range(9), "networks"):
        if step == 1:
            break
    assert page[-1] == ""


@pytest.mark.parametrize("name", ["JPY_SESSION_NAME", "VSCODE_PID"])
def test_in_a_build_there_is_none(monkeypatch, capsys, name):
    monkeypatch.delenv(name, raising=False)
    assert list(waiting([3, 4], "networks")) == [3, 4]
    assert capsys.readouterr() == ("", "")
