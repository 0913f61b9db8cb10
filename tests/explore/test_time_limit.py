import threading
import time

import pytest

from explore import BendExplorer, own, time_limit
from explore.own import YOURS, OwnPartError, Part
from explore.playground.parts import PartFailed, Tool
from explore.time_limit import TookTooLong, in_time


def endless(*_):
    while True:
        pass


@pytest.fixture
def soon(monkeypatch):
    """What has not returned after a twentieth of a second never will."""
    monkeypatch.setattr(time_limit, "SECONDS", 0.05)


@pytest.fixture
def all_endless(monkeypatch):
    """A shelf on which nothing that passed ever returns."""
    monkeypatch.setattr(own, "_shelf", type("Shelf", (), {"passed": lambda *_: endless, "failed": lambda *_: None})())


@pytest.mark.usefixtures("soon")
def test_a_part_that_never_returns_ends_in_a_sentence():
    """And what runs after it has its own time."""
    with pytest.raises(OwnPartError, match=r"your relu raised TookTooLong: it has not returned after 0\.05 s"):
        Part("relu", endless, YOURS)(1.0)
    assert time_limit._watch._ends == {}


@pytest.mark.usefixtures("soon")
def test_a_loop_that_catches_everything_is_ended_as_well(monkeypatch):
    """The second one comes when the first was caught."""
    monkeypatch.setattr(time_limit, "_AGAIN", 0.05)
    caught = []

    def stubborn(x):
        try:
            endless()
        except Exception:
            caught.append(x)
        endless()

    with pytest.raises(OwnPartError, match="your relu raised TookTooLong"):
        Part("relu", stubborn, YOURS)(1.0)
    assert caught == [1.0]


@pytest.mark.usefixtures("soon", "all_endless")
def test_the_playground_says_it_too():
    """Its parts go another way."""
    tool = Tool("tanh", YOURS)
    with pytest.raises(PartFailed, match="Your tanh raised TookTooLong"):
        tool.run("", endless)


@pytest.mark.usefixtures("soon", "all_endless")
def test_the_first_picture_of_the_course_says_it_and_shows_the_librarys():
    """It trains at once, as the cell runs."""
    explorer = BendExplorer()
    assert "Your relu raised TookTooLong" in explorer.words.complaint
    assert "with the library's relu" in explorer.model.sentence


@pytest.mark.usefixtures("soon")
def test_it_holds_beside_the_main_thread():
    """Where JupyterLab has widgets answered."""
    said = []

    def run():
        try:
            with in_time():
                endless()
        except TookTooLong as error:
            said.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert said == ["it has not returned after 0.05 seconds of work; is there a loop that does not end?"]


def test_a_limit_inside_of_another_changes_nothing():
    """The outer one counts, and is over when it has come to its end."""
    with in_time(5.0):
        ends = dict(time_limit._watch._ends)
        with in_time(0.0):
            assert time_limit._watch._ends == ends
        assert time_limit._watch._ends == ends
    assert time_limit._watch._ends == {}


@pytest.mark.usefixtures("soon")
def test_waiting_is_not_work():
    """A busy machine cuts nothing short; where the system tells no thread's work, the clock counts."""
    if not hasattr(time, "pthread_getcpuclockid"):
        pytest.skip("this system does not tell how long a thread has worked")
    with in_time():
        time.sleep(0.2)
