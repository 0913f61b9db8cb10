import os

import pytest

from autograder.sandbox import memory
from autograder.sandbox.memory import memory_of


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A /proc with these processes: number -> (kB of RssAnon, kB of RssShmem, children by thread)."""

    def make(processes):
        for pid, (anonymous, shared, threads) in processes.items():
            for number, children in enumerate(threads):
                task = tmp_path / str(pid) / "task" / str(pid + number)
                task.mkdir(parents=True)
                (task / "children").write_text(" ".join(map(str, children)) + (" " if children else ""))
            lines = ["Name:\tpython", "VmSize:\t 99999 kB", f"RssAnon:\t {anonymous} kB", "RssFile:\t 7777 kB"]
            (tmp_path / str(pid) / "status").write_text("\n".join([*lines, f"RssShmem:\t {shared} kB", "Threads:\t1"]))

    monkeypatch.setattr(memory, "_PROC", tmp_path)
    return make


def test_all_processes_below_one_are_counted(system):
    """Children of every thread, and their children; of each, what is its own and what it shares in memory."""
    system({1: (10, 1, [[2], [3, 4]]), 2: (20, 2, [[5]]), 3: (30, 0, [[]]), 4: (0, 4, [[]]), 5: (50, 0, [[]])})
    assert memory_of(1) == (110 + 7) * 1024
    assert memory_of(2) == 72 * 1024


def test_a_process_that_has_just_ended_counts_nothing(system):
    system({1: (10, 0, [[2, 3]]), 3: (5, 0, [[]])})
    assert memory_of(1) == 15 * 1024


def test_numbers_that_come_round_again_are_counted_once(system):
    """A number may be given to a new process while one looks."""
    system({1: (10, 0, [[2]]), 2: (5, 0, [[1, 2]])})
    assert memory_of(1) == 15 * 1024


def test_where_the_system_does_not_tell_it_is_zero(system):
    system({})
    assert memory_of(1) == 0


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_this_process_holds_something():
    assert memory_of(os.getpid()) > 1 << 20
