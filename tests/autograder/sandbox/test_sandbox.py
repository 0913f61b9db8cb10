"""A worker's sandbox against a scripted peer, and against a program that does not start."""

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU
from samples.scripted_peer import Peer

from autograder.core.errors import GradingError
from autograder.core.record import OwnCase, source_of
from autograder.sandbox.channel import Channel, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import CellResult, ProgramSandbox, nothing_seen
from autograder.worker.frames import write_frame
from autograder.worker.observe import CaseError, ErrorKind, Observation
from autograder.worker.wire import pack, unpack

LIMITS = Limits(output=5, cell_seconds=11, slack_seconds=13, start_seconds=17)
READY = {"ready": True}


class Scripted(ProgramSandbox):
    """A sandbox whose worker is a peer, and which notes how long each answer was waited for."""

    def __init__(self, peer, complaint=b""):
        super().__init__(LIMITS)
        self.peer, self.said, self.waited = peer, complaint, []

    def spawn(self, errors):
        errors.write(self.said)
        errors.flush()
        return self.peer.process

    def ask(self, request, seconds, wall=None):
        self.waited.append((seconds, wall) if wall else seconds)
        return super().ask(request, seconds, wall)


@pytest.fixture
def peer():
    one = Peer()
    yield one
    one.close()


@pytest.fixture
def started(peer):
    """A started sandbox whose worker answers this, after it has said that it is ready."""

    def start(*replies):
        peer.answers(READY, *replies)
        sandbox = Scripted(peer)
        sandbox.start()
        return sandbox

    return start


def asked(peer):
    return [unpack(payload) for payload in peer.received]


def test_a_sandbox_is_started_once_its_worker_answers(peer, started):
    sandbox = started()
    assert asked(peer) == [{"do": "hello"}]
    assert sandbox.waited == []  # but for the greeting
    assert peer.calls == []


def test_a_cell_is_sent_and_its_result_read(peer, started):
    sandbox = started({"output": "out", "error": "E"}, {"output": "", "error": ""})
    assert sandbox.run_cell("x = 1", 3) == CellResult("out", "E")
    sandbox.run_cell("y", 3, 9)
    assert asked(peer)[1:] == [{"do": "cell", "source": "x = 1"}, {"do": "cell", "source": "y"}]
    assert sandbox.waited == [3, (3, 9)]


def test_what_a_cell_says_is_cut(started):
    """The worker keeps to its limit, but need not be the worker any more."""
    result = started({"output": "x" * 100, "error": "y" * 5000}).run_cell("", 3)
    assert (len(result.output), len(result.error)) == (10, 1000)


def test_names_are_asked_for_and_read(peer, started):
    sandbox = started({"a": "written", "b": "missing", "c": "not asked for"})
    assert sandbox.defined_names(("a", "b")) == {"a": "written", "b": "missing"}
    assert asked(peer)[1:] == [{"do": "names", "names": ["a", "b"]}]
    assert sandbox.waited == [11]


def only_the_first(relu, relu_backward):
    return {"output": relu(2.0)}


def probed(peer, sandbox, drawn, *seen, limit=2.0, **options):
    """What a probe brings when the worker answers this, and what it was asked."""
    peer.answer_each(*seen)
    brought = list(sandbox.probe(RELU, drawn, limit, **options))
    return brought, asked(peer)[-1]


def test_a_case_with_a_probe_of_its_own_is_driven_by_that(peer, started):
    """Each probe's source travels once, however many cases it drives."""
    own, inputs = OwnCase("two", {}, probe=only_the_first), MIXED.draw(0)
    seen = [Observation({"output": np.float64(n)}).to_tree() for n in range(3)]
    brought, request = probed(peer, started(), [(MIXED, inputs), (own, {}), (MIXED, inputs)], *seen)
    assert [float(one.values["output"]) for one in brought] == [0, 1, 2]
    assert request["probes"] == [[source_of(RELU.probe), "pair"], [source_of(only_the_first), "only_the_first"]]
    assert [case["probe"] for case in request["cases"]] == [0, 1, 0]


def test_a_probe_takes_source_functions_and_inputs_in_and_an_observation_out(peer, started):
    seen, request = probed(peer, started(), [(MIXED, MIXED.draw(0))], Observation({"output": np.ones(2)}).to_tree())
    assert seen[0].values["output"].tolist() == [1, 1]
    (case,) = request.pop("cases")
    assert request == {
        "do": "probe",
        "probes": [[source_of(RELU.probe), "pair"]],
        "functions": ["relu", "relu_backward"],
        "limit": 2.0,
        "wall": 8.0,
    }
    assert {name: array.tolist() for name, array in case["inputs"].items()} == {
        name: array.tolist() for name, array in MIXED.draw(0).items()
    }


def test_the_worker_ends_a_case_itself_and_the_grader_waits_a_little_longer(peer, started, monkeypatch):
    waited = []
    ask = Channel.ask_for_each

    def noted(channel, request, count, seconds, wall):
        waited.append((request["limit"], request["wall"], seconds, wall))
        return ask(channel, request, count, seconds, wall)

    sandbox, tree = started(), Observation().to_tree()
    monkeypatch.setattr(Channel, "ask_for_each", noted)
    probed(peer, sandbox, [(MIXED, MIXED.draw(0))], tree)
    probed(peer, sandbox, [(MIXED, MIXED.draw(0))], tree, limit=1.0, wall=2.0)
    assert waited == [(2.0, 8.0, 15.0, 21.0), (1.0, 2.0, 14.0, 15.0)]


def test_what_came_before_a_sandbox_ended_is_seen(peer, started):
    """Only what follows is lost."""
    sandbox = started()
    peer.answer_each(Observation({"output": np.ones(2)}).to_tree(), {"values": 1})
    replies = sandbox.probe(RELU, [(MIXED, MIXED.draw(0))] * 2, 2.0)
    assert next(replies).values["output"].tolist() == [1, 1]
    with pytest.raises(SandboxError) as caught:
        next(replies)
    assert caught.value.kind is ErrorKind.PROTOCOL


def test_fonts_are_asked_for_and_read(peer, started):
    sandbox = started({"fontlist.json": "z" * (2 << 20)})
    assert {name: len(text) for name, text in sandbox.fonts().items()} == {"fontlist.json": 1 << 20}
    assert asked(peer)[1:] == [{"do": "fonts"}]
    assert sandbox.waited == [13]


@pytest.mark.parametrize(
    ("ask", "replies"),
    [
        (lambda s: s.run_cell("", 3), [None, [], {}, {"output": "x"}]),
        (lambda s: s.run_cell("", 3), [{"output": 1, "error": ""}, {"output": "", "error": 2}]),
        (lambda s: s.defined_names(("a",)), [None, {}, {"a": 1}, {"a": None}, ["a"], 3]),
        (lambda s: list(s.probe(RELU, [(MIXED, MIXED.draw(0))], 2)), [None, {}, 3, "text", {"values": 1}]),
        (lambda s: s.fonts(), [None, [], {"a": 1}, "text"]),
    ],
)
def test_a_reply_that_is_not_what_was_asked_for_ends_the_sandbox(ask, replies):
    for reply in replies:
        peer = Peer()
        peer.answers(READY, reply)
        sandbox = Scripted(peer)
        sandbox.start()
        with pytest.raises(SandboxError) as caught:
            ask(sandbox)
        assert caught.value.kind is ErrorKind.PROTOCOL, reply
        peer.close()


def test_a_name_is_a_short_word(started):
    assert started({"a": "x" * 100}).defined_names(("a",)) == {"a": "x" * 20}


def test_an_interrupt_while_a_reply_is_read_is_not_the_replys_fault(started, monkeypatch):
    def interrupted(tree):
        raise KeyboardInterrupt

    sandbox = started({})
    monkeypatch.setattr(Observation, "from_tree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(sandbox.probe(RELU, [(MIXED, MIXED.draw(0))], 2.0))


def test_closing_kills_the_worker_once_and_closes_both_pipes(peer, started):
    sandbox = started()
    sandbox.close()
    sandbox.close()
    assert peer.calls == ["kill", "wait"]
    assert peer.process.stdin.closed
    assert peer.process.stdout.closed
    with pytest.raises(SandboxError) as caught:
        sandbox.run_cell("", 3)
    assert caught.value.kind is ErrorKind.STOPPED


def test_a_sandbox_that_was_never_started_can_be_closed(peer):
    Scripted(peer).close()
    assert peer.calls == []


def test_in_a_with_statement_it_is_started_and_closed(peer):
    peer.answers(READY)
    with Scripted(peer) as sandbox:
        assert len(peer.numbers) == 1
        assert sandbox.peer is peer
    assert peer.calls == ["kill", "wait"]


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [
        (b"no room", "no room"),
        (b"Traceback\n  File\nMemoryError: no room\n\n", "MemoryError: no room"),
        (b"\xffbad", "\ufffdbad"),
        (b"", "something"),
    ],
)
def test_a_worker_that_does_not_start_is_nobodys_zero(peer, complaint, reason):
    """The last line that it wrote says why; without one, what the grader saw of it."""
    peer.then(lambda p: (p.read(), write_frame(p.replies, 0, pack(READY))))
    sandbox = Scripted(peer, complaint)
    with pytest.raises(GradingError) as caught:
        sandbox.start()
    assert peer.calls == ["kill", "wait"]
    said = str(caught.value).split(": ", 1)[1]
    assert said == reason if complaint else said.startswith(reason)


@pytest.mark.parametrize("error", [FileNotFoundError("no such program"), PermissionError("not allowed")])
def test_a_program_that_cannot_be_started_is_nobodys_zero_either(peer, error):
    class Broken(Scripted):
        def spawn(self, errors):
            raise error

    with pytest.raises(GradingError) as caught:
        Broken(peer).start()
    assert str(error) in str(caught.value)


def test_a_case_that_brought_nothing_says_why():
    assert nothing_seen(ErrorKind.TIME, "too long") == Observation(error=CaseError(ErrorKind.TIME, "too long"))
