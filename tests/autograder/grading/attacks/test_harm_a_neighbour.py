"""Harm a neighbour: the worker, the submission beside it, the one after it, and whatever they share."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from samples.attacks import WRONG, attack, gained, honest, inside_a_call, looking, scores, stumbled

pytestmark = [pytest.mark.grading, pytest.mark.slow]

LEAVES = {
    "files": """
import os
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/dev/mqueue", "/run", "/run/user", os.path.expanduser("~"), "."):
    try:
        open(f"{folder}/left-by-an-attack", "w").close()
        os.symlink("/etc/passwd", f"{folder}/left-by-an-attack.ipynb")
        os.mkfifo(f"{folder}/left-by-an-attack.fifo")
    except OSError:
        pass
""",
    "shared memory and queues": """
import ctypes
libc = ctypes.CDLL(None)
libc.shmget(0x4C57, 4096, 0o1777)
libc.semget(0x4C57, 1, 0o1777)
libc.msgget(0x4C57, 0o1777)
librt = ctypes.CDLL("librt.so.1")
librt.shm_open(b"/left-by-an-attack", 0o102, 0o666)
librt.mq_open(b"/left-by-an-attack", 0o102, 0o666, None)
""",
    "a socket without a file": """
import os, socket, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("\\0left-by-an-attack")
            server.listen()
            time.sleep(1000)
    os._exit(0)
""",
    "a daemon that shoots at everybody": """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(64):
            try:
                os.close(fd)
            except OSError:
                pass
        while True:
            time.sleep(0.01)
            for pid in range(1, 400):
                if pid != os.getpid():
                    try:
                        os.kill(pid, signal.SIGUSR1)
                    except OSError:
                        pass
    os._exit(0)
""",
    "a daemon that takes in orphans": """
import ctypes, os, time
if os.fork() == 0:
    libc = ctypes.CDLL(None)
    libc.prctl(36, 1, 0, 0, 0)
    libc.prctl(1, 0, 0, 0, 0)
    os.setsid()
    os.fork() or os._exit(0)
    time.sleep(1000)
""",
    "numpy changed for the next": """
import ctypes
np.pi, np.e = 3.0, 2.0
np.maximum = np.minimum = np.exp = lambda *a, **k: 1 / 0
np.mean = np.ndarray = None
one = (1).__class__
ctypes.c_double.from_address(id(1.5) + 16).value = 7.0
""",
    "modules changed for the next": """
import sys
for name in ("json", "copy", "random", "warnings", "matplotlib.pyplot", "autograder.worker.wire"):
    sys.modules[name] = None
sys.path[:] = ["/tmp"]
open("/tmp/numpy.py", "w").write("raise SystemExit")
""",
    "names in what is loaded already": """
import builtins, os, random, sys
builtins.left = np.left = os.left = sys.left = layerwise.left = 1
os.environ["LEFT"] = sys.modules["left"] = "left"
get_ipython().user_ns_hidden["left"] = 1
random.seed(7)
np.random.seed(7)
""",
    "memory written over": """
import ctypes, gc
for o in gc.get_objects()[:50_000]:
    if type(o) is tuple and len(o) > 2:
        ctypes.memset(id(o) + 24, 0, 8)
        break
""",
    "the worker's variables": """
import os, resource, signal
os.environ.clear()
os.chdir("/")
os.umask(0o777)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
    resource.setrlimit(kind, (8, 8))
""",
    "locks and leases on what is shared": """
import fcntl, glob, os
kept = []
for path in glob.glob("/course/**/*.py", recursive=True)[:50] + glob.glob("/packages/*/numpy/*.py"):
    try:
        kept.append(open(path))
        fcntl.flock(kept[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.fcntl(kept[-1], fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError:
        pass
""",
    "a key ring": """
import ctypes
libc = ctypes.CDLL(None)
for number in (248, 217):
    libc.syscall(number, b"user", b"left-by-an-attack", b"x", 1, -4)
""",
}
# Whether the next submission can see or reach anything of it.
FINDS = """
import ctypes, glob, os, random, socket
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/dev/mqueue", "/run", os.path.expanduser("~"), "."):
    found += glob.glob(f"{folder}/left-by-an-attack*")
libc = ctypes.CDLL(None)
found += [kind for kind, call in {"shm": lambda: libc.shmget(0x4C57, 4096, 0), "sem": lambda: libc.semget(0x4C57, 1, 0),
          "msg": lambda: libc.msgget(0x4C57, 0)}.items() if call() >= 0]
found += ["mq"] if ctypes.CDLL("librt.so.1").mq_open(b"/left-by-an-attack", 0) >= 0 else []
found += ["key"] if libc.syscall(249, b"user", b"left-by-an-attack", None, -4) >= 0 else []
with socket.socket(socket.AF_UNIX) as client:
    found += ["socket"] if client.connect_ex("\\0left-by-an-attack") == 0 else []
import builtins, sys
found += [m for m in (builtins, np, os, sys, layerwise) if hasattr(m, "left")]
found += ["environment"] if "LEFT" in os.environ or "left" in sys.modules else []
found += ["random"] if random.Random(7).getstate() == random.getstate() else []
found += ["numpy"] if abs(np.pi - 3.1415) > 0.001 or 1.5 + 0 != float("1.5") else []
"""
SHOTS = {
    "signals to everybody": """
import os, signal
for pid in (-1, 1, os.getppid(), *range(2, 200)):
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        try:
            if pid != os.getpid():
                os.kill(pid, number)
        except OSError:
            pass
""",
    "traces and writes into others": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(8)
for pid in {1, os.getppid(), *range(2, 60)} - {os.getpid()}:
    here = Part(ctypes.addressof(buffer), 8)
    there = Part(id(np), 8)
    found += [("ptrace", pid)] if libc.ptrace(16, pid, 0, 0) == 0 else []
    for call in (libc.process_vm_readv, libc.process_vm_writev):
        found += [("memory", pid)] if call(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0 else []
    for name in ("mem", "environ", "maps", "oom_score_adj"):
        try:
            with open(f"/proc/{pid}/{name}", "rb+" if name in ("mem", "oom_score_adj") else "rb") as file:
                found += [(name, pid)] if name == "mem" and file.read(1) else []
        except (OSError, ValueError):
            pass
""",
    "the worker's socket": """
import os, stat
for fd in range(3, 1024):
    try:
        kind = os.fstat(fd).st_mode
    except OSError:
        continue
    found += [fd] if stat.S_ISSOCK(kind) or stat.S_ISDIR(kind) or stat.S_ISREG(kind) else []
""",
    "descriptors of others": """
import ctypes, os
libc = ctypes.CDLL(None)
for pid in (1, os.getppid()):
    handle = libc.syscall(434, pid, 0)
    if handle >= 0:
        found += [pid for fd in range(8) if libc.syscall(438, handle, fd, 0) >= 0]
""",
}
ATTACKS = {f"leaves {name}": cell for name, cell in LEAVES.items()} | SHOTS


def test_the_next_submission_finds_nothing(course, attacked):
    """One leaves something, another one looks for it; who is graded next is graded as if nobody had been there."""
    notebooks = {}
    for name, cell in LEAVES.items():
        notebooks[name] = attack(course, WRONG + cell)
        notebooks[f"{name}, from a call"] = attack(course, inside_a_call(cell))
        notebooks[f"after {name}"] = attack(course, looking(FINDS))
    results = attacked(notebooks)
    after = {name: told for name, told in results.items() if name.startswith("after")}
    assert scores(after) == honest(after)
    assert stumbled(after) == {}
    assert gained(results) == []


def test_shots_hit_nobody_else(course, attacked):
    """Two at a time, so that there are neighbours who are at work."""
    fork = multiprocessing.get_context("fork")  # which knows the small chapter's record
    cells = {name: attack(course, looking(cell)) for name, cell in SHOTS.items()}
    results = attacked(cells, jobs=2, make_executor=lambda: ProcessPoolExecutor(2, mp_context=fork))
    assert gained(results) == []
