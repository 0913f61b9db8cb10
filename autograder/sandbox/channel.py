"""The grader's end of the pipes to a worker. Believes nothing, waits for nobody beyond a deadline.

Every request carries a number that cannot be guessed. A reply with another number, a byte that nobody asked for, a
frame that is too long or that `wire` cannot read: each ends the sandbox.
"""

import os
import secrets
import select
from collections.abc import Iterator
from time import monotonic
from typing import Any

from ..worker.drive import PATIENCE
from ..worker.frames import HEADER, reply_number
from ..worker.observe import ErrorKind
from ..worker.wire import WireError, pack, unpack
from .limits import Limits
from .usage import usage_of

_INTERVAL = 0.25  # seconds between two looks at what a busy sandbox uses


class SandboxError(Exception):
    """The sandbox gave no valid reply and is of no more use. `message` is what a card can say."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class Channel:
    """Asks a worker, one request at a time.

    to, back: descriptors, to write requests to and to read replies from
    pid: the process above all those whose memory and time count
    """

    def __init__(self, to: int, back: int, pid: int, limits: Limits) -> None:
        self._to, self._from, self._pid, self._limits = to, back, pid, limits
        os.set_blocking(to, False)
        os.set_blocking(back, False)

    def ask(self, request: dict[str, Any], seconds: float, wall: float | None = None) -> Any:
        """The reply. Raises SandboxError when there is none in time, or none that can be believed.

        seconds: of processor time of all the sandbox's processes; wall: on the clock, by default PATIENCE times that
        """
        (reply,) = self.ask_for_each(request, 1, seconds, wall)
        return reply

    def ask_for_each(
        self, request: dict[str, Any], count: int, seconds: float, wall: float | None = None
    ) -> Iterator[Any]:
        """That many replies to one request, as they come. The times are those of each; read all of them."""
        self._refuse_unasked()
        number = secrets.randbits(64)
        payload = pack(request)
        patience = self._patience(seconds, wall)
        self._send(HEADER.pack(number, len(payload)) + payload, patience)
        for position in range(count):
            yield self._reply(reply_number(number, position), patience)
            patience = self._patience(seconds, wall)

    def _reply(self, number: int, patience: "_Patience") -> Any:
        answered, length = HEADER.unpack(self._receive(HEADER.size, patience))
        if answered != number:
            raise SandboxError(ErrorKind.PROTOCOL, "something other than the worker wrote to the grader")
        if length > self._limits.reply:
            raise SandboxError(ErrorKind.PROTOCOL, f"a reply of {length} bytes; at most {self._limits.reply} are read")
        try:
            return unpack(self._receive(length, patience))
        except WireError as error:
            raise SandboxError(ErrorKind.PROTOCOL, f"a reply that cannot be read: {error}") from error

    def _refuse_unasked(self) -> None:
        if _ready(self._from, select.POLLIN, 0.0) and self._read(1):
            raise SandboxError(ErrorKind.PROTOCOL, "something wrote to the grader without being asked")

    def _send(self, data: bytes, patience: "_Patience") -> None:
        rest = memoryview(data)
        while rest:
            patience.wait_for(self._to, select.POLLOUT)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise SandboxError(ErrorKind.STOPPED, "the process ended") from None

    def _receive(self, size: int, patience: "_Patience") -> bytes:
        data = bytearray()
        while len(data) < size:
            patience.wait_for(self._from, select.POLLIN)
            part = self._read(min(size - len(data), 1 << 20))
            if not part:
                raise SandboxError(ErrorKind.STOPPED, "the process ended before it was done")
            data += part
        return bytes(data)

    def _read(self, size: int) -> bytes:
        return os.read(self._from, size)

    def _patience(self, seconds: float, wall: float | None) -> "_Patience":
        return _Patience(self._pid, seconds, PATIENCE * seconds if wall is None else wall, self._limits.total_memory)


class _Patience:
    """How long one reply is waited for, and how much memory may be in use meanwhile.

    What is used is looked at now and then, and not before somebody has waited: most replies come sooner.
    """

    def __init__(self, pid: int, seconds: float, wall: float, megabytes: int) -> None:
        self._pid, self._seconds, self._wall, self._megabytes = pid, seconds, wall, megabytes
        self._end = monotonic() + wall
        self._spent_before: float | None = None

    def wait_for(self, fd: int, event: int) -> None:
        """Until the pipe can be used. Raises SandboxError when it takes too long, or too much memory."""
        while not _ready(fd, event, min(_INTERVAL, max(0.0, self._end - monotonic()))):
            if monotonic() >= self._end:
                raise SandboxError(ErrorKind.TIME, f"took longer than {self._wall:g} s by the clock")
            used = usage_of(self._pid)
            if self._spent_before is None:
                self._spent_before = used.seconds
            if used.seconds - self._spent_before > self._seconds:
                raise SandboxError(ErrorKind.TIME, f"took longer than {self._seconds:g} s")
            if used.memory > self._megabytes << 20:
                raise SandboxError(ErrorKind.STOPPED, f"needed more than {self._megabytes} MB of memory")


def _ready(fd: int, event: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(fd, event)
    return bool(poll.poll(seconds * 1000))
