"""The grader's end of the pipes to a worker. Believes nothing, waits for nobody beyond a deadline.

Every request carries a number that cannot be guessed. A reply with another number, a byte that nobody asked for, a
frame that is too long or that `wire` cannot read: each ends the sandbox.
"""

import os
import secrets
import select
import subprocess
from time import monotonic
from typing import Any

from ..worker.frames import HEADER
from ..worker.observe import ErrorKind
from ..worker.wire import WireError, pack, unpack
from .limits import Limits
from .memory import memory_of

_MEMORY_INTERVAL = 0.25  # seconds between two measurements of a busy sandbox's memory


class SandboxError(Exception):
    """The sandbox gave no valid reply and is of no more use. `message` is what a card can say."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class Channel:
    """Asks the worker that runs in `process`, one request at a time."""

    def __init__(self, process: "subprocess.Popen[bytes]", limits: Limits) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process, self._limits = process, limits
        self._to, self._from = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)

    def ask(self, request: dict[str, Any], seconds: float) -> Any:
        """The reply. Raises SandboxError when there is none in time, or none that can be believed."""
        self._refuse_unasked()
        deadline = monotonic() + seconds
        number = secrets.randbits(64)
        payload = pack(request)
        self._send(HEADER.pack(number, len(payload)) + payload, deadline, seconds)
        answered, length = HEADER.unpack(self._receive(HEADER.size, deadline, seconds))
        if answered != number:
            raise SandboxError(ErrorKind.PROTOCOL, "something other than the worker wrote to the grader")
        if length > self._limits.reply:
            raise SandboxError(ErrorKind.PROTOCOL, f"a reply of {length} bytes; at most {self._limits.reply} are read")
        try:
            return unpack(self._receive(length, deadline, seconds))
        except WireError as error:
            raise SandboxError(ErrorKind.PROTOCOL, f"a reply that cannot be read: {error}") from error

    def _refuse_unasked(self) -> None:
        if self._ready(self._from, select.POLLIN, 0.0) and self._read(1):
            raise SandboxError(ErrorKind.PROTOCOL, "something wrote to the grader without being asked")

    def _send(self, data: bytes, deadline: float, seconds: float) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(self._to, select.POLLOUT, deadline, seconds)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise SandboxError(ErrorKind.STOPPED, "the process ended") from None

    def _receive(self, size: int, deadline: float, seconds: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._from, select.POLLIN, deadline, seconds)
            part = self._read(min(size - len(data), 1 << 20))
            if not part:
                raise SandboxError(ErrorKind.STOPPED, "the process ended before it was done")
            data += part
        return bytes(data)

    def _read(self, size: int) -> bytes:
        return os.read(self._from, size)

    def _wait(self, fd: int, event: int, deadline: float, seconds: float) -> None:
        """Until the pipe can be used; meanwhile, see that all its processes together stay within the memory."""
        while not self._ready(fd, event, min(_MEMORY_INTERVAL, max(0.0, deadline - monotonic()))):
            if monotonic() >= deadline:
                raise SandboxError(ErrorKind.TIME, f"took longer than {seconds:g} s")
            if memory_of(self._process.pid) > self._limits.total_memory << 20:
                raise SandboxError(ErrorKind.STOPPED, f"needed more than {self._limits.total_memory} MB of memory")

    @staticmethod
    def _ready(fd: int, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(fd, event)
        return bool(poll.poll(seconds * 1000))
