"""A limit for what a learner wrote: a loop that never ends would leave the kernel and every explorer without an answer.

It holds where Python can interrupt itself: on the main thread of a system that has timers, which is where a kernel runs
cells and answers widgets, except on Windows. There, as before, Kernel / Interrupt ends the loop. What counts is the
processor's time, so that nothing is cut short because the machine is busy.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 10.0


class TookTooLong(Exception):
    """What was run had not come to its end."""


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """Run the block for so long at most, then raise TookTooLong in it. A block inside of another has its time."""
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer") or signal.getsignal(signal.SIGVTALRM) is not signal.SIG_DFL:
        yield  # the alarm is somebody else's, or it is on already
        return
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)  # again, where the first was caught
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TookTooLong(f"it has not returned after {SECONDS:g} seconds of work; is there a loop that does not end?")
