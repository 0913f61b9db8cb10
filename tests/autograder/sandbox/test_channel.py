"""The channel against a scripted peer: a thread at the other ends of the pipes, and no process."""

import itertools
import os
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from samples.scripted_peer import PID, Peer

from autograder.sandbox import channel
from autograder.sandbox.channel import Channel, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.usage import Usage
from autograder.worker.frames import HEADER, write_all, write_frame
from autograder.worker.wire import pack, unpack

LIMITS = Limits(reply=1000, total_memory=5)
AMPLE = 60.0  # seconds that no test waits for


@pytest.fixture
def peer() -> Iterator[Peer]:
    one = Peer()
    yield one
    one.close()


@pytest.fixture
def ask(peer: Peer) -> Callable[..., object]:
    """Ask a small question through a channel to the peer."""
    asked = Channel(peer.process.stdin.fileno(), peer.process.stdout.fileno(), PID, LIMITS)
    return lambda request=None, seconds=AMPLE, wall=None: asked.ask(request or {"do": "it"}, seconds, wall)


def refusal(ask, **options):
    """The kind and the message of the error that a request ends in."""
    with pytest.raises(SandboxError) as caught:
        ask(**options)
    assert str(caught.value) == caught.value.message
    return str(caught.value.kind), caught.value.message


def clock(monkeypatch, *times):
    """Let the channel's clock show these times, then the last one fifty times; and let no poll take real time."""
    shown = itertools.chain(times, itertools.repeat(times[-1], 50))
    monkeypatch.setattr(channel, "monotonic", lambda: next(shown))
    monkeypatch.setattr(channel, "_INTERVAL", 0.0)


def answer_at_once(monkeypatch, peer, reply):
    """Let the peer answer each request in the moment in which it is written, before the grader looks at its clock."""
    write = os.write

    def write_and_be_answered(fd, data):
        written = write(fd, data)
        if fd == peer.process.stdin.fileno():
            write(peer.replies, reply(peer.read()))
        return written

    monkeypatch.setattr(channel.os, "write", write_and_be_answered)


@pytest.fixture
def used(monkeypatch):
    """What the sandbox's processes use, by what is left of a list; and which process was asked for."""
    left, asked = [Usage()], []

    def usage_of(pid):
        asked.append(pid)
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(channel, "usage_of", usage_of)
    return left, asked


def test_a_request_arrives_whole_and_its_reply_comes_back(peer, ask):
    peer.answers({"y": np.arange(3.0)})
    assert ask({"do": "probe", "x": [1, "a"]})["y"].tolist() == [0.0, 1.0, 2.0]
    assert unpack(peer.received[0]) == {"do": "probe", "x": [1, "a"]}


def test_one_request_follows_the_other_and_no_number_can_be_guessed(peer, ask):
    peer.answers(*range(20))
    assert [ask() for _ in range(20)] == list(range(20))
    assert len(set(peer.numbers)) == 20
    assert max(peer.numbers) > 1 << 56  # 64 bits: that all 20 are smaller happens once in 10^48 runs


def test_a_reply_of_the_largest_size_is_read(peer, ask):
    reply = pack("x" * (LIMITS.reply - len(pack(""))))
    assert len(reply) == LIMITS.reply
    peer.then(lambda p: write_frame(p.replies, p.read(), reply))
    assert set(ask()) == {"x"}


def test_a_longer_reply_is_refused_before_it_is_read(peer, ask):
    """Whoever promises gigabytes need not send one byte of them to be refused."""
    peer.then(lambda p: write_all(p.replies, HEADER.pack(p.read(), LIMITS.reply + 1)))
    kind, message = refusal(ask)
    assert kind == "protocol"
    assert f"{LIMITS.reply + 1} bytes" in message
    assert str(LIMITS.reply) in message


@pytest.mark.parametrize("forge", [lambda n: n + 1 & (1 << 64) - 1, lambda n: n ^ 1 << 63, lambda n: 0])
def test_a_reply_with_another_number_is_refused(peer, ask, forge):
    peer.then(lambda p: write_frame(p.replies, forge(p.read()), pack(1)))
    assert refusal(ask)[0] == "protocol"


def test_a_reply_sent_twice_is_refused_the_second_time(peer, ask):
    """What was right for one request says nothing about the next."""
    peer.then(lambda p: write_all(p.replies, 2 * (HEADER.pack(p.read(), len(pack(1))) + pack(1))))
    assert ask() == 1
    assert refusal(ask)[0] == "protocol"
    assert len(peer.numbers) == 1


@pytest.mark.parametrize("junk", [b"x", b"\0" * 100])
def test_bytes_that_nobody_asked_for_are_refused_and_nothing_is_sent(peer, ask, junk):
    os.write(peer.replies, junk)
    assert refusal(ask)[0] == "protocol"
    os.set_blocking(peer.requests, False)
    with pytest.raises(BlockingIOError):
        os.read(peer.requests, 1)


@pytest.mark.parametrize("junk", [b"", b"junk", pack(1)[:-1], pack(1) + b"x"])
def test_a_reply_that_the_wire_cannot_read_is_refused(peer, ask, junk):
    peer.then(lambda p: write_frame(p.replies, p.read(), junk))
    assert refusal(ask)[0] == "protocol"


@pytest.mark.parametrize("sent", [0, 1, HEADER.size - 1, HEADER.size, HEADER.size + 3])
def test_a_reply_that_breaks_off_is_a_process_that_ended(peer, ask, sent):
    """In the header, behind it, or in the value."""

    def tear(p):
        write_all(p.replies, (HEADER.pack(p.read(), len(pack(1))) + pack(1))[:sent])
        os.close(p.replies)

    peer.then(tear)
    assert refusal(ask)[0] == "stopped"


def test_a_reply_in_single_bytes_is_put_together(peer, ask):
    def drip(p):
        for byte in HEADER.pack(p.read(), len(pack([1, 2]))) + pack([1, 2]):
            os.write(p.replies, bytes([byte]))

    peer.then(drip)
    assert ask() == [1, 2]


def test_a_worker_that_is_gone_has_ended(peer, ask):
    """Both pipes closed: there is nobody to send to."""
    os.close(peer.requests)
    os.close(peer.replies)
    assert refusal(ask)[0] == "stopped"


def test_a_request_that_is_larger_than_the_pipe_is_sent_in_pieces(peer, ask):
    """The worker reads slowly; the grader waits until there is room again."""
    peer.answers("thanks")
    assert ask({"x": "y" * 1_000_000}) == "thanks"
    assert unpack(peer.received[0]) == {"x": "y" * 1_000_000}


def test_a_pipe_that_is_full_after_all_is_tried_again(peer, ask, monkeypatch):
    """Between asking whether there is room and writing, the room may have gone."""
    write, tries = os.write, []

    def write_later(fd, data):
        if fd == peer.process.stdin.fileno() and len(tries) < 2:
            tries.append(fd)
            raise BlockingIOError
        return write(fd, data)

    monkeypatch.setattr(channel.os, "write", write_later)
    peer.answers("at last")
    assert ask() == "at last"
    assert len(tries) == 2


@pytest.mark.usefixtures("peer", "used")
def test_no_reply_in_time_says_how_long_it_was(ask, monkeypatch):
    clock(monkeypatch, 100.0, 101.0, 102.4, 102.6)
    assert refusal(ask, seconds=2.5, wall=2.5) == ("time", "took longer than 2.5 s by the clock")


@pytest.mark.usefixtures("used")
def test_the_deadline_is_for_the_whole_reply(peer, ask, monkeypatch):
    """What has come of it does not put it off."""
    answer_at_once(monkeypatch, peer, lambda number: HEADER.pack(number, 500) + b"x" * 499)
    clock(monkeypatch, 0.0, 1.0, 2.0, 3.0, 5.0)
    assert refusal(ask, wall=5)[0] == "time"


@pytest.mark.usefixtures("peer", "used")
def test_a_worker_that_reads_nothing_is_out_of_time_too(ask, monkeypatch):
    clock(monkeypatch, 0.0, 1.0, 5.0)
    assert refusal(ask, request={"x": "y" * 1_000_000}, wall=5)[0] == "time"


@pytest.mark.usefixtures("peer")
def test_a_deadline_that_has_come_ends_the_wait(ask):
    """And with the real clock: no seconds at all are over at once."""
    assert refusal(ask, wall=0)[0] == "time"


@pytest.mark.usefixtures("used")
def test_a_reply_that_is_there_counts_however_late_the_grader_looks(peer, ask, monkeypatch):
    """A machine that was busy elsewhere is not the learner's fault."""
    answer_at_once(monkeypatch, peer, lambda number: HEADER.pack(number, len(pack("in time"))) + pack("in time"))
    clock(monkeypatch, 0.0, 0.0, 100.0)
    assert ask(seconds=5) == "in time"


@pytest.mark.usefixtures("peer")
def test_too_much_memory_ends_it_while_it_is_waited_for(ask, monkeypatch, used):
    left, asked = used
    left[:] = [Usage(0), Usage(5 << 20), Usage((5 << 20) + 1)]
    clock(monkeypatch, 0.0)
    kind, message = refusal(ask)
    assert (kind, "5 MB" in message) == ("stopped", True)
    assert asked == [PID] * 3


@pytest.mark.usefixtures("peer")
def test_processor_time_ends_it_before_the_clock_does(ask, monkeypatch, used):
    """What was used before the request is no matter."""
    left, asked = used
    left[:] = [Usage(0, 100.0), Usage(0, 102.5), Usage(0, 102.6)]
    clock(monkeypatch, 0.0)
    assert refusal(ask, seconds=2.5) == ("time", "took longer than 2.5 s")
    assert len(asked) == 3


@pytest.mark.usefixtures("peer", "used")
@pytest.mark.parametrize(("wall", "times"), [(None, (0.0, 9.9, 10.1)), (3.0, (0.0, 2.9, 3.1))])
def test_a_sandbox_that_sleeps_is_waited_for_several_times_as_long(ask, monkeypatch, wall, times):
    """A busy machine's other processes are nobody's fault; but a sleep must end, too."""
    clock(monkeypatch, *times)
    kind, message = refusal(ask, seconds=2.5, wall=wall)
    assert (kind, message) == ("time", f"took longer than {wall or 10:g} s by the clock")
    assert channel.monotonic() == times[-1]


def test_one_request_may_have_several_replies(peer):
    """Each under a number of its own, so that none can be sent twice."""
    asked = Channel(peer.process.stdin.fileno(), peer.process.stdout.fileno(), PID, LIMITS)
    peer.answer_each(1, 2, 3)
    assert list(asked.ask_for_each({"do": "it"}, 3, AMPLE)) == [1, 2, 3]
    peer.then(lambda p: write_frame(p.replies, p.read(), pack(1)) or write_frame(p.replies, p.numbers[-1], pack(1)))
    replies = asked.ask_for_each({"do": "it"}, 2, AMPLE)
    assert next(replies) == 1
    with pytest.raises(SandboxError, match="other than the worker"):
        next(replies)


@pytest.mark.usefixtures("ask")
def test_the_channel_never_blocks_on_its_pipes(peer):
    assert not os.get_blocking(peer.process.stdin.fileno())
    assert not os.get_blocking(peer.process.stdout.fileno())


@pytest.mark.usefixtures("used")
def test_it_waits_in_short_steps_and_no_longer_than_is_left(peer, ask, monkeypatch):
    """A busy sandbox's memory is measured four times a second."""
    waited, times = [], iter([10.0, 10.0, 10.5, 10.6, 10.9, 11.0])

    class Poll:
        def register(self, fd, event):
            self.can_be_sent_to = fd == peer.process.stdin.fileno()

        def poll(self, milliseconds):
            waited.append(milliseconds)
            return [1] if self.can_be_sent_to else []

    monkeypatch.setattr(channel.select, "poll", Poll)
    monkeypatch.setattr(channel, "monotonic", lambda: next(times))
    assert refusal(ask, wall=1)[0] == "time"
    assert waited == pytest.approx([0, 250, 250, 100])
