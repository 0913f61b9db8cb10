"""The worker's loop and its children, in this process, with a shell that is a dictionary of names."""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU

from autograder.core.record import source_of
from autograder.worker import shell as shell_module
from autograder.worker import worker
from autograder.worker.frames import HEADER, read_frame, write_all, write_frame
from autograder.worker.observe import ErrorKind, Observation
from autograder.worker.wire import pack, unpack

LONGEST = 1 << 20
AMPLE = 60.0


def relu(x):
    return np.maximum(x, 0)


def relu_backward(grad_output, x):
    """Text."""


class FakeShell:
    def __init__(self, longest=0, **names):
        self.longest, self.names, self.ran = longest, {"relu": relu, "relu_backward": relu_backward, **names}, []

    def run(self, source):
        self.ran.append(source)
        return {"output": source.upper(), "error": ""}


@pytest.fixture
def channel():
    """Two descriptors in the place of the worker's own channel."""
    fds = os.pipe()
    yield fds
    for fd in fds:
        os.close(fd)


@pytest.fixture
def answer(channel):
    """The worker's reply to a request."""
    shell = FakeShell()
    return lambda **request: unpack(worker._answer(shell, request, LONGEST, channel))


def probe(answer, functions=RELU.functions, source=None, name=None, limit=AMPLE):
    return Observation.from_tree(
        answer(
            do="probe",
            probe=source or source_of(RELU.probe),
            name=name or RELU.probe.__name__,
            functions=list(functions),
            inputs=MIXED.draw(0),
            limit=limit,
        )
    )


# Requests


def test_a_cell_is_run_by_the_shell(answer):
    assert answer(do="cell", source="x") == {"output": "X", "error": ""}


def test_of_each_name_it_says_whether_it_is_there_and_more_than_a_docstring(answer):
    reply = answer(do="names", names=["relu", "relu_backward", "sigmoid"])
    assert reply == {"relu": "written", "relu_backward": "unwritten", "sigmoid": "missing"}


def test_any_other_request_is_answered_that_it_is_ready(answer):
    assert answer(do="hello") == {"ready": True}


def test_the_list_of_fonts_is_sent_and_nothing_else_from_its_folder(answer, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    (tmp_path / "fontlist-v330.json").write_text("{}")
    (tmp_path / "matplotlibrc").write_text("no")
    assert answer(do="fonts") == {"fontlist-v330.json": "{}"}


def test_a_probe_drives_the_functions_that_are_defined_now(answer):
    seen = probe(answer)
    assert np.array_equal(seen.values["output"], relu(MIXED.draw(0)["x"]))
    assert seen.errors["grad_input"].kind is ErrorKind.UNWRITTEN
    assert seen.error is None


def test_beside_a_function_that_is_missing_the_others_are_seen(answer):
    seen = probe(answer, functions=("relu", "sigmoid_backward"))
    assert "output" in seen.values
    assert seen.errors["grad_input"].exception == "NameError"
    assert "sigmoid_backward" in seen.errors["grad_input"].message


def test_a_probes_annotations_stay_text_and_it_has_numpy_and_a_name(answer):
    """They name types that exist on the grader's side only."""
    source = """
def look(f: Callable[..., Any], g, x, grad_output) -> Mapping[str, NDArray]:
    return {"one": np.float64(1), "name": __name__}
"""
    seen = probe(answer, source=source, name="look")
    assert seen.values["one"] == 1
    assert seen.values["name"] == "probe"


# Children


def in_a_child(channel, observation, limit=AMPLE, longest=LONGEST):
    return Observation.from_tree(unpack(worker._in_a_child(observation, limit, longest, channel)))


def test_what_a_case_changes_ends_with_it(channel):
    state = []

    def changes():
        state.append(1)
        return Observation({"n": np.array(len(state))})

    assert in_a_child(channel, changes).values["n"] == 1
    assert in_a_child(channel, changes).values["n"] == 1
    assert state == []


def test_a_case_that_takes_too_long_is_ended(channel):
    seen = in_a_child(channel, lambda: time.sleep(AMPLE), limit=0.01)
    assert seen.error.kind is ErrorKind.TIME
    assert "0.01 s" in seen.error.message


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


def listen(*sent, longest=LONGEST, seconds=AMPLE):
    """What is heard of these bytes; the pipe is closed behind them."""
    reader, writer = os.pipe()
    thread = threading.Thread(target=lambda: ([write_all(writer, part) for part in sent], os.close(writer)))
    thread.start()
    try:
        return worker._listen(reader, time.monotonic() + seconds, longest)
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
        worker._listen(reader, time.monotonic(), LONGEST)
    os.close(reader), os.close(writer)


# The loop


@pytest.fixture
def served(monkeypatch, tmp_path):
    """Run `main` in this process: on pipes, without limits; what it did to the process, in order."""
    requests, to = os.pipe()
    out, replies = os.pipe()
    did = []
    made = []
    monkeypatch.setattr(worker, "_private_channel", lambda: did.append("channel") or (requests, replies))
    monkeypatch.setattr(worker, "set_limits", lambda limits: did.append(("limits", limits["memory"])))
    monkeypatch.setattr(worker, "_copy_fonts", lambda: did.append("fonts"))
    monkeypatch.setattr(worker, "_to_nowhere", lambda fd: did.append(("nowhere", fd)))
    monkeypatch.setattr(shell_module, "Shell", lambda longest: made.append(FakeShell(longest)) or made[0])
    monkeypatch.setattr(sys, "argv", ["worker", json.dumps({"output": 77, "reply": LONGEST, "memory": 5})])
    yield SimpleNamespace(to=to, out=out, did=did, made=made)
    for fd in (requests, to, out, replies):
        with contextlib.suppress(OSError):
            os.close(fd)


def test_requests_are_answered_in_order_until_the_pipe_is_closed(served):
    write_frame(served.to, 11, pack({"do": "cell", "source": "a"}))
    write_frame(served.to, 12, pack({"do": "hello"}))
    os.close(served.to)
    worker.main()
    number, payload = read_frame(served.out)
    assert (number, unpack(payload)) == (11, {"output": "A", "error": ""})
    number, payload = read_frame(served.out)
    assert (number, unpack(payload)) == (12, {"ready": True})


def test_limits_stand_before_anything_runs_and_complaints_can_be_read_until_then(served):
    os.close(served.to)
    worker.main()
    assert served.did == ["channel", ("limits", 5), "fonts", ("nowhere", 2)]
    assert served.made[0].longest == 77
    assert "matplotlib.pyplot" in sys.modules


def test_the_standard_streams_lead_nowhere_and_the_channel_elsewhere(monkeypatch):
    """`print` in a C library does not write into the replies."""
    did = []
    monkeypatch.setattr(os, "dup", lambda fd: did.append(("dup", fd)) or fd + 10)
    monkeypatch.setattr(worker, "_to_nowhere", lambda fd: did.append(("nowhere", fd)))
    assert worker._private_channel() == (10, 11)
    assert did == [("dup", 0), ("dup", 1), ("nowhere", 0), ("nowhere", 1)]


def test_nowhere_can_be_read_and_written(tmp_path):
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    worker._to_nowhere(file)
    assert os.write(file, b"text") == 4
    assert os.read(file, 4) == b""
    os.close(file)
    assert (tmp_path / "file").read_bytes() == b""


def test_fonts_that_stand_beside_our_packages_are_copied(tmp_path, monkeypatch):
    given, config = tmp_path / "course", tmp_path / "matplotlib"
    (given / worker.FONTS).mkdir(parents=True)
    (given / worker.FONTS / "fontlist.json").write_text("{}")
    (given / worker.FONTS / "fontlist.json").chmod(0o444)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "empty"), str(given), "/nowhere"])
    monkeypatch.setenv("MPLCONFIGDIR", str(config))
    config.mkdir()
    worker._copy_fonts()
    assert (config / "fontlist.json").read_text() == "{}"
    (config / "fontlist.json").write_text("can be changed")


def test_without_fonts_there_is_nothing_to_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "none"))
    worker._copy_fonts()
    assert not (tmp_path / "none").exists()


def test_what_is_missing_says_its_name():
    missing = worker.Missing("relu")
    assert missing.__name__ == "relu"
    with pytest.raises(NameError, match="relu"):
        missing(1, axis=2)


def test_a_request_is_answered_within_the_limit_and_away_from_the_channel_that_the_worker_has(served, monkeypatch):
    """What a case may reply is limited, and its process closes the very descriptors that lead to the grader."""
    asked = []
    monkeypatch.setattr(worker, "_answer", lambda *given: asked.append(given) or pack("done"))
    channel = worker._private_channel()
    write_frame(served.to, 3, pack({"do": "hello"}))
    os.close(served.to)
    worker.main()
    assert asked == [(served.made[0], {"do": "hello"}, LONGEST, channel)]
