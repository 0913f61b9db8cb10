import asyncio

import pytest

from explore import PlaygroundExplorer
from explore.playground import explorer as module


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """The clock by which pictures are sent."""
    clock = Clock()
    monkeypatch.setattr(module, "perf_counter", clock)
    return clock


@pytest.fixture
def sent(monkeypatch, clock):
    """A playground that plays but trains only in the test, and what it sends."""
    play, answers = PlaygroundExplorer(), []
    monkeypatch.setattr(play.picture, "send", lambda content, buffers=None: answers.append(content))
    monkeypatch.setattr(play.model, "play", lambda: setattr(play.model, "running", True))
    return play, answers


def trained(play, clock, seconds, slices):
    """The slices that take so many seconds altogether."""
    for _ in range(slices):
        clock.now += seconds / slices
        play.model.trained()


def test_pictures_are_sent_ahead_as_many_as_the_page_has_room_for(sent, clock):
    """None that was not asked for, not faster than thirty a second, and without the words that stay the same."""
    play, answers = sent
    play.asked({"kind": "play"})
    trained(play, clock, 1.0, 20)
    assert answers == []
    play.asked({"kind": "frame", "ahead": 3})
    trained(play, clock, 0.03, 10)
    assert len(answers) == 1
    trained(play, clock, 1.0, 20)
    assert len(answers) == 3
    assert all(answer["answers"] is None and "code" not in answer["scene"] for answer in answers)
    play.asked({"kind": "frame", "ahead": 10**9})
    trained(play, clock, 2.0, 200)
    assert len(answers) == 3 + module.MOST_AHEAD


def test_a_page_that_asks_for_nothing_any_more_is_not_trained_for(sent, clock):
    """It has been closed, or it sleeps behind others."""
    play, _ = sent
    play.asked({"kind": "play"})
    play.asked({"kind": "frame", "ahead": 6})
    trained(play, clock, module.UNSEEN - 1, 50)
    assert play.model.running
    trained(play, clock, 2.0, 2)
    assert not play.model.running


def test_training_sends_between_its_slices(monkeypatch):
    """The real session calls for a picture each time."""
    play, answers = PlaygroundExplorer(), []
    monkeypatch.setattr(play.picture, "send", lambda content, buffers=None: answers.append(content))

    async def run():
        play.asked({"kind": "play"})
        play.asked({"kind": "frame", "ahead": 2})
        while len(answers) < 2:
            await asyncio.sleep(0.001)
        play.asked({"kind": "pause"})

    asyncio.run(run())
    assert [answer["scene"]["running"] for answer in answers] == [True, True]
