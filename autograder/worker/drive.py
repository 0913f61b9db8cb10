"""Drive an exercise's functions in a child process, case after case.

An endless loop, a crash or a changed global ends with the child. A case that hangs or crashes is followed by a fresh
child for the rest, so that it costs nothing but itself. Time is processor time, which a busy machine does not use up;
the clock is looked at as well, or a sleeping case would never end.
"""

import __future__

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from . import wire
from .frames import HEADER, read_exactly, write_frame
from .observe import CaseError, ErrorKind, Observation, observe

PATIENCE = 4.0  # seconds on the clock for each second of processor time

ObserveCase = Callable[[int], Observation]  # of the case of that number


def drive(
    observe_case: ObserveCase, count: int, limit: float, wall: float, longest: int, channel: Sequence[int]
) -> Iterator[bytes]:
    """The packed observation of each case, as they come.

    limit, wall: seconds of processor time and seconds on the clock that one case may take
    longest: bytes of a packed observation
    channel: descriptors that a child closes before anything of a learner's runs in it
    """
    done = 0
    while done < count:
        child = _Child(observe_case, range(done, count), longest, channel)
        try:
            while done < count:
                yield child.next_reply(limit, wall, longest)
                done += 1
        except _Ended as ended:
            yield error_reply(ended.kind, str(ended))
            done += 1
        finally:
            child.end()


class _Ended(Exception):
    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Child:
    """A process that observes these cases in their order and sends what it saw, each in a frame."""

    def __init__(self, observe_case: ObserveCase, cases: range, longest: int, channel: Sequence[int]) -> None:
        self._reader, writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.setsid()
                for fd in (self._reader, *channel):
                    os.close(fd)
                for case in cases:
                    write_frame(writer, case, _packed(observe_case, case, longest))
            finally:
                os._exit(0)
        os.close(writer)

    def next_reply(self, limit: float, wall: float, longest: int) -> bytes:
        """The next packed observation. Raises _Ended when the child has to be given up."""
        try:
            return _listen(self._reader, _Patience(self._pid, limit, wall), longest)
        except TimeoutError as error:
            raise _Ended(ErrorKind.TIME, str(error)) from None
        except (EOFError, ValueError):
            raise _Ended(ErrorKind.STOPPED, "the process ended before the function returned") from None

    def end(self) -> None:
        """Kill it and what it has started."""
        os.close(self._reader)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


class _Patience:
    """How long a child is waited for."""

    def __init__(self, pid: int, limit: float, wall: float) -> None:
        self._pid, self._limit, self._wall = pid, limit, wall
        self._spent, self._end = processor_time(pid), time.monotonic() + wall

    def left(self) -> float:
        """Seconds after which to ask again. Raises TimeoutError when there are none."""
        left = self._limit - (processor_time(self._pid) - self._spent)
        until = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"took longer than {self._limit:g} s")
        if until <= 0:
            raise TimeoutError(f"took longer than {self._wall:g} s by the clock")
        return max(0.001, min(left, until))


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used; where the system does not tell, seconds on the clock."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # Linux's number for the clock of that process
    except (OSError, AttributeError):
        return time.monotonic()


def observe_request(functions: Sequence[Callable[..., Any]], request: dict[str, Any]) -> ObserveCase:
    """What observes each of a request's cases with its probe."""
    probes: dict[int, Callable[..., Any]] = {}

    def observe_case(number: int) -> Observation:
        case = request["cases"][number]
        which = case["probe"]
        if which not in probes:
            probes[which] = _compiled(*request["probes"][which])
        return observe(functions, probes[which], case["inputs"], put_back=False)

    return observe_case


def _compiled(source: str, name: str) -> Callable[..., Any]:
    # A probe's annotations name types that exist on the grader's side only: they stay text.
    code = compile(source, "<probe>", "exec", __future__.annotations.compiler_flag, dont_inherit=True)
    space: dict[str, Any] = {"np": np, "__name__": "probe"}
    exec(code, space)
    probe: Callable[..., Any] = space[name]
    return probe


def _packed(observe_case: ObserveCase, case: int, longest: int) -> bytes:
    try:
        packed = wire.pack(observe_case(case).to_tree())
    except BaseException as error:  # KeyboardInterrupt too: here nobody has pressed a key
        name = type(error).__name__
        return wire.pack(Observation(error=CaseError(ErrorKind.EXCEPTION, name, name)).to_tree())
    if len(packed) <= longest:
        return packed
    return error_reply(ErrorKind.VALUE, f"the result is larger than {longest >> 20} MB")


def _listen(reader: int, patience: _Patience, longest: int) -> bytes:
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)

    def wait() -> None:
        while not poll.poll(patience.left() * 1000):
            continue

    wait()
    _, length = HEADER.unpack(read_exactly(reader, HEADER.size))
    if length > longest:
        raise ValueError("longer than a reply may be")
    parts = []
    while length:
        wait()
        part = os.read(reader, min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def error_reply(kind: ErrorKind, message: str) -> bytes:
    """An observation of nothing but an error, packed."""
    return wire.pack(Observation(error=CaseError(kind, message)).to_tree())
