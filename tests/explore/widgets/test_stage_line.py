import pytest

from explore.widgets.stage import Stage


@pytest.fixture
def line(monkeypatch):
    """A stage whose messages to the page are kept, and what it was asked."""
    sent, asked = [], []

    def ask(message):
        asked.append(message)
        stage.show()  # as an explorer does when its model changes
        if message["kind"] == "wrong":
            raise ValueError("no such thing")

    stage = Stage(lambda: {"asked": len(asked)}, ask)
    monkeypatch.setattr(stage, "send", lambda content, buffers=None: sent.append(content))
    return stage, sent, asked


def test_a_question_has_one_answer(line):
    """The scene that has been changed meanwhile goes out once, with the question's number; a complaint goes with it."""
    stage, sent, _ = line
    stage._handle_custom_msg({"kind": "hello", "serial": 1}, [])
    stage._handle_custom_msg({"kind": "set", "serial": 2}, [])
    stage._handle_custom_msg({"kind": "wrong", "serial": 3}, [])
    stage.show()
    said = [(one["answers"], one["scene"]["asked"], one["complaint"]) for one in sent]
    assert said == [(1, 0, ""), (2, 1, ""), (3, 2, "no such thing"), (None, 2, "")]


def test_bytes_come_with_a_question(line):
    """As `buffers`, and only where there are some."""
    stage, _, asked = line
    stage._handle_custom_msg({"kind": "file", "serial": 1}, [memoryview(b"abc")])
    stage._handle_custom_msg({"kind": "set", "serial": 2}, [])
    assert bytes(asked[0]["buffers"][0]) == b"abc"
    assert "buffers" not in asked[1]
