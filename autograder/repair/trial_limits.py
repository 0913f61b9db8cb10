"""Limits for one trial of an edited answer: an edit can turn a short loop or a small array into an endless one."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_STATM = "/proc/self/statm"
SECONDS = 0.5  # of processor time
MEGABYTES = 512  # more than there were before


class TooLong(BaseException):
    """A trial has taken too long. Not an Exception: an answer's own `except` must not catch it."""


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Run something within the limits, as far as this system and this thread have any."""
    with _in_time(seconds), _in_memory():
        yield


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Nothing that compiled code writes is seen: LAPACK complains of a nan past Python's own streams."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # a closed one
            stream.flush()
    with contextlib.ExitStack() as kept:
        with contextlib.suppress(OSError):  # a process without such files
            nowhere = os.open(os.devnull, os.O_WRONLY)
            kept.callback(os.close, nowhere)
            for file in (1, 2):
                before = os.dup(file)
                kept.callback(os.close, before)
                kept.callback(os.dup2, before, file)
                os.dup2(nowhere, file)
        yield


@contextlib.contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)  # again, where an answer has caught the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


@contextlib.contextmanager
def _in_memory() -> Iterator[None]:
    if resource is None or not os.path.exists(_STATM):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _address_space() + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    with open(_STATM) as file:
        return int(file.read().split()[0]) * resource.getpagesize()
