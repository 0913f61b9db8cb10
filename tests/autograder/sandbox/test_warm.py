"""Warm workers: what two submissions in a row can see of each other, and what happens when a worker dies."""

import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest
from samples.grading_chapter import CHAPTER
from samples.relu_record import MIXED, RELU

from autograder.core.errors import GradingError, SandboxLost
from autograder.sandbox import bubblewrap, warm
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.channel import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.student_edition import student_edition
from autograder.sandbox.usage import family
from autograder.sandbox.warm import Pool, Setting, WarmSandbox, sandboxes
from autograder.worker.observe import ErrorKind

LIMITS = Limits()
DRAWN = [(MIXED, MIXED.draw(0))]


@pytest.fixture(scope="module")
def setting():
    return Setting(student_edition(CHAPTER), LIMITS)


@pytest.fixture(scope="module")
def pool():
    """Workers of this module alone."""
    own = Pool()
    yield own
    own.close()


@pytest.fixture
def sandbox(setting, pool):
    """A new sandbox of a worker that several tests share."""
    return lambda: WarmSandbox(setting, pool)


def printed(sandbox, source):
    """What a cell prints, without the newline at its end."""
    result = sandbox.run_cell(source, 20)
    assert result.error == ""
    return result.output.strip()


@pytest.mark.grading
def test_a_submission_sees_nothing_of_the_one_before(sandbox):
    """No name, module, file, shared memory, directory or changed global of it; though both had the same worker."""
    leave = """
import os, sys, types, numpy as np
mark = np.left_behind = 3
sys.modules["left"] = types.ModuleType("left")
os.environ["LEFT"] = "1"
for place in ("/tmp/left", "/dev/shm/left"):
    open(place, "w").close()
os.makedirs("/tmp/folder")
os.chdir("/tmp/folder")
"""
    look = """
import os, sys, numpy as np
print([name for name in ("mark", "leave") if name in globals()], hasattr(np, "left_behind"), "left" in sys.modules,
      "LEFT" in os.environ, os.listdir("/tmp"), os.listdir("/dev/shm"), os.getcwd())
"""
    with sandbox() as first:
        printed(first, leave)
        worker = first._worker
    with sandbox() as second:
        assert second._worker is worker
        assert printed(second, look) == "[] False False False [] [] /tmp"


@pytest.mark.grading
def test_it_is_alone_in_its_namespaces_without_privileges(sandbox):
    look = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
flags = {"user": 0x10000000, "mounts": 0x20000, "pid": 0x20000000, "ipc": 0x8000000, "net": 0x40000000}
print(os.getpid(), os.getppid(), os.listdir("/proc"), [name for name, flag in flags.items() if not libc.unshare(flag)],
      libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None), libc.umount2(b"/proc", 2), libc.prctl(3, 0, 0, 0, 0))
"""
    with sandbox() as one:
        assert printed(one, look) == "1 0 [] [] -1 -1 0"  # the last: its memory is nobody else's to read


@pytest.mark.grading
def test_a_limit_stands_in_each_child(sandbox):
    look = """
import resource
print([resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE)])
"""
    with sandbox() as one:
        expected = [(LIMITS.memory << 20,) * 2, (LIMITS.processes,) * 2, (LIMITS.open_files,) * 2]
        assert printed(one, look) == str(expected)


@pytest.mark.grading
def test_it_holds_no_descriptor_but_its_two_pipes(sandbox):
    """Neither the worker's control socket, nor the file of complaints, nor a namespace that it could go back to."""
    look = """
import os, stat
kinds = {}
for fd in range(256):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    kinds[fd] = "pipe" if stat.S_ISFIFO(mode) else "null" if stat.S_ISCHR(mode) else "other"
print(sorted(kinds.values()), [kinds[fd] for fd in range(3)])
"""
    with sandbox() as one:
        assert printed(one, look) == "['null', 'null', 'null', 'pipe', 'pipe'] ['null', 'null', 'null']"


@pytest.mark.grading
def test_files_and_terminals_are_limited_in_number(sandbox):
    """Empty ones take no room, and still memory of the kernel's."""
    look = """
import os
def most(make):
    for number in range(20_000):
        try:
            make(number)
        except OSError:
            return number
print([most(lambda n: os.close(os.open(f"{place}/{n}", os.O_CREAT))) < 10_001 for place in ("/tmp", "/dev/shm")],
      most(lambda n: os.openpty()))
"""
    with sandbox() as one:
        assert printed(one, look) == "[True, True] 16"


@pytest.mark.grading
def test_its_generators_are_its_own(sandbox):
    """Two children of one worker do not draw the same numbers."""
    draws = set()
    for _ in range(2):
        with sandbox() as one:
            draws.add(printed(one, "import random, numpy as np\nprint(random.random(), np.random.random())"))
    assert len({word for draw in draws for word in draw.split()}) == 4


@pytest.mark.grading
def test_no_process_outlives_its_sandbox(sandbox):
    """A daemon that left its session and its parents dies with the pid namespace; the worker itself stays."""
    with sandbox() as one:
        before = set(family(one._worker._process.pid))
        source = """
import os, time
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    os.fork()
    os.write(writer, b"x")
    time.sleep(600)
for _ in range(2):
    os.read(reader, 1)
"""
        printed(one, source)
        worker = one._worker
        assert len(set(family(worker._process.pid)) - before) >= 2
    assert len(set(family(worker._process.pid))) == len(before) - 1  # without the child of the submission, too


@pytest.mark.grading
def test_a_worker_that_died_while_it_was_idle_is_replaced(sandbox, pool):
    with sandbox() as one:
        worker = one._worker
    assert pool.idle[-1] is worker
    worker._process.kill()
    worker._process.wait()
    with sandbox() as next_one:
        assert next_one._worker is not worker
        assert printed(next_one, "print(1)") == "1"


@pytest.mark.grading
@pytest.mark.parametrize("ask", [lambda s: s.run_cell("pass", 20), lambda s: list(s.probe(RELU, DRAWN, 5))])
def test_a_worker_that_is_killed_under_a_submission_is_nobodys_fault(sandbox, ask):
    """No code of a learner's can do that: it is another thing than a child that has ended itself."""
    with sandbox() as one:
        one.run_cell("relu = relu_backward = lambda *a: 0", 20)
        os.kill(one._worker._process.pid, signal.SIGKILL)
        with pytest.raises(SandboxLost, match="outside"):  # what was in its namespace ends a moment later
            [ask(one) for _ in iter(int, 1)]
    with sandbox() as another:
        assert printed(another, "print(1)") == "1"


@pytest.mark.grading
def test_a_child_that_ends_itself_is_its_own_fault(sandbox):
    with sandbox() as one:
        with pytest.raises(SandboxError) as caught:
            one.run_cell("import os\nos._exit(0)", 20)
        assert caught.value.kind is ErrorKind.STOPPED


@pytest.mark.grading
def test_two_at_once_have_a_worker_each(sandbox):
    with sandbox() as one, sandbox() as other:
        assert one._worker is not other._worker
        assert printed(one, "a = 1") == printed(other, "assert 'a' not in globals()") == ""


@pytest.mark.grading
def test_no_descriptor_is_left_open(sandbox):
    with sandbox():
        pass
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with sandbox():
            pass
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.grading
def test_a_worker_that_cannot_start_says_why(tmp_path):
    """An edition that is none: nothing of ours can be imported."""
    with pytest.raises(GradingError, match="No module named 'autograder'"):
        WarmSandbox(Setting(tmp_path, LIMITS), Pool()).start()


# What is kept


class Worker:
    """One that is only counted."""

    def __init__(self, setting, fails=False):
        self.setting, self.fails, self.did = setting, fails, []

    def wait_until_warm(self):
        self.did.append("warm")

    def fork(self):
        if self.fails:
            raise ConnectionError("it has ended")
        self.did.append("fork")
        return "link"

    def end_child(self):
        if self.fails:
            raise ConnectionError("it has ended")
        self.did.append("end")

    def complaint(self):
        return "first\nno room\n"

    def close(self):
        self.did.append("close")


@pytest.fixture
def made(monkeypatch):
    workers = []
    monkeypatch.setattr(warm, "WarmWorker", lambda setting: workers.append(Worker(setting)) or workers[-1])
    return workers


A, B, C = (Setting(Path(name), LIMITS) for name in "abc")


def test_who_has_another_setting_has_another_worker(made):
    own = Pool()
    for setting in (A, B, A):
        worker, link = own.take(setting)
        assert (worker.setting, link) == (setting, "link")
        own.give_back(worker)
    assert [worker.setting for worker in made] == [A, B]
    assert made[0].did == ["warm", "fork", "end", "fork", "end"]


def test_of_those_that_wait_the_oldest_end(made):
    own = Pool()
    taken = [own.take(setting)[0] for setting in (A, B, C)]
    for worker in taken:
        own.give_back(worker)
    assert [worker.did[-1] for worker in made] == ["close", "end", "end"]
    own.close()
    assert [worker.did[-1] for worker in made] == ["close"] * 3
    assert own.idle == []


@pytest.mark.usefixtures("made")
def test_a_worker_whose_child_does_not_end_is_ended_itself():
    own = Pool()
    worker, _ = own.take(A)
    worker.fails = True
    own.give_back(worker)
    assert worker.did[-1] == "close"
    assert own.idle == []


def test_a_new_worker_that_fails_is_an_error_in_its_own_words(monkeypatch):
    worker = Worker(A, fails=True)
    monkeypatch.setattr(warm, "WarmWorker", lambda setting: worker)
    with pytest.raises(OSError, match=r"^no room$"):
        Pool().take(A)
    assert worker.did[-1] == "close"


def test_where_namespaces_cannot_be_nested_each_submission_has_a_bubblewrap_of_its_own(monkeypatch):
    """Such as under Ubuntu's profile for bubblewrap. The reason is kept: nobody tries twice."""
    tried = []

    class Fails:
        def __init__(self, setting):
            tried.append(setting)

        def __enter__(self):
            raise GradingError("unshare: not permitted")

        def __exit__(self, *_):
            raise AssertionError

    monkeypatch.setattr(warm, "WarmSandbox", Fails)
    warm.why_not_warm.cache_clear()
    made = [sandboxes(Path("edition"), LIMITS, [Path("masked")])() for _ in range(2)]
    reason = warm.why_not_warm(Setting(Path("edition"), LIMITS, (Path("masked"),)))
    warm.why_not_warm.cache_clear()
    assert [type(one) for one in made] == [Bubblewrap] * 2
    assert len(tried) == 1
    assert reason == "unshare: not permitted"


@pytest.mark.grading
def test_whether_namespaces_can_be_nested_can_be_asked_without_a_worker(monkeypatch):
    assert bubblewrap.why_not_nested() == ""
    monkeypatch.setattr(bubblewrap, "namespaces", lambda *_, **__: ["--unshare-user", "--disable-userns"])
    assert "not permitted" in bubblewrap.why_not_nested()


def test_a_sandbox_that_was_never_started_can_be_closed():
    WarmSandbox(A, SimpleNamespace()).close()
