"""One grader at a time over a chapter: a second one is refused, and says who is at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ...core.errors import GradingError
from .audit import whoami

try:
    import fcntl
except ImportError:  # Windows, where nothing is graded in a sandbox
    fcntl = None  # type: ignore[assignment]


@contextmanager
def one_grader(path: Path, chapter: str) -> Iterator[None]:
    """Hold the lock file. The system lets go of it when the process ends, however it ends.

    Raises GradingError where another grader holds it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise GradingError(f"cannot write {path}: {error.strerror}") from None
    with os.fdopen(handle, "r+", encoding="utf-8") as file:
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                said = file.read(200).strip() or "somebody"
                raise GradingError(
                    f"{chapter} is being graded already, by {said}. Wait for the end of that run, and run the same "
                    "command again"
                ) from None
        file.truncate()
        file.write(f"{whoami()} (process {os.getpid()}, since {datetime.now():%Y-%m-%d %H:%M})\n")
        file.flush()
        yield
