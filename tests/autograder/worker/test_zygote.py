"""The warm worker's own steps. What its children can do is tested with real ones, in tests/autograder/sandbox."""

import ctypes
import errno
import os
import subprocess
import sys
import time

import pytest

from autograder.worker import own_namespaces, zygote
from autograder.worker.huge_pages import use_huge_pages


def test_it_does_not_fork_while_it_has_threads(monkeypatch):
    """A lock that another thread holds would be held in the child for ever."""
    forked = []
    monkeypatch.setattr(zygote, "fork_into_a_pid_namespace", lambda own: forked.append(own) or 4711)
    monkeypatch.setattr(os, "listdir", lambda path: ["1", "2"])
    with pytest.raises(RuntimeError, match="2 threads"):
        zygote._fork(None, {}, None, 0, 0, 0)
    assert forked == []


def test_the_childs_pipes_are_closed_in_the_worker(monkeypatch):
    """Or their end would not be seen when the child has ended."""
    requests, replies = os.pipe()
    monkeypatch.setattr(zygote, "fork_into_a_pid_namespace", lambda own: 4711)
    monkeypatch.setattr(os, "listdir", lambda path: ["1"])
    assert zygote._fork(None, {}, None, 0, requests, replies) == 4711
    for fd in (requests, replies):
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(fd)


def test_a_child_is_killed_and_waited_for():
    child = os.fork()
    if child == 0:
        time.sleep(600)
        os._exit(0)
    zygote.end(child)
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)
    zygote.end(child)  # it is gone already


def test_before_the_first_child_there_is_nobody_to_end(monkeypatch):
    killed = []
    monkeypatch.setattr(os, "kill", lambda *given: killed.append(given))
    zygote.end(0)
    assert killed == []


def test_large_pages_change_nothing_that_can_be_seen():
    before = list(range(100_000))
    use_huge_pages()
    assert before == list(range(100_000))


def test_what_the_system_refuses_is_an_error_with_its_reason():
    ctypes.set_errno(errno.EPERM)
    with pytest.raises(OSError, match="unshare: Operation not permitted") as caught:
        own_namespaces._checked(-1, "unshare")
    assert caught.value.errno == errno.EPERM
    own_namespaces._checked(0, "unshare")


def test_on_a_processor_without_a_filter_nothing_is_put_in_front():
    own_namespaces.filter_calls(b"")


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_memory_is_hidden_and_shown_again():
    source = """
import ctypes
from autograder.worker.own_namespaces import hide_memory
dumpable = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
hide_memory(); print(dumpable()); hide_memory(False); print(dumpable())
"""
    said = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["0", "1"]
