"""A sandbox: the one class that runs a submission's cells and drives its functions.

`Sandbox` is the seam. `WorkerSandbox` talks to a worker of `autograder.worker`; `Bubblewrap` and `Unisolated` start a
program for it, `WarmSandbox` has it forked from one that runs already.
"""

import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, Self

import numpy as np

from ..core.errors import GradingError
from ..core.record import Case, Exercise, Function, source_of
from ..worker.drive import PATIENCE
from ..worker.observe import CaseError, ErrorKind, Observation
from .channel import Channel, SandboxError
from .limits import Limits
from .usage import usage_of

Drawn = tuple[Case, Mapping[str, Any]]  # a case with its inputs


@dataclass(frozen=True)
class CellResult:
    """What a cell printed, and the error that stopped it, or ""."""

    output: str
    error: str = ""


class Sandbox(ABC):
    """A place for one submission. Everything it answers is the learner's own word.

    `SandboxError` means that it is used up.
    """

    @abstractmethod
    def start(self) -> None:
        """Be ready for cells. Raises GradingError when this machine cannot: that is nobody's zero."""

    @abstractmethod
    def run_cell(self, source: str, limit: float, wall: float | None = None) -> CellResult:
        """Run one cell.

        limit: seconds of processor time; wall: seconds on the clock, by default PATIENCE times as many
        """

    @abstractmethod
    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """For each name: "missing", "unwritten" or "written"."""

    @abstractmethod
    def probe(
        self, exercise: Exercise, drawn: Sequence[Drawn], limit: float, wall: float | None = None
    ) -> Iterator[Observation]:
        """Drive the exercise's functions, as they are defined now, with each case; see what came as it comes.

        One child process drives them all. A case that hangs or crashes gives an observation that says so, and a fresh
        child drives the rest. limit, wall: as of a cell, for each case. Take all of them before anything else is asked.
        """

    @abstractmethod
    def shrink(self, pictures: Sequence[np.ndarray], longest: int) -> list[np.ndarray]:
        """Each PNG as a small one, none at all where that cannot be: bytes as numbers, at most so many of each.

        Asked of a sandbox in which nothing of a learner's has run; what comes back is to be held against what it
        should be all the same.
        """

    @abstractmethod
    def processor_time(self) -> float:
        """Seconds of processor time that everything in the sandbox has used."""

    @abstractmethod
    def close(self) -> None:
        """End everything that runs in it. May be called at any time, and twice."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


SandboxFactory = Callable[[], Sandbox]  # makes one sandbox, not yet started


@dataclass(frozen=True)
class Link:
    """The way to a worker: descriptors to write to and to read from, and the process above all that count as its."""

    to: int
    back: int
    pid: int


class WorkerSandbox(Sandbox):
    """A worker behind two pipes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._channel: Channel | None = None
        self._pid, self._spent_before = 0, 0.0

    @abstractmethod
    def connect(self) -> Link:
        """Have a worker started."""

    @abstractmethod
    def complaint(self) -> str:
        """What the worker has said of why it does not start, "" for nothing."""

    @abstractmethod
    def disconnect(self) -> None:
        """End it and everything that it started."""

    def start(self) -> None:
        """Start the worker and wait until it answers."""
        try:
            link = self.connect()
            self._pid, self._spent_before = link.pid, usage_of(link.pid).seconds
            self._channel = Channel(link.to, link.back, link.pid, self._limits)
            self._channel.ask({"do": "hello"}, self._limits.start_seconds)
        except (SandboxError, OSError) as error:
            said = self.complaint().strip().splitlines()
            self.close()
            raise GradingError(f"the sandbox does not start: {said[-1] if said else error}") from None

    def ask(self, request: dict[str, Any], seconds: float, wall: float | None = None) -> Any:
        """One request to the worker."""
        (reply,) = self._replies(request, 1, seconds, wall)
        return reply

    def blame(self, failure: SandboxError) -> None:
        """Raise SandboxLost where it is known that no code of the learner's can have ended the sandbox."""

    def run_cell(self, source: str, limit: float, wall: float | None = None) -> CellResult:
        """Run one cell; the worker cannot stop a cell that hangs, so the limit is the grader's."""
        reply = self.ask({"do": "cell", "source": source}, limit, wall)
        with untrusted_reply():
            longest = 2 * self._limits.output
            return CellResult(_text(reply["output"], longest), _text(reply["error"], 1000))

    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """Which of the names are there, and which of those are more than a docstring."""
        reply = self.ask({"do": "names", "names": list(names)}, self._limits.cell_seconds)
        with untrusted_reply():
            return {name: _text(reply[name], 20) for name in names}

    def probe(
        self, exercise: Exercise, drawn: Sequence[Drawn], limit: float, wall: float | None = None
    ) -> Iterator[Observation]:
        """The worker keeps the limits by itself; the grader waits a little longer."""
        wall = PATIENCE * limit if wall is None else wall
        slack = self._limits.slack_seconds
        request = probe_request(exercise, drawn, limit, wall)
        for reply in self._replies(request, len(drawn), limit + slack, wall + slack):
            with untrusted_reply():
                seen = Observation.from_tree(reply)
            yield seen

    def shrink(self, pictures: Sequence[np.ndarray], longest: int) -> list[np.ndarray]:
        """Within the time of a cell."""
        request = {"do": "shrink", "pictures": list(pictures), "longest": longest}
        reply = self.ask(request, self._limits.cell_seconds)
        with untrusted_reply():
            return [_bytes(made, longest) for made, _ in zip(reply, pictures, strict=True)]

    def processor_time(self) -> float:
        """As Linux tells it."""
        return usage_of(self._pid).seconds - self._spent_before if self._pid else 0.0

    def fonts(self) -> dict[str, str]:
        """matplotlib's list of fonts, by the name of its file. Asked before anything of a learner's has run."""
        reply = self.ask({"do": "fonts"}, self._limits.slack_seconds)
        with untrusted_reply():
            return {str(name): _text(text, 1 << 20) for name, text in reply.items()}

    def close(self) -> None:
        """End the worker and everything that it started."""
        self._channel = None
        self._pid = 0
        self.disconnect()

    def _replies(self, request: dict[str, Any], count: int, seconds: float, wall: float | None) -> Iterator[Any]:
        """As of `Channel.ask_for_each`; who is to blame when they break off is asked here, for every request."""
        if self._channel is None:
            raise SandboxError(ErrorKind.STOPPED, "the sandbox is closed")
        try:
            yield from self._channel.ask_for_each(request, count, seconds, wall)
        except SandboxError as failure:
            self.blame(failure)
            raise


class ProgramSandbox(WorkerSandbox):
    """A worker that is a program of its own, with the pipes on its standard input and output."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    @abstractmethod
    def spawn(self, errors: Any) -> "subprocess.Popen[bytes]":
        """Start the program; what it complains of goes to `errors`."""

    def connect(self) -> Link:
        """Start the program."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 # closed with the worker
        self._process = process = self.spawn(self._errors)
        assert process.stdin is not None and process.stdout is not None
        return Link(process.stdin.fileno(), process.stdout.fileno(), process.pid)

    def complaint(self) -> str:
        """The end of what it wrote to its standard error."""
        return written_in(self._errors) if self._errors is not None else ""

    def disconnect(self) -> None:
        """Kill the program."""
        if self._process is not None:
            process, self._process = self._process, None
            self.kill(process)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill the process; with bubblewrap, all others in its namespace die with it."""
        process.kill()
        process.wait()


def written_in(errors: IO[bytes]) -> str:
    """The first few thousand bytes of what a worker complained of."""
    errors.seek(0)
    return errors.read(4000).decode(errors="replace")


class untrusted_reply:
    """Whatever goes wrong in reading a reply is the reply's fault."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, Exception):
            what = f"a reply that is not what was asked for: {type(error).__name__}"
            raise SandboxError(ErrorKind.PROTOCOL, what) from error


def nothing_seen(kind: ErrorKind, message: str) -> Observation:
    """The observation of a case that brought none."""
    return Observation(error=CaseError(kind, message))


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} for a text")
    return value[:longest]


def _bytes(value: object, longest: int) -> np.ndarray:
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.ndim != 1 or value.size > longest:
        raise TypeError(f"a {type(value).__name__} for so many bytes")
    return value


def probe_request(exercise: Exercise, drawn: Sequence[Drawn], limit: float, wall: float) -> dict[str, Any]:
    """What a worker is asked: each probe's source once, and each case's inputs."""
    probes = list(dict.fromkeys(exercise.probe_of(case) for case, _ in drawn))
    return {
        "do": "probe",
        "probes": [list(_source_of(probe)) for probe in probes],
        "functions": list(exercise.functions),
        "cases": [{"probe": probes.index(exercise.probe_of(case)), "inputs": dict(inputs)} for case, inputs in drawn],
        "limit": limit,
        "wall": wall,
    }


@lru_cache(maxsize=256)
def _source_of(probe: Function) -> tuple[str, str]:
    return source_of(probe), probe.__name__
