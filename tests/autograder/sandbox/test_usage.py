import os

import pytest

from autograder.sandbox import usage
from autograder.sandbox.usage import Usage, usage_of


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A /proc with these processes: number -> (kB of RssAnon, kB of RssShmem, children by thread).

    Each has used 2 and 3 ticks of processor time, and children that have ended 5 and 7.
    """

    def make(processes):
        for pid, (anonymous, shared, threads) in processes.items():
            for number, children in enumerate(threads):
                task = tmp_path / str(pid) / "task" / str(pid + number)
                task.mkdir(parents=True)
                (task / "children").write_text(" ".join(map(str, children)) + (" " if children else ""))
            numbers = "S 1 7 7 0 -1 4194304 0 0 0 0 2 3 5 7 20 0 1 0 9 99 99"
            (tmp_path / str(pid) / "stat").write_text(f"{pid} (a ) S 9 name) {numbers}")
            lines = ["Name:\tpython", "VmSize:\t 99999 kB", f"RssAnon:\t {anonymous} kB", "RssFile:\t 7777 kB"]
            (tmp_path / str(pid) / "status").write_text("\n".join([*lines, f"RssShmem:\t {shared} kB", "Threads:\t1"]))

    monkeypatch.setattr(usage, "_PROC", tmp_path)
    monkeypatch.setattr(usage, "_TICKS", 10)
    return make


def test_all_processes_below_one_are_counted(system):
    """Children of every thread, and their children; of each, what is its own and what it shares in memory."""
    system({1: (10, 1, [[2], [3, 4]]), 2: (20, 2, [[5]]), 3: (30, 0, [[]]), 4: (0, 4, [[]]), 5: (50, 0, [[]])})
    assert usage_of(1) == Usage((110 + 7) * 1024, pytest.approx(5 * 1.7))
    assert usage_of(2) == Usage(72 * 1024, pytest.approx(2 * 1.7))


def test_a_process_that_has_just_ended_counts_nothing(system):
    system({1: (10, 0, [[2, 3]]), 3: (5, 0, [[]])})
    assert usage_of(1).memory == 15 * 1024


def test_numbers_that_come_round_again_are_counted_once(system):
    """A number may be given to a new process while one looks."""
    system({1: (10, 0, [[2]]), 2: (5, 0, [[1, 2]])})
    assert usage_of(1).memory == 15 * 1024


def test_where_the_system_does_not_tell_it_is_zero(system):
    system({})
    assert usage_of(1) == Usage(0, 0.0)


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_this_process_holds_something_and_has_worked():
    used = usage_of(os.getpid())
    assert used.memory > 1 << 20
    assert used.seconds > 0.01
