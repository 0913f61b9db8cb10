import os
import resource

import pytest

from autograder.sandbox.limits import Limits
from autograder.worker.set_limits import become, set_limits

WANTED = {"memory": 100, "file": 3, "processes": 24, "open_files": 256}
MEGABYTE = 1024 * 1024


@pytest.fixture
def done(monkeypatch):
    """What was done to this process, in order, without doing it; and the ceilings that stand, by kind."""
    calls, ceilings = [], {}
    for name in ("setgroups", "setresgid", "setresuid", "umask"):
        monkeypatch.setattr(os, name, lambda *given, name=name: calls.append((name, *given)))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, both: calls.append((kind, *both)))
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (0, ceilings.get(kind, resource.RLIM_INFINITY)))
    return calls, ceilings


def test_every_limit_is_set_soft_and_hard(done):
    """A limit that is only soft can be raised again by whom it limits."""
    set_limits(WANTED)
    assert set(done[0]) == {
        ("umask", 0o077),
        (resource.RLIMIT_AS, 100 * MEGABYTE, 100 * MEGABYTE),
        (resource.RLIMIT_FSIZE, 3 * MEGABYTE, 3 * MEGABYTE),
        (resource.RLIMIT_NPROC, 24, 24),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_CORE, 0, 0),
    }


def test_roots_worker_becomes_another_user(done):
    """Groups before the user: who is not root any more cannot give them up."""
    become(4242)
    assert done[0] == [("setgroups", []), ("setresgid", 4242, 4242, 4242), ("setresuid", 4242, 4242, 4242)]


def test_without_a_user_to_become_it_stays_who_it_is(done):
    become(0)
    assert done[0] == []


def test_a_lower_ceiling_stays(done):
    """Nobody may raise it, and trying would leave no limit at all."""
    done[1].update({resource.RLIMIT_NOFILE: 64, resource.RLIMIT_NPROC: 1000})
    set_limits(WANTED)
    assert (resource.RLIMIT_NOFILE, 64, 64) in done[0]
    assert (resource.RLIMIT_NPROC, 24, 24) in done[0]


@pytest.mark.parametrize("error", [ValueError, OSError])
def test_a_system_without_one_limit_gets_the_others(done, monkeypatch, error):
    def setrlimit(kind, both):
        if kind == resource.RLIMIT_AS:
            raise error
        done[0].append(kind)

    monkeypatch.setattr(resource, "setrlimit", setrlimit)
    set_limits(WANTED)
    assert resource.RLIMIT_CORE in done[0]


def test_what_the_grader_sends_is_what_is_read_here(done):
    """The names in `Limits` are those that the worker looks up."""
    import json

    set_limits(json.loads(Limits(memory=100, file=3).for_worker(0)))
    assert (resource.RLIMIT_AS, 100 * MEGABYTE, 100 * MEGABYTE) in done[0]
    assert json.loads(Limits().for_worker(7))["user"] == 7
