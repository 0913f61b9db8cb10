"""A worker that is a script: the other ends of two pipes, played by a thread while the grader waits."""

import contextlib
import os
import threading
from collections.abc import Callable
from types import SimpleNamespace

from autograder.worker.frames import read_frame, reply_number, write_frame
from autograder.worker.wire import pack

PID = 4711


class Peer:
    """The worker's end. `then` plays a script in a thread, while the grader waits."""

    def __init__(self) -> None:
        self.requests, to = os.pipe()
        out, self.replies = os.pipe()
        self.process = SimpleNamespace(stdin=os.fdopen(to, "wb", 0), stdout=os.fdopen(out, "rb", 0), pid=PID)
        self.process.kill = lambda: self.calls.append("kill")
        self.process.wait = lambda: self.calls.append("wait")
        self.calls: list[str] = []
        self.numbers: list[int] = []
        self.received: list[bytes] = []
        self._thread: threading.Thread | None = None

    def read(self) -> int:
        """Take one request; its number."""
        number, payload = read_frame(self.requests)
        self.numbers.append(number)
        self.received.append(payload)
        return number

    def answer_each(self, *values: object) -> None:
        """Answer one request with several replies, as a good worker does."""

        def script(peer: "Peer") -> None:
            number = peer.read()
            for position, value in enumerate(values):
                write_frame(peer.replies, reply_number(number, position), pack(value))

        self.then(script)

    def then(self, script: Callable[["Peer"], object]) -> None:
        """What to do while the grader waits."""
        self._thread = threading.Thread(target=script, args=(self,), daemon=True)
        self._thread.start()

    def answers(self, *values: object) -> None:
        """Answer one request after the other as a good worker does."""
        self.then(lambda peer: [write_frame(peer.replies, peer.read(), pack(value)) for value in values])

    def close(self) -> None:
        """End both pipes."""
        self.process.stdin.close()
        self.process.stdout.close()
        if self._thread is not None:
            self._thread.join(60)
        for fd in (self.requests, self.replies):
            with contextlib.suppress(OSError):
                os.close(fd)
