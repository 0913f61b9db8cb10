"""Exhaust: time, memory, disk, processes, output, and every other thing of which there is only so much.

What hangs, dies or eats the machine is ended; the answers above and below it keep their marks.
"""

import dataclasses

import pytest
from samples.attacks import WRONG, attack, gained, honest, inside_a_call, scores, untold

pytestmark = [pytest.mark.grading, pytest.mark.slow]

ENDED = {
    "an endless loop": "while True:\n    pass",
    "an endless loop that minds no signal": """
import signal
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
""",
    "an endless loop in C": "sum(iter(int, 1))",
    "sleep": "import time\nwhile True:\n    time.sleep(60)",
    "a lock that nobody opens": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "the end of the process": "import os\nos._exit(0)",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "a pattern that takes for ever": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "a number that takes for ever": "10 ** 10 ** 8 % 7 ** 7 ** 7",
    "memory in many processes": """
import os, time
for _ in range(4):
    os.fork()
kept = []
while True:
    kept.append(bytearray(b"x" * 20_000_000))
    time.sleep(0.01)
""",
    "a fork bomb": """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
    "threads": """
import threading, time
def sleep():
    time.sleep(60)
while True:
    try:
        threading.Thread(target=sleep).start()
    except RuntimeError:
        pass
""",
    "children that nobody buries": """
import os
while True:
    try:
        os.fork() or os._exit(0)
    except OSError:
        pass
""",
    "a program that runs on": "import subprocess\nsubprocess.run(['/bin/sleep', '1000'])",
    "output without end": "import os\nwhile True:\n    print('x' * 10**6)\n    os.write(1, b'y' * 10**6)",
}
# What fails by itself, or is simply over, and is nobody's business.
OVER = {
    "recursion without end": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
    "memory in one process": "kept = []\nwhile True:\n    kept.append(np.ones(10**7))",
    "a full disk": """
for folder in ("/tmp", "/dev/shm"):
    number = 0
    try:
        while True:
            with open(f"{folder}/left-by-an-attack{number}", "wb") as file:
                for _ in range(8):
                    file.write(bytes(1 << 20))
            number += 1
    except OSError:
        pass
""",
    "a million files": """
import itertools
try:
    for number in itertools.count():
        open(f"/tmp/{number}", "w").close()
        if number > 10**6:
            break
except OSError:
    pass
""",
    "one file of a gigabyte": "open('/tmp/big', 'wb').write(bytes(10**9))",
    "every descriptor": "import os\nwhile True:\n    os.dup(1)",
    "pipes full of bytes": """
import os
while True:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    os.write(writer, bytes(1 << 16))
""",
    "watches on files": """
import ctypes
libc = ctypes.CDLL(None)
for _ in range(1000):
    watch = libc.inotify_init1(0)
    libc.inotify_add_watch(watch, b"/tmp", 0xFFF)
    libc.eventfd(0, 0)
    libc.epoll_create1(0)
""",
    "timers": """
import ctypes
libc = ctypes.CDLL(None)
for _ in range(100_000):
    if libc.timer_create(1, None, ctypes.byref(ctypes.c_void_p())):
        break
""",
    "a hundred megabytes of output": "print('x' * 10**8)",
    "a source that cannot be compiled": "exec('(' * 10**5 + ')' * 10**5)",
    "an answer that waits for a person": "input('How many points? ')",
    "the end of the shell": "raise SystemExit",
}
# Whom a signal or a limit reaches depends on who is the first process of a namespace.
SIGNALS = {
    "the parent killed": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "the parent stopped": "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)",
    "everybody killed": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "itself stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "itself interrupted": "import os, signal as s\ns.signal(s.SIGINT, s.SIG_DFL)\nos.kill(os.getpid(), s.SIGINT)",
    "the parent's time taken": """
import os, resource
for pid in (os.getppid(), 1):
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_AS):
        try:
            resource.prlimit(pid, kind, (1, 1))
        except (OSError, ValueError):
            pass
""",
}
LARGE = {"results that fill the grader's memory": "return np.zeros(3 * 10**6)"}
ATTACKS = ENDED | OVER | SIGNALS | LARGE
# The kinds of end that a call can have; each of the others is one of these for whoever waits for it.
IN_A_CALL = ("an endless loop that minds no signal", "sleep", "the end of the process", "a crash", "a fork bomb")


def test_a_cell_that_exhausts_is_ended_and_told(course, attacked):
    """It costs its own exercise, and somebody hears of it."""
    results = attacked({name: attack(course, WRONG + cell) for name, cell in ENDED.items()})
    assert scores(results) == honest(results)
    assert untold(results) == []


def test_a_function_that_exhausts_is_ended_and_told(course, attacked):
    """The same, in the moment in which the function is called."""
    cells = {name: ENDED[name] for name in IN_A_CALL} | SIGNALS
    results = attacked({name: attack(course, inside_a_call(cell)) for name, cell in cells.items()})
    ended = {name: results[name] for name in IN_A_CALL}
    assert scores(ended) == honest(ended)
    assert gained(results) == []
    assert set(untold(results)) <= set(SIGNALS)


def test_what_runs_into_a_limit_has_an_error_of_its_own(course, attacked):
    """In a cell or a call; and what is printed fits on a page."""
    cells = {name: WRONG + cell + "\n" + inside_a_call(cell) for name, cell in OVER.items()}
    results = attacked({name: attack(course, cell) for name, cell in cells.items()})
    assert scores(results) == honest(results)
    assert {name for name, told in results.items() if len(told.notebook) > 200_000} == set()
    assert "more characters were left out" in results["a hundred megabytes of output"].notebook


def test_all_results_of_a_submission_are_bounded_together(course, attacked, limits):
    """Each of them may be read; they are kept until they are judged."""
    few = dataclasses.replace(limits, results=40 << 20)
    results = attacked({name: attack(course, inside_a_call(body, "")) for name, body in LARGE.items()}, limits=few)
    assert gained(results) == []
    assert untold(results) == []
