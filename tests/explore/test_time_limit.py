import signal
import threading
import time

import pytest

from explore import BendExplorer, own, time_limit
from explore.own import YOURS, OwnPartError, Part
from explore.playground.parts import PartFailed, Tool
from explore.time_limit import TookTooLong, in_time

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timers")


def endless(*_):
    while True:
        pass


@pytest.fixture
def soon(monkeypatch):
    """What has not returned after a twentieth of a second never will."""
    monkeypatch.setattr(time_limit, "SECONDS", 0.05)
    monkeypatch.setattr(time_limit.in_time.__wrapped__, "__defaults__", (0.05,))


@pytest.mark.usefixtures("soon")
def test_a_part_that_never_returns_ends_in_a_sentence():
    """The kernel is free again, and the alarm is off."""
    with pytest.raises(OwnPartError, match=r"your relu raised TookTooLong: it has not returned after 0\.05 s"):
        Part("relu", endless, YOURS)(1.0)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


@pytest.mark.usefixtures("soon")
def test_a_loop_that_catches_everything_is_ended_as_well():
    """The second alarm comes when the first was caught."""
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


@pytest.mark.usefixtures("soon")
def test_the_playground_says_it_too(monkeypatch):
    """Its parts go another way."""
    monkeypatch.setattr(own, "_shelf", type("Shelf", (), {"passed": lambda *_: endless, "failed": lambda *_: None})())
    tool = Tool("tanh", YOURS)
    with pytest.raises(PartFailed, match="Your tanh raised TookTooLong"):
        tool.run("", endless)


@pytest.mark.usefixtures("soon")
def test_the_first_picture_of_the_course_says_it_and_shows_the_librarys(monkeypatch):
    """It trains at once, as the cell runs."""
    monkeypatch.setattr(own, "_shelf", type("Shelf", (), {"passed": lambda *_: endless, "failed": lambda *_: None})())
    explorer = BendExplorer()
    assert "Your relu raised TookTooLong" in explorer.words.complaint
    assert "with the library's relu" in explorer.model.sentence


@pytest.mark.usefixtures("soon")
def test_an_alarm_of_somebody_elses_is_left_alone():
    """Inside of another limit that limit counts, and a notebook's own handler stays."""
    before = signal.signal(signal.SIGVTALRM, lambda *_: None)
    try:
        with in_time():
            assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGVTALRM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGVTALRM, before)
    with in_time(5.0), in_time(0.01):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 1


def test_elsewhere_than_on_the_main_thread_nothing_is_limited():
    """Python interrupts the main thread alone."""
    failed = []

    def run():
        try:
            with in_time(0.001):
                time.sleep(0.01)
        except (TookTooLong, ValueError) as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert failed == []
