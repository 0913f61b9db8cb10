"""The real sandbox: a worker in Linux namespaces of its own, made by bubblewrap.

No network, no processes but its own, a system that is read-only, a small private /tmp, and of Python's packages the
few that are allowed. Neither the repository nor a submission, gradebook or environment variable is in it.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..core.errors import GradingError
from .interpreter import interpreter
from .limits import Limits
from .mounts import mounts, namespaces, visible_paths
from .sandbox import ProgramSandbox
from .seccomp import program

REMEDY = (
    "Sandboxed grading needs Linux and bubblewrap 0.8 or newer (Debian and Ubuntu: sudo apt install bubblewrap). "
    "To grade without a sandbox, only for submissions that you trust, say so: --isolation none."
)

_NO_SUCH_USER = 0x60000000  # far above any user's number; what follows is drawn for each sandbox


class Bubblewrap(ProgramSandbox):
    """A worker in namespaces of its own.

    edition: the folder that `student_edition` made
    masked: folders that are empty inside
    """

    def __init__(self, edition: Path, limits: Limits, masked: Iterable[Path] = ()) -> None:
        super().__init__(limits)
        self._edition, self._masked = edition, tuple(masked)

    def spawn(self, errors: Any) -> "subprocess.Popen[bytes]":
        """Start bubblewrap, which starts the worker."""
        user = _user()
        worker = worker_command(visible_paths(), self._limits.for_worker(user))
        arguments = mounts(self._edition, self._limits, bool(user), self._masked)
        return start_bubblewrap(arguments, worker, program(), subprocess.PIPE, subprocess.PIPE, errors)


def start_warm(
    edition: Path, limits: Limits, masked: Iterable[Path], control: Any, errors: Any
) -> "subprocess.Popen[bytes]":
    """Start bubblewrap with a warm worker, which serves the socket `control`.

    It has to make namespaces; the filter for system calls is put in front of its children, by itself.
    """
    user = _user()
    settings = limits.for_worker(user, filter=program().hex())
    worker = worker_command(visible_paths(), settings, "zygote")
    arguments = mounts(edition, limits, bool(user), masked, warm=True)
    return start_bubblewrap(arguments, worker, b"", control, subprocess.DEVNULL, errors)


def start_bubblewrap(
    arguments: Sequence[str], worker: Sequence[str], calls: bytes, stdin: Any, stdout: Any, errors: Any
) -> "subprocess.Popen[bytes]":
    """Start bubblewrap with these arguments and a worker in it. calls: its seccomp program, b"" for none."""
    # All of it goes through pipes: what stands on bubblewrap's command line can be read inside, in /proc/1/cmdline.
    described = _readable("\0".join(arguments).encode() + b"\0")
    filtering = [_readable(calls)] if calls else []
    try:
        seccomp = ["--seccomp", *map(str, filtering)] if calls else []
        return subprocess.Popen(
            [bwrap(), "--args", str(described), *seccomp, "--", *worker],
            stdin=stdin,
            stdout=stdout,
            stderr=errors,
            pass_fds=(described, *filtering),
            cwd="/",
            env={},  # inside, /proc/1/environ shows bubblewrap's own
            start_new_session=True,
        )
    finally:
        for fd in (described, *filtering):
            os.close(fd)


def _user() -> int:
    """The user that a worker becomes, 0: it stays who it is.

    Started by root, a user namespace would map the worker to the machine's root, whom neither the limit on processes
    nor the modes of /proc/sys stop. So root's worker becomes a user that does not exist instead.
    """
    return _NO_SUCH_USER + secrets.randbits(24) if os.geteuid() == 0 else 0


def _readable(data: bytes) -> int:
    """A pipe's end from which these few bytes can be read."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        if os.write(writer, data) != len(data):
            raise OSError("more than a pipe holds")
    finally:
        os.close(writer)
    return reader


def worker_command(paths: Sequence[str], settings: str, module: str = "worker") -> list[str]:
    """Python without site-packages or environment, the worker's folders in front of its modules.

    settings: its argument, see `Limits.for_worker`. module: of `autograder.worker`.
    """
    start = f"import sys; sys.path[:0] = {list(paths)!r}; from autograder.worker.{module} import main; main()"
    return [str(interpreter()), "-I", "-S", "-B", "-X", "utf8", "-c", start, settings]


def bwrap() -> str:
    """The program. Raises GradingError with the remedy when it is not installed."""
    found = shutil.which("bwrap")
    if found is None:
        raise GradingError(f"bubblewrap (bwrap) is not installed. {REMEDY}")
    return found


@lru_cache(maxsize=1)
def require() -> None:
    """Raise GradingError, with reason and remedy, unless bubblewrap works here."""
    command = [
        bwrap(),
        *namespaces(os.geteuid() == 0),
        "--ro-bind",
        "/",
        "/",
        "--size",
        "65536",
        "--tmpfs",
        "/tmp",
        "true",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise GradingError(f"bubblewrap does not work here: {said[-1] if said else 'no reason given'}. {REMEDY}")


def why_not_nested() -> str:
    """Why namespaces cannot be made within bubblewrap's here, as warm workers need them; "" when they can."""
    root = Path(__file__).resolve().parents[2]
    source = (
        f"import sys; sys.path.insert(0, {str(root)!r}); "
        "from autograder.worker.own_namespaces import be_alone; from autograder.worker.set_limits import become; "
        f"become({_user()}); be_alone(1)"
    )
    places = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    command = [bwrap(), *namespaces(os.geteuid() == 0, warm=True), *places, sys.executable, "-B", "-c", source]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    said = ended.stderr.strip().splitlines()
    return (said[-1] if said else "no reason given") if ended.returncode else ""
