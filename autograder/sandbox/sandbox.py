"""A sandbox: the one class that runs a submission's cells and drives its functions.

`Sandbox` is the seam. `WorkerSandbox` talks to the worker process of `autograder.worker`; `Bubblewrap` and
`Unisolated` differ in the command that starts it. A pool of warm workers would be a third.
"""

import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from ..core.errors import GradingError
from ..core.record import Case, Exercise, Function, source_of
from ..worker.observe import CaseError, ErrorKind, Observation
from .channel import Channel, SandboxError
from .limits import Limits


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
    def run_cell(self, source: str, limit: float) -> CellResult:
        """Run one cell."""

    @abstractmethod
    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """For each name: "missing", "unwritten" or "written"."""

    @abstractmethod
    def probe(self, exercise: Exercise, case: Case, inputs: Mapping[str, Any], limit: float) -> Observation:
        """Drive the exercise's functions, as they are defined now, with one case's inputs."""

    @abstractmethod
    def close(self) -> None:
        """End everything that runs in it. May be called at any time, and twice."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


SandboxFactory = Callable[[], Sandbox]  # makes one sandbox, not yet started


class WorkerSandbox(Sandbox):
    """A worker process behind two pipes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None

    @abstractmethod
    def spawn(self, errors: Any) -> "subprocess.Popen[bytes]":
        """Start the worker with pipes on its standard input and output; what it complains of goes to `errors`."""

    def start(self) -> None:
        """Start the worker and wait until it answers."""
        with tempfile.TemporaryFile() as errors:
            try:
                self._process = self.spawn(errors)
                self._channel = Channel(self._process, self._limits)
                self.ask({"do": "hello"}, self._limits.start_seconds)
            except (SandboxError, OSError) as error:
                self.close()
                errors.seek(0)
                said = errors.read(4000).decode(errors="replace").strip().splitlines()
                raise GradingError(f"the sandbox does not start: {said[-1] if said else error}") from None

    def ask(self, request: dict[str, Any], seconds: float) -> Any:
        """One request to the worker."""
        if self._channel is None:
            raise SandboxError(ErrorKind.STOPPED, "the sandbox is closed")
        return self._channel.ask(request, seconds)

    def run_cell(self, source: str, limit: float) -> CellResult:
        """Run one cell; the worker cannot stop a cell that hangs, so the limit is the grader's."""
        reply = self.ask({"do": "cell", "source": source}, limit)
        with untrusted_reply():
            longest = 2 * self._limits.output
            return CellResult(_text(reply["output"], longest), _text(reply["error"], 1000))

    def defined_names(self, names: tuple[str, ...]) -> dict[str, str]:
        """Which of the names are there, and which of those are more than a docstring."""
        reply = self.ask({"do": "names", "names": list(names)}, self._limits.cell_seconds)
        with untrusted_reply():
            return {name: _text(reply[name], 20) for name in names}

    def probe(self, exercise: Exercise, case: Case, inputs: Mapping[str, Any], limit: float) -> Observation:
        """Observe one case, in a child of the worker: a case that hangs or crashes does not end the sandbox."""
        source, name = _source_of(exercise.probe_of(case))
        request = {
            "do": "probe",
            "probe": source,
            "name": name,
            "functions": list(exercise.functions),
            "inputs": dict(inputs),
            "limit": limit,
        }
        reply = self.ask(request, limit + self._limits.slack_seconds)
        with untrusted_reply():
            return Observation.from_tree(reply)

    def fonts(self) -> dict[str, str]:
        """matplotlib's list of fonts, by the name of its file. Asked before anything of a learner's has run."""
        reply = self.ask({"do": "fonts"}, self._limits.slack_seconds)
        with untrusted_reply():
            return {str(name): _text(text, 1 << 20) for name, text in reply.items()}

    def close(self) -> None:
        """Kill the worker and everything that it started."""
        self._channel = None
        if self._process is not None:
            process, self._process = self._process, None
            self.kill(process)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill the process; with bubblewrap, all others in its namespace die with it."""
        process.kill()
        process.wait()


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


@lru_cache(maxsize=256)
def _source_of(probe: Function) -> tuple[str, str]:
    return source_of(probe), probe.__name__
