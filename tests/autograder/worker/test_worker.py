"""The worker's loop and its children, in this process, with a shell that is a dictionary of names."""

import contextlib
import json
import os
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU

from autograder.core.record import source_of
from autograder.worker import shell as shell_module
from autograder.worker import worker
from autograder.worker.frames import read_frame, write_frame
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
    return lambda **request: unpack(*worker._answers(shell, request, LONGEST, channel))


def probe(answer, functions=RELU.functions, source=None, name=None, limit=AMPLE):
    probes = [[source or source_of(RELU.probe), name or RELU.probe.__name__]]
    cases = [{"probe": 0, "inputs": MIXED.draw(0)}]
    request = {"probes": probes, "functions": list(functions), "cases": cases, "limit": limit, "wall": limit}
    return Observation.from_tree(answer(do="probe", **request))


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


# The loop


@pytest.fixture
def served(monkeypatch, tmp_path):
    """Run `main` in this process: on pipes, without limits; what it did to the process, in order."""
    requests, to = os.pipe()
    out, replies = os.pipe()
    did = []
    made = []
    monkeypatch.setattr(worker, "_private_channel", lambda: did.append("channel") or (requests, replies))
    monkeypatch.setattr(worker, "become", lambda user: did.append(("user", user)))
    monkeypatch.setattr(worker, "set_limits", lambda limits: did.append(("limits", limits["memory"])))
    monkeypatch.setattr(worker, "copy_fonts", lambda: did.append("fonts"))
    monkeypatch.setattr(worker, "to_nowhere", lambda fd: did.append(("nowhere", fd)))
    monkeypatch.setattr(shell_module, "Shell", lambda longest: made.append(FakeShell(longest)) or made[0])
    monkeypatch.setattr(sys, "argv", ["worker", json.dumps({"output": 77, "reply": LONGEST, "memory": 5, "user": 3})])
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
    assert served.did == ["channel", ("user", 3), ("limits", 5), "fonts", ("nowhere", 2)]
    assert served.made[0].longest == 77
    assert "matplotlib.pyplot" in sys.modules


def test_the_standard_streams_lead_nowhere_and_the_channel_elsewhere(monkeypatch):
    """`print` in a C library does not write into the replies."""
    did = []
    monkeypatch.setattr(os, "dup", lambda fd: did.append(("dup", fd)) or fd + 10)
    monkeypatch.setattr(worker, "to_nowhere", lambda fd: did.append(("nowhere", fd)))
    assert worker._private_channel() == (10, 11)
    assert did == [("dup", 0), ("dup", 1), ("nowhere", 0), ("nowhere", 1)]


def test_nowhere_can_be_read_and_written(tmp_path):
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    worker.to_nowhere(file)
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
    worker.copy_fonts()
    assert (config / "fontlist.json").read_text() == "{}"
    (config / "fontlist.json").write_text("can be changed")


def test_without_fonts_there_is_nothing_to_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "none"))
    worker.copy_fonts()
    assert not (tmp_path / "none").exists()


def test_what_is_missing_says_its_name():
    missing = worker.Missing("relu")
    assert missing.__name__ == "relu"
    with pytest.raises(NameError, match="relu"):
        missing(1, axis=2)


def test_a_request_is_answered_within_the_limit_and_away_from_the_channel_that_the_worker_has(served, monkeypatch):
    """What a case may reply is limited, and its process closes the very descriptors that lead to the grader."""
    asked = []
    monkeypatch.setattr(worker, "_answers", lambda *given: asked.append(given) or [pack("one"), pack("two")])
    channel = worker._private_channel()
    write_frame(served.to, 3, pack({"do": "hello"}))
    os.close(served.to)
    worker.main()
    assert asked == [(served.made[0], {"do": "hello"}, LONGEST, channel)]
    assert [read_frame(served.out) for _ in range(2)] == [(3, pack("one")), (4, pack("two"))]
