"""Cases that are driven in children of this process."""

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.worker.drive import _listen, drive, processor_time
from autograder.worker.frames import HEADER, write_all
from autograder.worker.observe import ErrorKind, Observation
from autograder.worker.wire import pack, unpack

LONGEST = 1 << 20
AMPLE = 60.0


@pytest.fixture
def channel():
    """Two descriptors in the place of the worker's own channel."""
    fds = os.pipe()
    yield fds
    for fd in fds:
        os.close(fd)


def in_children(channel, *observations, limit=AMPLE, wall=AMPLE, longest=LONGEST):
    """What is seen of these cases."""
    replies = drive(lambda case: observations[case](), len(observations), limit, wall, longest, channel)
    return [Observation.from_tree(unpack(reply)) for reply in replies]


def in_a_child(channel, observation, **options):
    (seen,) = in_children(channel, observation, **options)
    return seen


def test_what_a_case_changes_ends_with_its_child(channel):
    state = []

    def changes():
        state.append(1)
        return Observation({"n": np.array(len(state))})

    assert [int(seen.values["n"]) for seen in in_children(channel, changes, changes)] == [1, 2]
    assert in_a_child(channel, changes).values["n"] == 1
    assert state == []


def test_a_case_that_takes_too_long_is_ended(channel):
    def works():
        while True:
            pass

    seen = in_a_child(channel, works, limit=0.01)
    assert (seen.error.kind, seen.error.message) == (ErrorKind.TIME, "took longer than 0.01 s")


def test_a_case_that_sleeps_has_more_time_and_is_ended_too(channel):
    """Processor time is what counts: on a busy machine everybody waits. But a sleep must end."""

    def sleeps():
        time.sleep(0.2)
        return Observation({"n": np.array(1)})

    assert in_a_child(channel, sleeps, limit=0.1).values["n"] == 1
    seen = in_a_child(channel, lambda: time.sleep(AMPLE), limit=0.01, wall=0.02)
    assert seen.error.kind is ErrorKind.TIME
    assert seen.error.message == "took longer than 0.02 s by the clock"


def test_the_time_of_a_case_is_its_own(channel):
    """What the cases before it took in the same child does not count."""

    def takes_most_of_it():
        end = time.process_time() + 0.06
        while time.process_time() < end:
            pass
        return Observation({"pid": np.array(os.getpid())})

    seen = in_children(channel, *[takes_most_of_it] * 4, limit=0.1)
    assert len({int(one.values["pid"]) for one in seen}) == 1


def test_the_clock_stands_in_where_a_system_does_not_tell(monkeypatch):
    def unknown(clock):
        raise OSError

    monkeypatch.setattr(time, "clock_gettime", unknown)
    before = time.monotonic()
    assert before <= processor_time(os.getpid()) <= time.monotonic()


@pytest.mark.parametrize("end", [lambda: os._exit(0), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_a_case_that_ends_its_child_costs_itself_alone(channel, end):
    """One child drives all of them; a fresh one drives what follows."""

    def who():
        return Observation({"pid": np.array(os.getpid())})

    a, b, ended, c, d = in_children(channel, who, who, end, who, who)
    first, second, third, fourth = (int(one.values["pid"]) for one in (a, b, c, d))
    assert first == second
    assert third == fourth
    assert first != third
    assert ended.error.kind is ErrorKind.STOPPED


@pytest.mark.parametrize("end", [lambda: os._exit(0), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_a_case_that_ends_its_process_is_seen_as_that(channel, end):
    assert in_a_child(channel, end).error.kind is ErrorKind.STOPPED


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_whatever_escapes_an_observation_is_an_exception_of_that_name(channel, error):
    def escapes():
        raise error("secret")

    seen = in_a_child(channel, escapes)
    assert (seen.error.kind, seen.error.message, seen.error.exception) == (
        ErrorKind.EXCEPTION,
        error.__name__,
        error.__name__,
    )


def test_a_result_that_is_too_large_is_said_to_be_and_the_largest_is_sent(channel):
    large = Observation({"x": np.zeros(1 << 18)})
    size = len(pack(large.to_tree()))
    assert in_a_child(channel, lambda: large, longest=size).values["x"].size == 1 << 18
    seen = in_a_child(channel, lambda: large, longest=size - 1)
    assert seen.error.kind is ErrorKind.VALUE
    assert f"{size - 1 >> 20} MB" in seen.error.message
    assert seen.values == {}


def test_a_child_cannot_write_to_the_grader(channel):
    """Its copies of the channel are closed before anything of a learner's runs."""

    def open_ones():
        return Observation({"open": np.array([is_open(fd) for fd in channel])})

    assert in_a_child(channel, open_ones).values["open"].tolist() == [False, False]
    assert all(map(is_open, channel))


def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def test_a_child_is_alone_in_its_session_and_what_it_started_ends_with_it(channel):
    """Or a grandchild would go on, and take the time of the next case."""
    reader, writer = os.pipe()

    def leaves_somebody_behind():
        if os.fork() == 0:
            os.close(reader)
            time.sleep(AMPLE)
            os._exit(0)
        return Observation({"leads": np.array(os.getsid(0) == os.getpid())})

    seen = in_a_child(channel, leaves_somebody_behind)
    os.close(writer)
    assert seen.values["leads"]
    assert os.read(reader, 1) == b""  # the last copy of the writer was closed: nobody is left
    os.close(reader)


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_no_child_and_no_descriptor_is_left_over(channel):
    def held():
        children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
        return len(os.listdir("/proc/self/fd")), children

    before = held()
    for observation in (Observation, lambda: os._exit(0)):
        in_a_child(channel, observation)
    assert held() == before


class Patience:
    """Seconds on the clock."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def listen(*sent, longest=LONGEST, seconds=AMPLE):
    """What is heard of these bytes; the pipe is closed behind them."""
    reader, writer = os.pipe()
    thread = threading.Thread(target=lambda: ([write_all(writer, part) for part in sent], os.close(writer)))
    thread.start()
    try:
        return _listen(reader, Patience(seconds), longest)
    finally:
        thread.join()
        os.close(reader)


def test_a_childs_reply_is_put_together():
    assert listen(HEADER.pack(0, 5), b"ab", b"cde") == b"abcde"
    assert listen(HEADER.pack(0, 200_000), b"x" * 200_000) == b"x" * 200_000
    assert listen(HEADER.pack(0, 0)) == b""
    assert listen(HEADER.pack(0, 3), b"abc", b"more") == b"abc"


def test_a_childs_reply_may_be_as_long_as_a_reply_and_no_longer():
    assert listen(HEADER.pack(0, 3), b"abc", longest=3) == b"abc"
    with pytest.raises(ValueError):
        listen(HEADER.pack(0, 4), b"abcd", longest=3)


@pytest.mark.parametrize("sent", [b"", b"\0", HEADER.pack(0, 3) + b"ab"])
def test_a_childs_reply_that_breaks_off_is_the_end(sent):
    with pytest.raises(EOFError):
        listen(sent)


@pytest.mark.parametrize("sent", [b"", HEADER.pack(0, 3), HEADER.pack(0, 3) + b"ab"])
def test_a_childs_reply_that_does_not_come_is_out_of_time(sent):
    reader, writer = os.pipe()
    os.write(writer, sent)
    with pytest.raises(TimeoutError):
        _listen(reader, Patience(0), LONGEST)
    os.close(reader), os.close(writer)
