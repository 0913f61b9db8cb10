"""Sandboxes from a warm worker: a bubblewrap that has imported everything forks a child for each submission.

Starting one costs milliseconds. Each child lives in namespaces of its own and is killed when its sandbox is closed; the
warm worker itself runs nothing of a learner's. A worker serves one submission at a time and is kept for the next.
"""

import atexit
import os
import socket
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..core.errors import GradingError, SandboxLost
from ..worker.observe import ErrorKind
from ..worker.zygote import DONE, END, FORK
from .bubblewrap import Bubblewrap, start_warm
from .channel import SandboxError
from .limits import Limits
from .sandbox import Link, SandboxFactory, WorkerSandbox, written_in

MOST_IDLE = 2  # workers that wait for their next submission


@dataclass(frozen=True)
class Setting:
    """What a worker is started with. Two submissions with the same setting can have the same worker."""

    edition: Path
    limits: Limits
    masked: tuple[Path, ...] = ()


class WarmWorker:
    """A running worker. Raises OSError when it does not start, or does not answer any more."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 # closed with the worker
        self._control, theirs = socket.socketpair()
        try:
            self._process = start_warm(setting.edition, setting.limits, setting.masked, theirs, self._errors)
        except BaseException:
            self._control.close()
            self._errors.close()
            raise
        finally:
            theirs.close()
        self._control.settimeout(setting.limits.start_seconds)

    def fork(self) -> Link:
        """A child for one submission. The descriptors of its pipes are the caller's to close."""
        requests, to = os.pipe()
        back, replies = os.pipe()
        try:
            socket.send_fds(self._control, [FORK], [requests, replies])
            self._wait_until_done()
        except OSError:
            os.close(to)
            os.close(back)
            raise
        finally:
            os.close(requests)
            os.close(replies)
        return Link(to, back, self._process.pid)

    def end_child(self) -> None:
        """End the last child and everything that it has started."""
        self._control.sendall(END)
        self._wait_until_done()

    def answers(self) -> bool:
        """Whether it is still there. Its child is not, afterwards."""
        try:
            self.end_child()
        except OSError:
            return False
        return True

    def wait_until_warm(self) -> None:
        """Until everything is imported."""
        self._wait_until_done()

    def complaint(self) -> str:
        """What it has written to its standard error."""
        return written_in(self._errors)

    def close(self) -> None:
        """End it, and its child with it: bubblewrap's namespace dies with bubblewrap."""
        self._process.kill()
        self._process.wait()
        self._control.close()
        self._errors.close()

    def _wait_until_done(self) -> None:
        if self._control.recv(1) != DONE:
            raise ConnectionError("the warm worker has ended")


@dataclass
class Pool:
    """The workers that are idle now. Several threads may ask."""

    idle: list[WarmWorker] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, setting: Setting) -> tuple[WarmWorker, Link]:
        """A worker with that setting, and its child for a new submission."""
        while (found := self._found(setting)) is not None:
            with suppress(OSError):  # it has died while it was idle
                return found, found.fork()
            found.close()
        worker = WarmWorker(setting)
        try:
            worker.wait_until_warm()
            return worker, worker.fork()
        except OSError as error:
            said = worker.complaint().strip().splitlines()
            worker.close()
            raise OSError(said[-1] if said else str(error)) from None

    def give_back(self, worker: WarmWorker) -> None:
        """End the worker's child, and keep the worker for the next."""
        try:
            worker.end_child()
        except OSError:
            worker.close()
            return
        with self.lock:
            self.idle.append(worker)
            surplus = [self.idle.pop(0) for _ in range(len(self.idle) - MOST_IDLE)]
        for one in surplus:
            one.close()

    def close(self) -> None:
        """End all that are idle."""
        with self.lock:
            idle, self.idle = self.idle, []
        for worker in idle:
            worker.close()

    def _found(self, setting: Setting) -> WarmWorker | None:
        with self.lock:
            for worker in reversed(self.idle):
                if worker.setting == setting:
                    self.idle.remove(worker)
                    return worker
        return None


POOL = Pool()
atexit.register(POOL.close)


class WarmSandbox(WorkerSandbox):
    """A child of a warm worker."""

    def __init__(self, setting: Setting, pool: Pool = POOL) -> None:
        super().__init__(setting.limits)
        self._setting, self._pool = setting, pool
        self._worker: WarmWorker | None = None
        self._link: Link | None = None

    def start(self) -> None:
        """Start, and start again with another worker when the first has just died: that is nobody's fault."""
        try:
            super().start()
        except GradingError:
            super().start()

    def connect(self) -> Link:
        """Have a child forked."""
        self._worker, self._link = self._pool.take(self._setting)
        return self._link

    def complaint(self) -> str:
        """What the child has said of why it does not start."""
        return self._worker.complaint() if self._worker is not None else ""

    def blame(self, failure: SandboxError) -> None:
        """A learner's code can end its child, and never the worker: that one is out of its reach."""
        if failure.kind is ErrorKind.STOPPED and self._worker is not None and not self._worker.answers():
            raise SandboxLost("the sandbox was ended from outside, twice; is the machine short of memory?") from failure

    def disconnect(self) -> None:
        """Have the child killed."""
        worker, self._worker = self._worker, None
        link, self._link = self._link, None
        if worker is not None and link is not None:
            self._pool.give_back(worker)
            os.close(link.to)
            os.close(link.back)


@lru_cache(maxsize=8)
def why_not_warm(setting: Setting) -> str:
    """Why no warm worker can be had here, "" when it can. Some systems allow no namespaces within namespaces."""
    try:
        with WarmSandbox(setting):
            return ""
    except GradingError as error:
        return str(error)


def sandboxes(edition: Path, limits: Limits, masked: Iterable[Path] = ()) -> SandboxFactory:
    """What makes sandboxes: from a warm worker where that works, else one bubblewrap each."""
    setting = Setting(edition, limits, tuple(masked))
    if why_not_warm(setting):
        return lambda: Bubblewrap(edition, limits, setting.masked)
    return lambda: WarmSandbox(setting)
