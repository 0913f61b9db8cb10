"""A limit for what a learner wrote: a loop that never ends would leave the kernel and every explorer without an answer.

A watch beside it looks at how long each block has worked, and raises an exception in the thread that does not come to
its end. So it holds on every system and on every thread; JupyterLab has widgets answered beside the main one. What
counts is the thread's processor time, so that nothing is cut short because the machine is busy; where a system does
not tell that (Windows), the time on the clock.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 10.0
_AGAIN = 1.0  # seconds until the exception is raised once more, where the first was caught


class TookTooLong(Exception):
    """What was run had not come to its end."""

    def __init__(self) -> None:
        super().__init__(f"it has not returned after {SECONDS:g} seconds of work; is there a loop that does not end?")


class _Watch:
    """Knows until when each thread may work, by its own clock, and raises TookTooLong in those that go on."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[float, Callable[[], float]]] = {}
        self._lock = threading.Lock()
        self._something = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float) -> bool:
        """Watch the thread that calls this; False where it is watched already."""
        thread = threading.get_ident()
        if thread in self._ends:
            return False
        clock = _clock_of(thread)
        with self._lock:
            self._ends[thread] = clock() + seconds, clock
            if self._thread is None or not self._thread.is_alive():  # a forked process has none
                self._thread = threading.Thread(target=self._look, name="time limit", daemon=True)
                self._thread.start()
        self._something.set()
        return True

    def end(self) -> None:
        """Leave it alone from now on."""
        with self._lock:
            self._ends.pop(threading.get_ident(), None)

    def _look(self) -> None:
        while True:
            self._something.wait()
            with self._lock:
                for thread, (end, clock) in list(self._ends.items()):
                    if clock() >= end:
                        _raise_in(thread, TookTooLong)
                        self._ends[thread] = clock() + _AGAIN, clock
                if not self._ends:
                    self._something.clear()
            time.sleep(min(SECONDS / 20, 0.5))


def _raise_in(thread: int, error: type[Exception]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


def _clock_of(thread: int) -> Callable[[], float]:
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


_watch = _Watch()


@contextmanager
def in_time(seconds: float | None = None) -> Iterator[None]:
    """Run the block for `seconds` at most, or SECONDS, then raise TookTooLong in it; an outer block's end counts."""
    if not _watch.begin(SECONDS if seconds is None else seconds):
        yield
        return
    try:
        yield
    finally:
        try:
            _watch.end()
        except TookTooLong:  # it came just as the block came to its end
            _watch.end()
            raise
